import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

interface Signed {
  /** The same id means the same message, sent again. */
  id?: string;
  /** Milliseconds since 1970. */
  at?: number;
}

/** The headers with which Svix delivers a message for Resend; written apart from the code under test. */
export function signMessage(
  bytes: Uint8Array,
  secret: string,
  { id = `msg_${crypto.randomUUID().replaceAll("-", "")}`, at = Date.now() }: Signed = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  // Takes what is no base64, too: a wrong secret may be anything.
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(bytes).digest("base64");
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
}
