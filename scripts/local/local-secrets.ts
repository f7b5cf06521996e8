import { makeVapidKeys, type NewVapidKeys } from "./outside/push/make-vapid-keys.ts";
import { LOCAL_FOLDER } from "./stack.ts";

/** The secrets of one local stack: made once, kept with its data. */
export interface LocalSecrets {
  databasePassword: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  workerSecret: string;
  storageSigningKey: string;
  secretsKey: string;
  appSecret: string;
  verifyToken: string;
  vapid: NewVapidKeys;
  resendApiKey: string;
  resendWebhookSecret: string;
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)).toHex();

export function makeSecrets(): LocalSecrets {
  return {
    databasePassword: random(16),
    jwtSecret: random(32),
    publishableKey: `sb_publishable_${random(16)}`,
    secretKey: `sb_secret_${random(16)}`,
    workerSecret: random(32),
    storageSigningKey: random(32),
    secretsKey: `local:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`,
    appSecret: random(16),
    verifyToken: random(16),
    vapid: makeVapidKeys(),
    resendApiKey: `re_${random(16)}`,
    resendWebhookSecret: `whsec_${crypto.getRandomValues(new Uint8Array(24)).toBase64()}`,
  };
}

/** The stack's secrets: made on the first run, and those that it did not have yet on a later one. */
export async function loadSecrets(): Promise<LocalSecrets> {
  const file = new URL("secrets.json", LOCAL_FOLDER);
  const kept = await Deno.readTextFile(file).then(JSON.parse).catch(() => ({}));
  const secrets = { ...makeSecrets(), ...kept };
  await Deno.writeTextFile(file, JSON.stringify(secrets, null, 2) + "\n", { mode: 0o600 });
  return secrets;
}
