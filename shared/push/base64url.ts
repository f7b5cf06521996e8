import { Buffer } from "node:buffer";

/** Base64url without padding (RFC 4648, section 5). */
export const encodeBase64url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");

/** The bytes of base64url, padded or not; `undefined` for anything else, where `Buffer` alone would guess. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bare = text.replace(/={1,2}$/, "");
  if (!/^[\w-]*$/.test(bare) || bare.length % 4 === 1) return undefined;
  // A copy: a small Buffer is a window on memory that others share.
  return new Uint8Array(Buffer.from(bare, "base64url"));
}
