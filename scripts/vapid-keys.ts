import { makeVapidKeys } from "./local/outside/push/make-vapid-keys.ts";

/** Prints fresh keys for Web Push, as lines of a .env file. Browsers that subscribed with other keys must do so again. */
const { publicKey, privateKey } = makeVapidKeys();
console.log(`# Web Push. Keep both: with other keys every browser must subscribe anew.
VAPID_PUBLIC_KEY=${publicKey}
VAPID_PRIVATE_KEY=${privateKey}
# Whom a push service may write to about our pushes: mailto:somebody@example.com or https:// and so on.
VAPID_SUBJECT=`);
