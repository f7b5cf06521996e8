import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether `header` (`X-Hub-Signature-256: sha256=<hex>`) is Meta's HMAC-SHA256 of exactly these bytes under the app's
 * secret. Constant time. Source: Meta, "Validating payloads".
 */
export function isSigned(bytes: Uint8Array, header: string | null, appSecret: string): boolean {
  const given = new TextEncoder().encode(header?.toLowerCase() ?? "");
  const expected = new TextEncoder().encode(sign(bytes, appSecret));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The header's value for these bytes: what Meta would send. */
export const sign = (bytes: Uint8Array, appSecret: string): string =>
  `sha256=${createHmac("sha256", appSecret).update(bytes).digest("hex")}`;
