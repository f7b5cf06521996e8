import { makeSecrets } from "./local/local-secrets.ts";

/** Prints the secrets that a hosted project needs, freshly made, as a .env file. What Meta gives you is left to fill in. */
const { workerSecret, secretsKey, verifyToken, vapid } = makeSecrets();
console.log(`# Who may call the routes of schedules and dispatchers.
FRONTDESK_WORKER_SECRET=${workerSecret}
# Seals the secrets that businesses entrust to Frontdesk: keep a copy, nothing opens them without it.
FRONTDESK_SECRETS_KEYS=${secretsKey.replace("local:", "first:")}
# Meta asks for this when you set up the webhook.
WHATSAPP_VERIFY_TOKEN=${verifyToken}
# Meta's dashboard: App settings, Basic, App secret.
WHATSAPP_APP_SECRET=
# Where employees work with Frontdesk: notifications and mails lead there.
FRONTDESK_APP_URL=
# Web Push. Keep both: with other keys every browser must subscribe anew. The subject (mailto:…) is how push services reach you.
VAPID_PUBLIC_KEY=${vapid.publicKey}
VAPID_PRIVATE_KEY=${vapid.privateKey}
VAPID_SUBJECT=
# E-mail. Resend's dashboard: API Keys; Webhooks (to /functions/v1/resend-webhook), Signing Secret; an address of a verified domain.
RESEND_API_KEY=
RESEND_WEBHOOK_SECRET=
EMAIL_FROM=
# Optional. Dashboard, Connect, Transaction pooler: spares the database connections when many functions run.
DATABASE_POOL_URL=
# Optional. Reports of unforeseen errors.
SENTRY_DSN=`);
