import { env } from "../../shared/env.ts";
import type { VerifySignature } from "../../shared/http/route.ts";
import { verifyResendSignature } from "../../shared/mail/verify-resend-signature.ts";
import { Problem } from "../../shared/problem/problem.ts";

/**
 * Lets in what is signed with one of the secrets in RESEND_WEBHOOK_SECRET (comma separated: while one is exchanged, both
 * are good). Without any nothing can be believed, nor refused for good: 503, so that Svix tries again for a day, by which
 * time an operator may have set it.
 */
export const verifyEvent: VerifySignature = ({ headers, bytes }) => {
  const secrets = (env().RESEND_WEBHOOK_SECRET ?? "").split(",").map((secret) => secret.trim()).filter(
    Boolean,
  );
  if (!secrets.length) {
    throw new Problem("unavailable", { detail: "This installation takes no events of Resend yet." });
  }
  if (!headers.has("svix-signature") && !headers.has("webhook-signature")) {
    throw new Problem("credential_missing", { detail: "Svix-Signature is missing." });
  }
  for (const secret of secrets) {
    const deliveryId = verifyResendSignature(bytes, headers, secret);
    if (deliveryId !== undefined) return Promise.resolve({ kind: "webhook", source: "resend", deliveryId });
  }
  throw new Problem("credential_invalid");
};
