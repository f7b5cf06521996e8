import { Buffer } from "node:buffer";
import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import type { PushFault } from "./push-error.ts";

const DAY = 24 * 60 * 60;

const Header = z.looseObject({ alg: z.literal("ES256"), typ: z.literal("JWT").optional() });
const Claims = z.looseObject({ aud: z.string(), exp: z.number(), sub: z.string() });

/** What a push's `Authorization` is held against. */
export interface Expected {
  /** The push service's own origin. */
  origin: string;
  /** The key the browser subscribed with, base64url; absent if it named none. */
  applicationServerKey?: string;
  /** Unix milliseconds. */
  now: number;
}

/**
 * VAPID as the strictest services want it: what can't be trusted is 401, what is trusted and wrong is 403. Sources:
 * RFC 8292; Apple (exp within a day, sub without spaces or localhost); FCM (403 for another key).
 */
export function checkAuthorization(
  authorization: string | null,
  expected: Expected,
): PushFault | undefined {
  const [, token = "", key = ""] =
    /^vapid +t=([\w-]+\.[\w-]+\.[\w-]+) *, *k=([\w-]+)$/i.exec(authorization ?? "") ?? [];
  if (!token) return untrusted("Authorization must be: vapid t=<token>, k=<public key>");
  const [header = "", payload = "", signature = ""] = token.split(".");
  if (!read(Header, header)) return untrusted("The token's algorithm must be ES256");
  if (!isSigned(`${header}.${payload}`, signature, key)) {
    return untrusted("The token isn't signed with the key k");
  }
  const claims = read(Claims, payload);
  if (!claims) return wrong("The token needs aud, exp and sub");
  if (claims.aud !== expected.origin) return wrong("The token's aud isn't this service's origin");
  const now = expected.now / 1000;
  if (claims.exp <= now) return wrong("The token's exp has passed");
  if (claims.exp > now + DAY) return wrong("The token's exp is more than a day away");
  if (!/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(claims.sub) || /localhost/i.test(claims.sub)) {
    return wrong("The token's sub must be a mailto: or https: address, without spaces, not of localhost");
  }
  if (expected.applicationServerKey && expected.applicationServerKey !== key) {
    return wrong("This browser subscribed with another key");
  }
}

const untrusted = (message: string): PushFault => ({ status: 401, kind: "unauthorized", message });
const wrong = (message: string): PushFault => ({ status: 403, kind: "unauthorized", message });

function read<T>(schema: z.ZodType<T>, part: string): T | undefined {
  try {
    return schema.parse(JSON.parse(Buffer.from(part, "base64url").toString()));
  } catch {
    return undefined;
  }
}

function isSigned(signed: string, signature: string, key: string): boolean {
  const point = Buffer.from(key, "base64url");
  if (point.length !== 65) return false;
  try {
    const publicKey = createPublicKey({
      format: "jwk",
      key: {
        kty: "EC",
        crv: "P-256",
        x: point.subarray(1, 33).toString("base64url"),
        y: point.subarray(33).toString("base64url"),
      },
    });
    const bytes = Buffer.from(signature, "base64url");
    return verify("sha256", Buffer.from(signed), { key: publicKey, dsaEncoding: "ieee-p1363" }, bytes);
  } catch {
    return false;
  }
}
