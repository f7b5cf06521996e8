import { masterKeys } from "./master-keys.ts";

/** A sealed secret, as private.business_secrets keeps it. */
export interface Envelope {
  keyId: string;
  nonce: Uint8Array<ArrayBuffer>;
  data: Uint8Array<ArrayBuffer>;
}

/** A secret was sealed with a master key that this installation doesn't have (any more). */
export class UnknownSecretsKey extends Error {
  override readonly name = "UnknownSecretsKey";

  constructor(readonly keyId: string) {
    super(`The secrets key '${keyId}' is not in FRONTDESK_SECRETS_KEYS.`);
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/**
 * Seals a business's secret with the newest master key: AES-256-GCM under a key derived for this very secret, with
 * business and name as additional data, so that a row moved to another business or name can't be opened.
 */
export async function seal(businessId: string, name: string, secret: string): Promise<Envelope> {
  const [keyId] = masterKeys().keys();
  if (!keyId) throw new Error("FRONTDESK_SECRETS_KEYS is not set: a business's secrets can't be sealed.");
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: bytesOf(`${businessId}|${name}`) },
    await deriveKey(keyId, businessId, name),
    bytesOf(secret),
  );
  return { keyId, nonce, data: new Uint8Array(data) };
}

/** Opens what `seal` made. Throws `UnknownSecretsKey`, and if anything about the envelope or its place is not as sealed. */
export async function open(businessId: string, name: string, envelope: Envelope): Promise<string> {
  const data = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: envelope.nonce, additionalData: bytesOf(`${businessId}|${name}`) },
    await deriveKey(envelope.keyId, businessId, name),
    envelope.data,
  );
  return new TextDecoder().decode(data);
}

async function deriveKey(keyId: string, businessId: string, name: string): Promise<CryptoKey> {
  const master = masterKeys().get(keyId);
  if (!master) throw new UnknownSecretsKey(keyId);
  const material = await crypto.subtle.importKey("raw", master, "HKDF", false, ["deriveKey"]);
  return await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: bytesOf(businessId), info: bytesOf(`frontdesk ${name}`) },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
