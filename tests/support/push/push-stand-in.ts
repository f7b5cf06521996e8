import { makeVapidKeys } from "../../../scripts/local/outside/push/make-vapid-keys.ts";
import { type PushServer, servePush } from "../../../scripts/local/outside/push/serve-push.ts";
import type { DescribedSubscription } from "../../../scripts/local/outside/push/describe-subscription.ts";
import { type PushOptions, type PushSubscription, sendPush } from "../../../shared/push/send-push.ts";
import type { PushResult } from "../../../shared/push/push-result.ts";
import { createVapid } from "../../../shared/push/vapid.ts";
import { readVapidKeys } from "../../../shared/push/vapid-keys.ts";
import { keysOf } from "./subscribe.ts";

export interface SubscribedBrowser extends PushSubscription {
  id: string;
}

/** The stand-in over HTTPS, and an installation of ours that sends to it. */
export interface PushStandIn extends AsyncDisposable {
  origin: string;
  applicationServerKey: string;
  settings: { VAPID_PUBLIC_KEY: string; VAPID_PRIVATE_KEY: string; VAPID_SUBJECT: string };
  /** `fetch` that trusts the stand-in; `path` begins below `/_outside/push`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  subscribe(options?: { applicationServerKey?: string; online?: boolean }): Promise<SubscribedBrowser>;
  send(to: SubscribedBrowser, payload?: Uint8Array, options?: Partial<PushOptions>): Promise<PushResult>;
  /** What the stand-in tells of a browser. */
  look(browser: SubscribedBrowser): Promise<DescribedSubscription>;
}

/** A test with a stand-in of its own. It is for this machine, and runs on the Deno of this machine only. */
export const testWithStandIn = (name: string, fn: (push: PushStandIn) => Promise<void>): void =>
  Deno.test({
    name: `push stand-in: ${name}`,
    ignore: !("toBase64" in Uint8Array.prototype),
    async fn() {
      await using push = await startPushStandIn();
      await fn(push);
    },
  });

async function startPushStandIn(): Promise<PushStandIn> {
  const server: PushServer = await servePush();
  const client = Deno.createHttpClient({ caCerts: [server.certificate] });
  const trusting = (input: URL | RequestInfo, init?: RequestInit) => fetch(input, { ...init, client });
  const ask = (path: string, init?: RequestInit) => trusting(`${server.origin}/_outside/push${path}`, init);
  const { publicKey, privateKey } = makeVapidKeys();
  const settings = {
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: "mailto:push@frontdesk.test",
  };
  const vapid = createVapid(await readVapidKeys(settings));
  const origins = new Set([server.origin]);
  return {
    origin: server.origin,
    applicationServerKey: publicKey,
    settings,
    ask,
    async subscribe(options = { applicationServerKey: publicKey }) {
      const response = await ask("/subscriptions", { method: "POST", body: JSON.stringify(options) });
      const { endpoint, keys }: { endpoint: string; keys: { p256dh: string; auth: string } } = await response
        .json();
      return { id: endpoint.split("/").at(-1) ?? "", endpoint, ...keysOf(keys) };
    },
    send: (to, payload = new TextEncoder().encode("hello"), options = {}) =>
      sendPush(to, payload, { ttl: 60, urgency: "normal", ...options }, { vapid, origins, fetch: trusting }),
    async look({ id }) {
      const { subscriptions }: { subscriptions: DescribedSubscription[] } = await (await ask("/messages"))
        .json();
      const found = subscriptions.find((subscription) => subscription.id === id);
      if (!found) throw new Error("The stand-in doesn't know this browser.");
      return found;
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
