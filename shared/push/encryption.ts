import type { SubscriptionKeys } from "./subscription-keys.ts";

/**
 * Encrypts for one browser. An interface, so that the way we chose can be held against another one in the tests, and
 * be exchanged where a runtime makes another the better one.
 */
export interface PushEncryption {
  name: string;
  /**
   * The body of a push: one `aes128gcm` record (RFC 8188, RFC 8291), unpadded: padding breaks the bridge to Firefox on
   * Android. Throws `PlaintextTooLong`, and `KeysUnusable` when the browser's public key is no point on P-256.
   */
  encrypt(keys: SubscriptionKeys, plaintext: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * The most bytes that fit one record. A push service need only take a body of 4096 bytes: 86 are the header, 16 the
 * tag, one ends the text. Source: RFC 8030, section 7.2; RFC 8291, section 4.
 */
export const MOST_PLAINTEXT = 3993;

/** More plaintext than one record may hold. */
export class PlaintextTooLong extends Error {
  override readonly name = "PlaintextTooLong";

  constructor(readonly bytes: number) {
    super(`A push holds ${MOST_PLAINTEXT} bytes at most, not ${bytes}.`);
  }
}

/** Nothing can be encrypted to this subscription: its keys are none. */
export class KeysUnusable extends Error {
  override readonly name = "KeysUnusable";

  constructor(options?: ErrorOptions) {
    super("The subscription's keys can't be encrypted to.", options);
  }
}
