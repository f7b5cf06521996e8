import type { LocalSecrets } from "./local-secrets.ts";

/** The environment of the flows: what a hosted project injects, and what its operator sets. */
export const functionsEnv = (
  url: string,
  databaseUrl: string,
  secrets: LocalSecrets,
): Record<string, string> => ({
  SUPABASE_URL: url,
  SUPABASE_DB_URL: databaseUrl,
  SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: secrets.publishableKey }),
  SUPABASE_SECRET_KEYS: JSON.stringify({ default: secrets.secretKey }),
  // The local Auth signs with HS256 only.
  SUPABASE_JWKS: JSON.stringify({ keys: [] }),
  FRONTDESK_JWT_SECRET: secrets.jwtSecret,
  FRONTDESK_WORKER_SECRET: secrets.workerSecret,
  FRONTDESK_SECRETS_KEYS: secrets.secretsKey,
  // One host serves every flow here, where the platform would run an isolate each.
  DATABASE_CONNECTIONS: "8",
  WHATSAPP_APP_SECRET: secrets.appSecret,
  WHATSAPP_VERIFY_TOKEN: secrets.verifyToken,
  WHATSAPP_GRAPH_URL: `${url}/_outside/graph`,
  FRONTDESK_APP_URL: url,
  VAPID_PUBLIC_KEY: secrets.vapid.publicKey,
  VAPID_PRIVATE_KEY: secrets.vapid.privateKey,
  VAPID_SUBJECT: "mailto:operator@frontdesk.test",
  PUSH_ENDPOINT_ORIGINS: url,
  RESEND_API_KEY: secrets.resendApiKey,
  RESEND_BASE_URL: `${url}/_outside/resend`,
  RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
  EMAIL_FROM: "hello@frontdesk.test",
});
