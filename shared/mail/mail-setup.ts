import { env } from "../env.ts";
import type { ResendAccess } from "./send-with-resend.ts";

/** How this installation sends mail; the name of the variable that is missing where it doesn't. */
export function mailSetup(): { access: ResendAccess; address: string } | { missing: string } {
  const { RESEND_API_KEY, RESEND_BASE_URL, EMAIL_FROM } = env();
  if (!RESEND_API_KEY) return { missing: "RESEND_API_KEY" };
  if (!EMAIL_FROM) return { missing: "EMAIL_FROM" };
  return { access: { apiKey: RESEND_API_KEY, baseUrl: RESEND_BASE_URL }, address: EMAIL_FROM };
}
