import type { SecurityScheme } from "../../../functions/api-docs/open-api.ts";
import type { Access } from "../../../shared/http/route.ts";

export const SECURITY_SCHEMES: Record<string, SecurityScheme> = {
  user: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a signed-in person, from Supabase Auth.",
  },
  worker: {
    type: "apiKey",
    in: "header",
    name: "x-worker-secret",
    description: "The secret of our own schedules and dispatchers.",
  },
  whatsapp: {
    type: "apiKey",
    in: "header",
    name: "x-hub-signature-256",
    description:
      "`sha256=` and the HMAC-SHA256 of the body's exact bytes, keyed with the Meta app's secret, in hexadecimal.",
  },
  resend: {
    type: "apiKey",
    in: "header",
    name: "svix-signature",
    description:
      "`v1,` and the HMAC-SHA256 of `svix-id`, `svix-timestamp` (seconds since 1970) and the body's exact bytes, with a dot " +
      "between each two, keyed with the webhook's secret, in base64. Several may stand there, with spaces between.",
  },
};

/** Which scheme the deliveries to a flow are signed by. A webhook's declaration can check a signature, not name it. */
const SIGNATURES: Record<string, string> = { "resend-webhook": "resend", "whatsapp-webhook": "whatsapp" };

/** The security requirement of a route. Throws for a flow of signed deliveries that isn't listed here. */
export function securityOf(flow: string, access: Access): Record<string, string[]>[] {
  switch (access.kind) {
    case "open":
      return [];
    case "worker":
      return [{ worker: [] }];
    case "webhook": {
      const scheme = SIGNATURES[flow];
      if (!scheme) {
        throw new Error(
          `scripts/generate/api/security-schemes.ts doesn't say how deliveries to '${flow}' are signed.`,
        );
      }
      return [{ [scheme]: [] }];
    }
    default:
      return [{ user: [] }];
  }
}
