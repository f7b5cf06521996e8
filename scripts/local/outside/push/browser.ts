import { Buffer } from "node:buffer";
import { createECDH, createHmac, type ECDH, randomBytes } from "node:crypto";
import { pointFault } from "../../../../shared/push/subscription-keys.ts";

/** The end of a subscription that reads: a browser with its private key. */
export interface Browser {
  /** As `PushSubscription.toJSON()` gives them: base64url without padding. */
  keys: { p256dh: string; auth: string };
  /** Reads a push's body. Rejects with `UnreadablePush`, which says what is wrong with it. */
  open(body: Uint8Array): Promise<Uint8Array>;
}

/** What a browser would drop without a word. */
export class UnreadablePush extends Error {
  override readonly name = "UnreadablePush";
}

const HEADER = 86;
const TAG = 16;

export function createBrowser(): Browser {
  const pair = createECDH("prime256v1");
  const auth = randomBytes(16);
  return {
    keys: { p256dh: pair.generateKeys().toString("base64url"), auth: auth.toString("base64url") },
    async open(body) {
      const fault = recordFault(body);
      if (fault) throw new UnreadablePush(fault);
      return unpad(await decrypt(Buffer.from(body), pair, auth));
    },
  };
}

/**
 * What is wrong with a body before anything is decrypted, so that a push service can see it, too: it must be a single
 * `aes128gcm` record whose key id is a public key. Source: RFC 8188, section 2.1; RFC 8291, section 4.
 */
export function recordFault(body: Uint8Array): string | undefined {
  if (body.length < HEADER + 1 + TAG) return "is too short for a record";
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const recordSize = view.getUint32(16);
  // Looked at here, because node:crypto in Deno 2.1.4 ends the whole process over a point that is none.
  if (view.getUint8(20) !== 65 || pointFault(body.subarray(21, HEADER))) {
    return "names no public key of the sender";
  }
  if (recordSize < 18) return "says records of less than 18 bytes";
  if (body.length - HEADER > recordSize) return "is more than one record";
}

/**
 * Shares nothing with how shared/push encrypts, so that the two can't be wrong in the same way: the curve is node:crypto's,
 * HKDF (RFC 5869) is made of HMAC, AES is WebCrypto's (that of node:crypto never looks at the tag on Deno 2.1.4:
 * CVE-2025-24015).
 */
async function decrypt(body: Buffer, pair: ECDH, auth: Buffer): Promise<Uint8Array> {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, HEADER);
  const info = Buffer.concat([Buffer.from("WebPush: info\0", "latin1"), pair.getPublicKey(), sender]);
  const label = (name: string) => Buffer.from(`Content-Encoding: ${name}\0`, "latin1");
  try {
    const secret = hkdf(auth, pair.computeSecret(sender), info, 32);
    const key = hkdf(salt, secret, label("aes128gcm"), 16);
    const nonce = hkdf(salt, secret, label("nonce"), 12);
    const aes = await crypto.subtle.importKey("raw", Uint8Array.from(key), "AES-GCM", false, ["decrypt"]);
    const gcm = { name: "AES-GCM", iv: Uint8Array.from(nonce) };
    return new Uint8Array(await crypto.subtle.decrypt(gcm, aes, Uint8Array.from(body.subarray(HEADER))));
  } catch (cause) {
    throw new UnreadablePush("can't be decrypted", { cause });
  }
}

/** The text before its delimiter (2: this is the last record), and nothing but zeros behind that. */
function unpad(padded: Uint8Array): Uint8Array {
  let at = padded.length - 1;
  while (at >= 0 && padded[at] === 0) at--;
  if (padded[at] !== 2) throw new UnreadablePush("doesn't end as the last record does");
  return padded.slice(0, at);
}

function hkdf(salt: Buffer, material: Buffer, info: Buffer, length: number): Buffer {
  const hmac = (key: Buffer, ...parts: Buffer[]) => {
    const made = createHmac("sha256", key);
    for (const part of parts) made.update(part);
    return made.digest();
  };
  // One block is 32 bytes, and no more is ever asked for.
  return hmac(hmac(salt, material), info, Buffer.from([1])).subarray(0, length);
}
