import { makeSecrets } from "./local/local-secrets.ts";

/** Prints the secrets that a hosted project needs, freshly made, as a .env file. What Meta gives you is left to fill in. */
const { workerSecret, secretsKey, verifyToken } = makeSecrets();
console.log(`# Who may call the routes of schedules and dispatchers.
FRONTDESK_WORKER_SECRET=${workerSecret}
# Seals the secrets that businesses entrust to Frontdesk: keep a copy, nothing opens them without it.
FRONTDESK_SECRETS_KEYS=${secretsKey.replace("local:", "first:")}
# Meta asks for this when you set up the webhook.
WHATSAPP_VERIFY_TOKEN=${verifyToken}
# Meta's dashboard: App settings, Basic, App secret.
WHATSAPP_APP_SECRET=
# Optional. Dashboard, Connect, Transaction pooler: spares the database connections when many functions run.
DATABASE_POOL_URL=
# Optional. Reports of unforeseen errors.
SENTRY_DSN=`);
