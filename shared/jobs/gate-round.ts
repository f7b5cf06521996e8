import type { Gate } from "./provider-gate.ts";

/** Tells a provider's gate what it must hear of one round of calls: `watched` is what the gate said when it let them in. */
export function createRound(gate: Gate, watched: boolean) {
  let closed: number | null = null;
  let answered = false;
  let failing = false;

  return {
    /** For how long, in milliseconds, the circuit is open now; `null` where it is not. */
    closed: () => closed,
    async succeed(): Promise<void> {
      answered = true;
      // Only failures in a row open the circuit: this call ended the row.
      if (!failing || watched || closed !== null) return;
      failing = false;
      await gate.succeeded();
    },
    /** Returns what `closed` does. */
    async fail(retryAfter?: number): Promise<number | null> {
      failing = true;
      return closed = await gate.failed(retryAfter) ?? closed;
    },
    async end(): Promise<void> {
      if (watched && answered && closed === null) await gate.succeeded();
    },
  };
}
