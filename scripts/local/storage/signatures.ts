import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { invalidSignature, invalidToken } from "./storage-error.ts";

/** What a signed link stands for. The scope keeps a link for reading from being used for writing. */
const Grant = z.object({
  url: z.string(),
  scope: z.enum(["download", "upload"]),
  owner: z.string().optional(),
  upsert: z.boolean().optional(),
  exp: z.number(),
});
export type Grant = z.infer<typeof Grant>;

export interface Signatures {
  /** `seconds` is how long the link works. */
  sign(grant: Omit<Grant, "exp">, seconds: number): Promise<string>;
  /** Throws Storage's refusal for a token that is forged, expired, or made for another object or purpose. */
  verify(token: string | undefined, scope: Grant["scope"], bucket: string, name: string): Promise<Grant>;
}

export function createSignatures(signingKey: string): Signatures {
  const key = new TextEncoder().encode(signingKey);
  return {
    async sign(grant, seconds) {
      const now = Math.floor(Date.now() / 1000);
      return await new SignJWT(grant).setProtectedHeader({ alg: "HS256" }).setIssuedAt(now)
        .setExpirationTime(now + seconds).sign(key);
    },
    async verify(token, scope, bucket, name) {
      if (!token) throw invalidToken("The link has no token");
      const payload = await jwtVerify(token, key, { algorithms: ["HS256"] }).then(
        (verified) => verified.payload,
        (error) => {
          throw error instanceof errors.JOSEError ? invalidToken(error.message) : error;
        },
      );
      const grant = Grant.safeParse(payload);
      if (!grant.success || grant.data.scope !== scope || grant.data.url !== `${bucket}/${name}`) {
        throw invalidSignature();
      }
      return grant.data;
    },
  };
}
