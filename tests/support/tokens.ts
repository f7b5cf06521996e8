import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** Where the flows under test believe to live. */
export const SUPABASE_URL = "http://frontdesk.test";

export const JWT_SECRET = "a-legacy-secret-that-signs-with-hs256";

const pair = await generateKeyPair("ES256", { extractable: true });

export const JWKS = { keys: [{ ...await exportJWK(pair.publicKey), kid: "test", alg: "ES256", use: "sig" }] };

const claimsOf = (userId: string): JWTPayload => ({
  sub: userId,
  role: "authenticated",
  aud: "authenticated",
  iss: `${SUPABASE_URL}/auth/v1`,
  session_id: crypto.randomUUID(),
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 600,
});

/** A token as Auth would sign it for a person; `claims` bends it, `undefined` takes a claim away. */
export const signToken = (userId: string, claims: JWTPayload = {}): Promise<string> =>
  new SignJWT({ ...claimsOf(userId), ...claims }).setProtectedHeader({ alg: "ES256", kid: "test" }).sign(
    pair.privateKey,
  );

/** The same, signed with a key that nobody trusts. */
export async function forgeToken(userId: string): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  return await new SignJWT(claimsOf(userId)).setProtectedHeader({ alg: "ES256", kid: "test" }).sign(
    privateKey,
  );
}

/** A token of a project that still signs with HS256; `secret` may be a wrong one. */
export const signLegacyToken = (userId: string, secret = JWT_SECRET): Promise<string> =>
  new SignJWT(claimsOf(userId)).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
