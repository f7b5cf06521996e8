import { errors, jwtVerify } from "jose";
import { accessDenied } from "./storage-error.ts";

/** As whom a request's SQL runs. `owner` is the user's id, written to the rows they make. */
export interface Caller {
  role: "anon" | "authenticated" | "service_role";
  claims: Record<string, unknown>;
  owner?: string;
}

export type Authenticate = (request: Request) => Promise<Caller>;

export interface CallerKeys {
  jwtSecret: string;
  secretKey: string;
  publishableKey: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ANONYMOUS: Caller = { role: "anon", claims: { role: "anon" } };

/** The service itself, for what a signature or a public bucket has already decided. */
export const serviceCaller = (owner?: string): Caller => ({
  role: "service_role",
  claims: { role: "service_role" },
  owner,
});

/**
 * Makes the function that reads a request's credential. The bearer token speaks before the API key, because
 * supabase-js sends the key as the bearer until somebody has signed in. None is anonymous; a bad one is refused.
 */
export function createAuthenticate(keys: CallerKeys): Authenticate {
  const secret = new TextEncoder().encode(keys.jwtSecret);
  return async (request) => {
    const authorization = request.headers.get("authorization");
    const bearer = authorization === null ? null : /^bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (bearer === undefined) {
      throw accessDenied("The Authorization header is not of the form 'Bearer <token>'");
    }
    const credential = bearer ?? request.headers.get("apikey");
    if (credential === null || credential === keys.publishableKey) return ANONYMOUS;
    if (credential === keys.secretKey) return serviceCaller();
    return await callerOfToken(credential, secret);
  };
}

async function callerOfToken(token: string, secret: Uint8Array): Promise<Caller> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ["HS256"],
      audience: "authenticated",
      requiredClaims: ["sub", "exp"],
    });
    if (payload.role !== "authenticated") throw accessDenied('unexpected "role" claim value');
    if (!payload.sub || !UUID.test(payload.sub)) throw accessDenied('unexpected "sub" claim value');
    return { role: "authenticated", claims: payload, owner: payload.sub };
  } catch (error) {
    throw error instanceof errors.JOSEError ? accessDenied(error.message) : error;
  }
}
