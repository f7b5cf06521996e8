import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether `header` (`X-Hub-Signature-256: sha256=<hex>`) is Meta's HMAC-SHA256 of exactly these bytes under the app's
 * secret. Constant time. Source: Meta, "Validating payloads".
 */
export function isSigned(bytes: Uint8Array, header: string | null, appSecret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1];
  if (!given) return false;
  return timingSafeEqual(
    hmac(bytes, appSecret),
    Uint8Array.from(given.match(/../g)!, (pair) => parseInt(pair, 16)),
  );
}

/** The header's value for these bytes: what Meta would send. */
export const sign = (bytes: Uint8Array, appSecret: string): string =>
  `sha256=${hmac(bytes, appSecret).toString("hex")}`;

const hmac = (bytes: Uint8Array, secret: string) => createHmac("sha256", secret).update(bytes).digest();
