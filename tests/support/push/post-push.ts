import { importJWK, type JWTPayload, SignJWT } from "jose";
import { Buffer } from "node:buffer";
import { encryptWithWebCrypto } from "../../../shared/push/encrypt-with-web-crypto.ts";
import type { PushStandIn, SubscribedBrowser } from "./push-stand-in.ts";

/** What is wrong with a push on purpose. */
export interface Change {
  /** `undefined` takes a header away. */
  headers?: Record<string, string | undefined>;
  body?: Uint8Array<ArrayBuffer>;
}

/** Posts a good push by hand, but for what is changed. */
export async function postPush(
  push: PushStandIn,
  browser: SubscribedBrowser,
  { headers = {}, body }: Change = {},
) {
  const all = {
    authorization: `vapid t=${await signToken(push)}, k=${push.applicationServerKey}`,
    ttl: "60",
    "content-encoding": "aes128gcm",
    ...headers,
  };
  const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return await push.ask(`/send/${browser.id}`, {
    method: "POST",
    headers: kept,
    body: body ?? await encryptWithWebCrypto.encrypt(browser, new TextEncoder().encode("hello")),
  });
}

/** A token signed with the installation's key; claims that are `undefined` are left out. */
export async function signToken({ settings, origin }: PushStandIn, claims: JWTPayload = {}): Promise<string> {
  const point = Buffer.from(settings.VAPID_PUBLIC_KEY, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const key = await importJWK({ kty: "EC", crv: "P-256", x, y, d: settings.VAPID_PRIVATE_KEY }, "ES256");
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  return await new SignJWT({ aud: origin, exp, sub: settings.VAPID_SUBJECT, ...claims })
    .setProtectedHeader({ typ: "JWT", alg: "ES256" }).sign(key);
}
