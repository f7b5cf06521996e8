import { Webhook } from "standardwebhooks";
import { equalsInConstantTime } from "../auth/equals-in-constant-time.ts";

/** Seconds that a message may be old, or ahead of our clock. Source: Standard Webhooks, as Svix keeps it. */
const TOLERANCE = 5 * 60;

/**
 * The id of a message from Resend that carries a valid signature of exactly these bytes, no older than five minutes;
 * `undefined` for every other one. The same message has the same id however often it comes: whether it was seen before
 * is for the caller to know. One signature of several is enough, as while a secret is exchanged. Takes Svix's names of
 * the headers and those of Standard Webhooks.
 *
 * Throws an Error for a secret that is none (`whsec_` and base64).
 */
export function verifyResendSignature(
  bytes: Uint8Array,
  headers: Headers,
  secret: string,
  now: Date = new Date(),
): string | undefined {
  const webhook = openWebhook(secret);
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) =>
    headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`)
  );
  if (!id || !signatures || !timestamp || !/^[1-9]\d{0,11}$/.test(timestamp)) return;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE) return;
  const text = decode(bytes);
  if (text === undefined) return;
  // The library's own check knows no clock but the machine's.
  const expected = webhook.sign(id, new Date(Number(timestamp) * 1_000), text);
  let signed = false;
  for (const signature of signatures.split(" ")) signed = equalsInConstantTime(signature, expected) || signed;
  return signed ? id : undefined;
}

function openWebhook(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new Error("The webhook's secret must be whsec_ and base64, as Resend shows it.");
  }
}

/** The library signs text: only bytes that are exactly the text's may pass for it. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
