import { z } from "zod";
import { asWorker, type Origin } from "../../shared/db/transaction.ts";
import { env } from "../../shared/env.ts";
import { readSecret } from "../../shared/secrets/business-secret.ts";

/** What proves that a call comes from a Meta app. */
export interface AppSecrets {
  appSecret?: string;
  verifyToken?: string;
}

/** For how long, in milliseconds, an isolate trusts a secret it has read: a rotated one works within this time. */
const FRESH = 30_000;

const cache = new Map<string, { secrets: AppSecrets; until: number }>();

/** The secrets of the app behind a path: the installation's, or the channel's own. Empty for an unknown channel. */
export async function appSecretsOf(channel: string | undefined, origin: Origin): Promise<AppSecrets> {
  if (channel === undefined) {
    const { WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN } = env();
    return { appSecret: WHATSAPP_APP_SECRET, verifyToken: WHATSAPP_VERIFY_TOKEN };
  }
  if (!z.uuid().safeParse(channel).success) return {};
  const known = cache.get(channel);
  if (known && known.until > Date.now()) return known.secrets;
  const secrets = await readChannelSecrets(channel, origin);
  // Guessed channels must not fill the memory.
  if (secrets.appSecret) cache.set(channel, { secrets, until: Date.now() + FRESH });
  return secrets;
}

async function readChannelSecrets(channel: string, origin: Origin): Promise<AppSecrets> {
  const [row] = await asWorker(
    "webhook",
    "find channel of a delivery",
    origin,
    (sql) =>
      sql<
        { business_id: string }[]
      >`select business_id from public.channels where id = ${channel} and active`,
  );
  if (!row) return {};
  return {
    appSecret: await readSecret(row.business_id, `whatsapp_app_secret:${channel}`, origin),
    verifyToken: await readSecret(row.business_id, `whatsapp_verify_token:${channel}`, origin),
  };
}
