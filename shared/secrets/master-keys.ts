import { env } from "../env.ts";

/** FRONTDESK_SECRETS_KEYS: key id → key; the first is the newest. Throws when an entry is no key. */
export function masterKeys(): Map<string, Uint8Array<ArrayBuffer>> {
  const entries = (env().FRONTDESK_SECRETS_KEYS ?? "").split(",").filter(Boolean).map((entry) => {
    const [id = "", key = ""] = entry.trim().split(":");
    const bytes = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
    if (!id || bytes.length !== 32) {
      throw new Error("FRONTDESK_SECRETS_KEYS must be <key id>:<base64 of 32 bytes>,…");
    }
    return [id, bytes] as const;
  });
  return new Map(entries);
}
