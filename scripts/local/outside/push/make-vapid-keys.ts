import { Buffer } from "node:buffer";
import { createECDH } from "node:crypto";

/** A key pair for Web Push, as the environment holds it. */
export interface NewVapidKeys {
  /** Base64url of the uncompressed point: what a page gives to `pushManager.subscribe` as applicationServerKey. */
  publicKey: string;
  /** Base64url of the number, 32 bytes. */
  privateKey: string;
}

export function makeVapidKeys(): NewVapidKeys {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys("base64url");
  // A number with leading zeros may come shorter than 32 bytes.
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
  return { publicKey, privateKey: privateKey.toString("base64url") };
}
