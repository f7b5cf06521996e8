/**
 * The files that may run SQL above row level security (`asWorker`), and why each must. Every statement in them names
 * its business. A file that does so without standing here fails the house check, and so does an entry nobody needs.
 */
export const RLS_BYPASS: Record<string, string> = {
  "functions/email-unsubscribe/stop-emails.ts":
    "Who stops mails by the link in one isn't signed in; the signed link names the employee, and so the business.",
  "functions/health/read-health.ts":
    "Whether the outbox runs on time is asked by monitors, and told without naming a business.",
  "functions/whatsapp-webhook/app-secrets.ts":
    "A webhook has no user: which channel's secret signs is known before anyone is.",
  "shared/jobs/claim-jobs.ts": "Dispatchers work for all businesses; each job names its own.",
  "shared/jobs/provider-gate.ts": "A provider's circuit and pace are the installation's.",
  "shared/jobs/settle-jobs.ts": "Dispatchers work for all businesses; a job is settled by the lease on it.",
  "shared/mail/dispatch-email.ts": "Mails are written when nobody is signed in; each names its business.",
  "shared/mail/email-batch.ts":
    "One call to the provider carries mails of several businesses; each log row names its own.",
  "shared/mail/find-notification-mails.ts":
    "Nobody is signed in when a mail is due; the job names the business.",
  "shared/mail/templates-in-use.ts":
    "Nobody is signed in when a mail is written; the businesses are those of the mails.",
  "shared/push/pushes-to-send.ts": "Nobody is signed in when a push is due; the job names the business.",
  "shared/push/record-push.ts": "What became of a push is noted for the business that its job names.",
  "shared/push/vapid-store.ts": "The signed headers are the installation's, no business's.",
  "shared/secrets/business-secret.ts":
    "Sealed secrets are closed to every client; only code that acts for the business opens them.",
  "shared/webhooks/receive-resend-event.ts":
    "An event comes from Resend, not from an employee; the mail it is about names its business.",
  "shared/whatsapp/receive-delivery.ts":
    "A delivery comes from Meta, not from an employee, and names its channel, whose business it belongs to.",
};
