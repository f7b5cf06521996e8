import type { Origin } from "../db/transaction.ts";
import { createVapid, type Vapid } from "./vapid.ts";
import { loadVapidKeys } from "./vapid-keys.ts";
import { createVapidStore } from "./vapid-store.ts";

let vapid: Promise<Vapid> | undefined;

/** This installation's VAPID, its headers shared with all isolates. Throws as `loadVapidKeys` does. */
export function installationVapid(origin: Origin): Promise<Vapid> {
  return vapid ??= loadVapidKeys().then((keys) => createVapid(keys, createVapidStore(origin)));
}
