import { makeVapidKeys } from "../../../scripts/local/outside/push/make-vapid-keys.ts";

/** What an installation needs to send pushes, as variables of its environment. */
export function makeVapidSettings() {
  const { publicKey, privateKey } = makeVapidKeys();
  return {
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: "mailto:push@frontdesk.test",
  };
}
