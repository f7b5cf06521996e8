import { createHash } from "node:crypto";

const KEPT_MS = 24 * 60 * 60 * 1_000;

/** What a key is good for now. */
type Claim =
  | { kind: "new"; settle(answer: string | undefined): void }
  | { kind: "replay"; answer: string }
  | { kind: "in flight" }
  | { kind: "other payload" };

interface Known {
  fingerprint: string;
  since: number;
  /** Absent as long as the first request is under way. */
  answer?: string;
}

/** Keys of requests for 24 hours, with the bytes they came with and the answer they got. */
export class IdempotencyKeys {
  #known = new Map<string, Known>();

  /** Takes a key for a request; a new one must be settled, with no answer if nothing was done. */
  claim(key: string, path: string, body: Uint8Array, now: number): Claim {
    this.#forget(now);
    const fingerprint = createHash("sha256").update(`${path}\n`).update(body).digest("hex");
    const known = this.#known.get(key);
    if (!known) {
      this.#known.set(key, { fingerprint, since: now });
      return { kind: "new", settle: (answer) => this.#settle(key, answer) };
    }
    if (known.fingerprint !== fingerprint) return { kind: "other payload" };
    return known.answer === undefined ? { kind: "in flight" } : { kind: "replay", answer: known.answer };
  }

  #settle(key: string, answer: string | undefined): void {
    const known = this.#known.get(key);
    if (known && answer !== undefined) known.answer = answer;
    else this.#known.delete(key);
  }

  #forget(now: number): void {
    // The oldest come first.
    for (const [key, { since }] of this.#known) {
      if (now - since < KEPT_MS) break;
      this.#known.delete(key);
    }
  }
}
