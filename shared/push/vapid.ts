import type { VapidKeys } from "./vapid-keys.ts";

/** An `Authorization` header for a push service, and until when it may be used. */
export interface SignedHeader {
  header: string;
  expiresAt: Date;
}

/** Where isolates share their headers: each new one would sign its own otherwise. */
export interface VapidStore {
  /** What stands for an origin, whoever signed it and however old. */
  read(origin: string): Promise<SignedHeader | undefined>;
  /** Stores a header, unless another isolate has stored a younger one meanwhile. Returns what then stands. */
  write(origin: string, header: string, expiresAt: Date): Promise<SignedHeader>;
}

/** Gives the `Authorization` header of pushes to an origin. */
export interface Vapid {
  headerFor(origin: string): Promise<string>;
}

/** Half of what RFC 8292, section 2, allows. Apple wants no new token within the hour. */
export const LIFE_MS = 12 * 60 * 60 * 1000;

/**
 * VAPID (RFC 8292): one signed header per push service, kept in this isolate's memory and in `store`, and signed anew
 * only when less than half its life is left. However many ask at once, one signature is made. What the store holds under
 * another key than today's is not used; a new `VAPID_SUBJECT` is told with the next signature, hours later.
 */
export function createVapid(keys: VapidKeys, store?: VapidStore, now: () => number = Date.now): Vapid {
  const known = new Map<string, SignedHeader>();
  const asked = new Map<string, Promise<SignedHeader>>();
  const isFresh = ({ expiresAt }: SignedHeader) => expiresAt.getTime() - now() >= LIFE_MS / 2;
  const isUsable = (found: SignedHeader | undefined): found is SignedHeader =>
    found !== undefined && isFresh(found) && isSignedBy(keys, found.header);

  async function renew(origin: string): Promise<SignedHeader> {
    const stored = await store?.read(origin);
    if (isUsable(stored)) return stored;
    const expiresAt = new Date(now() + LIFE_MS);
    const header = `vapid t=${await keys.sign(origin, expiresAt)}, k=${keys.publicKey}`;
    const stands = await store?.write(origin, header, expiresAt);
    return isUsable(stands) ? stands : { header, expiresAt };
  }

  async function ask(origin: string): Promise<SignedHeader> {
    try {
      const found = await renew(origin);
      known.set(origin, found);
      return found;
    } finally {
      asked.delete(origin);
    }
  }

  return {
    async headerFor(origin) {
      const kept = known.get(origin);
      if (kept && isFresh(kept)) return kept.header;
      let asking = asked.get(origin);
      if (!asking) asked.set(origin, asking = ask(origin));
      return (await asking).header;
    },
  };
}

/** Whether a header has the form of ours and names this key. */
const isSignedBy = (keys: VapidKeys, header: string) =>
  /^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=([\w-]+)$/.exec(header)?.[1] === keys.publicKey;
