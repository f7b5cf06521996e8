const bytesOf = (text: string) => new TextEncoder().encode(text);

/**
 * A new id for a message to `peer`, built like those that Meta gives out: base64 of length-prefixed fields, the
 * peer and 18 random hexadecimal digits among them.
 */
export function createWamid(peer: string): string {
  const to = bytesOf(peer.slice(0, 127));
  const random = bytesOf(crypto.getRandomValues(new Uint8Array(9)).toHex().toUpperCase());
  const bytes = [0x1c, 0x18, to.length, ...to, 0x15, 0x02, 0x00, 0x11, 0x18, random.length, ...random, 0x00];
  return `wamid.${new Uint8Array(bytes).toBase64()}`;
}
