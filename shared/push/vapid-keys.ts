import { CompactSign, compactVerify, importJWK, SignJWT } from "jose";
import { env } from "../env.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { pointFault } from "./subscription-keys.ts";

/** Who we are to push services: browsers are told the public key when they subscribe, and pushes are signed with it. */
export interface VapidKeys {
  /** Base64url of the uncompressed point, as `k=` carries it and `applicationServerKey` takes it. */
  publicKey: string;
  /** Signs a token for a push service (`aud`), good until `expiresAt`. */
  sign(audience: string, expiresAt: Date): Promise<string>;
}

/** The variables as the environment holds them. */
export interface VapidSettings {
  VAPID_PUBLIC_KEY?: string;
  VAPID_PRIVATE_KEY?: string;
  VAPID_SUBJECT?: string;
}

let loading: Promise<VapidKeys> | undefined;

/** The installation's keys, read from the environment once. Throws as `readVapidKeys` does. */
export const loadVapidKeys = (): Promise<VapidKeys> => loading ??= readVapidKeys(env());

/**
 * Reads keys as `deno task vapid-keys` and `web-push generate-vapid-keys` print them: base64url of the point and of the
 * number. Throws an error that names the variable that is missing or wrong, and never its value. A pair whose halves
 * don't belong together is found here: every push service would only say 401 or 403.
 */
export async function readVapidKeys(settings: VapidSettings): Promise<VapidKeys> {
  const subject = required(settings, "VAPID_SUBJECT");
  // Apple refuses spaces and localhost, and says no more than BadJwtToken.
  if (!/^(mailto:|https:)\S+$/.test(subject) || /\blocalhost\b/i.test(subject)) {
    throw new Error("VAPID_SUBJECT must be a mailto: or https: address that others can reach.");
  }
  const point = decodeBase64url(required(settings, "VAPID_PUBLIC_KEY"));
  const number = decodeBase64url(required(settings, "VAPID_PRIVATE_KEY"));
  if (!point || pointFault(point)) {
    throw new Error("VAPID_PUBLIC_KEY is no public key of P-256 in base64url.");
  }
  if (number?.length !== 32) throw new Error("VAPID_PRIVATE_KEY is not 32 bytes in base64url.");
  const privateKey = await importPair(point, number);
  return {
    publicKey: encodeBase64url(point),
    sign: (audience, expiresAt) =>
      new SignJWT({ aud: audience, exp: Math.floor(expiresAt.getTime() / 1000), sub: subject })
        .setProtectedHeader({ typ: "JWT", alg: "ES256" })
        .sign(privateKey),
  };
}

/** The private key, once it has signed something that the public one verifies. */
async function importPair(point: Uint8Array, number: Uint8Array) {
  const half = {
    kty: "EC",
    crv: "P-256",
    x: encodeBase64url(point.subarray(1, 33)),
    y: encodeBase64url(point.subarray(33)),
  };
  try {
    const privateKey = await importJWK({ ...half, d: encodeBase64url(number) }, "ES256");
    const proof = await new CompactSign(point).setProtectedHeader({ alg: "ES256" }).sign(privateKey);
    await compactVerify(proof, await importJWK(half, "ES256"));
    return privateKey;
  } catch {
    throw new Error("VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are not a pair.");
  }
}

function required(settings: VapidSettings, name: keyof VapidSettings): string {
  const value = settings[name];
  if (!value) throw new Error(`${name} is not set: \`deno task vapid-keys\` makes the keys of Web Push.`);
  return value;
}
