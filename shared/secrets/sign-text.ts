import { Buffer } from "node:buffer";
import { createHmac, hkdfSync } from "node:crypto";
import { equalsInConstantTime } from "../auth/equals-in-constant-time.ts";
import { masterKeys } from "./master-keys.ts";

/**
 * Signs a text that leaves this installation and comes back, in a link say: whoever has it can read it, nobody can make
 * another. Good for one purpose only, and as long as the master key it was signed with is kept.
 */
export function signText(purpose: string, text: string): string {
  const [newest] = masterKeys();
  if (!newest) throw new Error("FRONTDESK_SECRETS_KEYS is not set: links can't be signed.");
  const [keyId, key] = newest;
  return [keyId, Buffer.from(text).toString("base64url"), macOf(key, purpose, text)].join(".");
}

/** The text that was signed for this purpose; `undefined` for anything else. */
export function readSigned(purpose: string, signed: string): string | undefined {
  const [keyId = "", encoded = "", mac = "", ...more] = signed.split(".");
  const key = masterKeys().get(keyId);
  if (!key || more.length) return undefined;
  const text = Buffer.from(encoded, "base64url").toString();
  return equalsInConstantTime(mac, macOf(key, purpose, text)) ? text : undefined;
}

function macOf(master: Uint8Array<ArrayBuffer>, purpose: string, text: string): string {
  const key = hkdfSync("sha256", master, "", `frontdesk sign ${purpose}`, 32);
  return createHmac("sha256", new Uint8Array(key)).update(text).digest("base64url");
}
