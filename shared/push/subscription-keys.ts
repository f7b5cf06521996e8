import { decodeBase64url } from "./base64url.ts";

/** What a browser gave for encrypting to it. */
export interface SubscriptionKeys {
  /** Its public key: an uncompressed point on P-256, 65 bytes. */
  p256dh: Uint8Array<ArrayBuffer>;
  /** Its secret, 16 bytes: who reads our traffic with the browser's public key alone can't forge a push. */
  auth: Uint8Array<ArrayBuffer>;
}

/** Which of the two keys is wrong, and how: the rest of a sentence about it. */
export interface KeyFault {
  field: "p256dh" | "auth";
  detail: string;
}

/**
 * The keys of a subscription, given as browsers do: base64url, padded or not. A point that isn't on the curve is refused
 * here, where the browser can still be told: encryption would fail on it at every push (or, where a runtime doesn't
 * look, leak the sender's key). Source: RFC 8291, section 3.1; SEC 1, section 3.2.2.
 */
export function readSubscriptionKeys(
  given: { p256dh: string; auth: string },
): { keys: SubscriptionKeys } | { fault: KeyFault } {
  const p256dh = decodeBase64url(given.p256dh);
  const auth = decodeBase64url(given.auth);
  if (!p256dh) return { fault: { field: "p256dh", detail: "is not base64url" } };
  if (!auth) return { fault: { field: "auth", detail: "is not base64url" } };
  const detail = pointFault(p256dh);
  if (detail) return { fault: { field: "p256dh", detail } };
  if (auth.length !== 16) return { fault: { field: "auth", detail: "is not 16 bytes long" } };
  return { keys: { p256dh, auth } };
}

/** What is wrong with a public key; `undefined` for an uncompressed point on P-256. */
export function pointFault(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 65) return "is not 65 bytes long";
  if (bytes[0] !== 4) return "is not an uncompressed point";
  const x = numberOf(bytes.subarray(1, 33));
  const y = numberOf(bytes.subarray(33));
  if (x >= P || y >= P || (y * y - (x * x * x - 3n * x + B)) % P !== 0n) {
    return "is no point on the curve P-256";
  }
}

/** The curve P-256: y² = x³ − 3x + B modulo P. Source: NIST SP 800-186, section 3.2.1.3. */
const P = 0xffffffff_00000001_00000000_00000000_00000000_ffffffff_ffffffff_ffffffffn;
const B = 0x5ac635d8_aa3a93e7_b3ebbd55_769886bc_651d06b0_cc53b0f6_3bce3c3e_27d2604bn;

const numberOf = (bytes: Uint8Array) =>
  BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
