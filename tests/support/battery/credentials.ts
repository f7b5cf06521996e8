import {
  decodeJwt,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { WORKER_SECRET } from "../functions.ts";
import { forgeToken, JWKS, JWT_SECRET, signLegacyToken, signToken } from "../tokens.ts";

/** Headers that claim to be someone, and why they must not be believed. */
export interface BadCredential {
  name: string;
  headers: Record<string, string>;
}

const seconds = () => Math.floor(Date.now() / 1000);

/** Every way we know to present a credential of this person that is wrong: each must be one and the same 401. */
export async function badCredentials(userId: string): Promise<BadCredential[]> {
  const good = await signToken(userId);
  const claims: JWTPayload = decodeJwt(good);
  const [header = "", payload = "", signature = ""] = good.split(".");
  const [jwk] = JWKS.keys;
  const pem = await exportSPKI(await importJWK(jwk!, "ES256") as CryptoKey);
  const other = decodeJwt(await signToken(crypto.randomUUID()));

  const tokens: Record<string, string | Promise<string>> = {
    "forged signature": forgeToken(userId),
    "expired": signToken(userId, { iat: seconds() - 700, exp: seconds() - 60 }),
    "not valid yet": signToken(userId, { nbf: seconds() + 600 }),
    "without expiry": signToken(userId, { exp: undefined }),
    "wrong audience": signToken(userId, { aud: "anon" }),
    "without audience": signToken(userId, { aud: undefined }),
    "wrong issuer": signToken(userId, { iss: "https://elsewhere.test/auth/v1" }),
    "without issuer": signToken(userId, { iss: undefined }),
    "without subject": signToken(userId, { sub: undefined }),
    "subject that is no id": signToken("' or true --"),
    "role service_role": signToken(userId, { role: "service_role" }),
    "role anon": signToken(userId, { role: "anon" }),
    "without role": signToken(userId, { role: undefined }),
    "alg none": new UnsecuredJWT(claims).encode(),
    "alg None with the signature kept": `${encode({ alg: "None", typ: "JWT" })}.${payload}.${signature}`,
    "alg none claimed for a signed token": `${encode({ alg: "none" })}.${payload}.${signature}`,
    "HS256 keyed by the public JWK": signLegacyToken(userId, JSON.stringify(jwk)),
    "HS256 keyed by the public JWKS": signLegacyToken(userId, JSON.stringify(JWKS)),
    "HS256 keyed by the public PEM": signLegacyToken(userId, pem),
    "HS256 with a wrong secret": signLegacyToken(userId, `${JWT_SECRET}x`),
    "HS256 with an expired claim": sign({ alg: "HS256" }, { ...claims, exp: seconds() - 60 }),
    "HS512 with the right secret": sign({ alg: "HS512" }, claims),
    "HS256 with the public key's id": sign(
      { alg: "HS256", kid: "test" },
      claims,
      "another secret of thirty-two chars",
    ),
    "unknown key id": signWithOwnKey({ kid: "elsewhere" }, claims),
    "key brought along in the header": signWithOwnKey({ kid: "test", embed: true }, claims),
    "signature cut off": `${header}.${payload}.`,
    "two parts only": `${header}.${payload}`,
    "another person's payload under this signature": `${header}.${encode(other)}.${signature}`,
    "garbage": "not-a-token",
    "the legacy secret itself": JWT_SECRET,
    "the worker secret as bearer": WORKER_SECRET,
  };
  const bearers = await Promise.all(
    Object.entries(tokens).map(async ([name, token]) => ({
      name,
      headers: { authorization: `Bearer ${await token}` },
    })),
  );
  return [
    ...bearers,
    { name: "empty bearer", headers: { authorization: "Bearer " } },
    { name: "empty authorization", headers: { authorization: "" } },
    { name: "token without scheme", headers: { authorization: good } },
    { name: "Basic scheme", headers: { authorization: `Basic ${btoa(`${userId}:password`)}` } },
    { name: "Basic scheme with a good token", headers: { authorization: `Basic ${good}` } },
    { name: "two bearers", headers: { authorization: `Bearer ${good}, Bearer ${good}` } },
    {
      name: "worker secret and bearer",
      headers: { authorization: `Bearer ${good}`, "x-worker-secret": WORKER_SECRET },
    },
    { name: "wrong worker secret", headers: { "x-worker-secret": `${WORKER_SECRET}x` } },
    { name: "beginning of the worker secret", headers: { "x-worker-secret": WORKER_SECRET.slice(0, -1) } },
    { name: "empty worker secret", headers: { "x-worker-secret": "" } },
    {
      name: "good token with a wrong worker secret",
      headers: { authorization: `Bearer ${good}`, "x-worker-secret": "x" },
    },
  ];
}

const encode = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const sign = (header: { alg: string; kid?: string }, claims: JWTPayload, secret = JWT_SECRET) =>
  new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(secret));

async function signWithOwnKey({ kid, embed = false }: { kid: string; embed?: boolean }, claims: JWTPayload) {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const header = { alg: "ES256", kid, ...(embed ? { jwk: await exportJWK(publicKey) } : {}) };
  return await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
}
