import { Problem } from "../../shared/problem/problem.ts";
import type { VerifySignature } from "../../shared/http/route.ts";
import { isSigned } from "../../shared/whatsapp/verify-signature.ts";
import { appSecretsOf } from "./app-secrets.ts";

/** Only the path chooses the secret: a body can't name the key it is checked with. */
export const verifyDelivery: VerifySignature = async ({ headers, params, bytes, origin }) => {
  const signature = headers.get("x-hub-signature-256");
  if (signature === null) {
    throw new Problem("credential_missing", { detail: "X-Hub-Signature-256 is missing." });
  }
  const { appSecret } = await appSecretsOf(params.channel, origin);
  if (!appSecret || !isSigned(bytes, signature, appSecret)) throw new Problem("credential_invalid");
  return { kind: "webhook", source: "whatsapp" };
};
