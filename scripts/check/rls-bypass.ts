/**
 * The files that may run SQL above row level security (`asWorker`), and why each must. Every statement in them names
 * its business. A file that does so without standing here fails the house check, and so does an entry nobody needs.
 */
export const RLS_BYPASS: Record<string, string> = {
  "functions/whatsapp-webhook/app-secrets.ts":
    "A webhook has no user: which channel's secret signs is known before anyone is.",
  "shared/secrets/business-secret.ts":
    "Sealed secrets are closed to every client; only code that acts for the business opens them.",
  "shared/whatsapp/receive-delivery.ts":
    "A delivery comes from Meta, not from an employee, and names its channel, whose business it belongs to.",
};
