import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { z } from "zod";
import { env } from "../env.ts";
import { Problem } from "../problem/problem.ts";
import type { User } from "./actor.ts";

const Claims = z.object({
  sub: z.uuid(),
  role: z.literal("authenticated"),
  session_id: z.string().optional(),
  app_metadata: z.object({ business_id: z.uuid().optional().catch(undefined) }).optional(),
});

/** Clock difference between Auth and us that is forgiven, in seconds. */
const CLOCK_TOLERANCE = 5;

let keySet: JWTVerifyGetKey | undefined;

const keys = () => {
  const { SUPABASE_JWKS, SUPABASE_URL } = env();
  return keySet ??= SUPABASE_JWKS
    ? createLocalJWKSet(SUPABASE_JWKS)
    : remoteKeys(new URL(`${SUPABASE_URL}/auth/v1/.well-known/jwks.json`));
};

/** The keys as Auth publishes them. That they can't be had says nothing about the token. */
function remoteKeys(address: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(address);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
      const faults = [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported];
      throw faults.some((fault) => error instanceof fault) ? error : unreachable(error);
    }
  };
}

/** Not a 401: an app would sign its user out for it. */
const unreachable = (cause: unknown) =>
  new Problem("unavailable", { headers: { "retry-after": "5" }, cause });

/**
 * Checks a user's access token: signature by an algorithm on the list, issuer, audience, expiry, and that it speaks
 * for a person. Throws `unavailable` if Auth had to be asked and wasn't there, else whatever is wrong with the token;
 * callers turn that into one and the same 401.
 */
export async function verifyToken(token: string): Promise<User> {
  const claims = Claims.parse(await verifiedPayload(token));
  return {
    kind: "user",
    id: claims.sub,
    sessionId: claims.session_id,
    businessHint: claims.app_metadata?.business_id,
  };
}

async function verifiedPayload(token: string): Promise<JWTPayload> {
  const { FRONTDESK_JWT_SECRET, SUPABASE_URL } = env();
  const expected = {
    issuer: `${SUPABASE_URL}/auth/v1`,
    audience: "authenticated",
    requiredClaims: ["sub", "exp"],
    clockTolerance: CLOCK_TOLERANCE,
  };
  // The header only chooses between key sets of ours; each accepts its own algorithms, so a public key can't be
  // passed off as an HMAC secret.
  if (decodeProtectedHeader(token).alg !== "HS256") {
    return (await jwtVerify(token, keys(), { ...expected, algorithms: ["ES256", "RS256"] })).payload;
  }
  if (!FRONTDESK_JWT_SECRET) return await askAuth(token);
  const secret = new TextEncoder().encode(FRONTDESK_JWT_SECRET);
  return (await jwtVerify(token, secret, { ...expected, algorithms: ["HS256"] })).payload;
}

/** Legacy projects don't tell functions their HS256 secret; Auth itself says whether the token is good. */
async function askAuth(token: string): Promise<JWTPayload> {
  const { SUPABASE_URL, SUPABASE_ANON_KEY: apikey = "" } = env();
  const response = await fetch(`${SUPABASE_URL}/auth/v1/user`, {
    headers: { authorization: `Bearer ${token}`, apikey },
    signal: AbortSignal.timeout(5000),
  }).catch((error) => {
    throw unreachable(error);
  });
  if (response.status >= 500 || response.status === 429) {
    await response.body?.cancel();
    throw unreachable(new Error(`Auth answered ${response.status}`));
  }
  const user = await response.json();
  if (!response.ok) throw new Error(`Auth refused the token (${response.status})`);
  return { sub: user.id, role: user.role, app_metadata: user.app_metadata };
}
