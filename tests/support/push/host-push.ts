import type { PushMessage } from "../../../scripts/local/outside/push/push-service.ts";
import { createPush } from "../../../scripts/local/outside/push.ts";
import { makeVapidSettings } from "./make-vapid-settings.ts";

/** What a page sends us of its subscription. */
export interface BrowserSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** The stand-in over plain HTTP, for flows in a process of their own to send to. */
export interface HostedPush extends AsyncDisposable {
  /** What the flows must know of it. */
  env: Record<string, string>;
  /** A new browser on a device that is on. */
  subscribe(): Promise<BrowserSubscription>;
  /** What a browser was told, as it reads it. */
  messagesOf(browser: BrowserSubscription): Promise<PushMessage[]>;
  /** Waits until that many pushes were answered, since the beginning and in all. */
  answered(pushes: number): Promise<void>;
}

export function hostPush(): HostedPush {
  const { handle } = createPush();
  let count = 0;
  let waiting: { pushes: number; go: () => void }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const response = await handle(request);
    if (request.method === "POST" && request.url.includes("/push/send/")) {
      count++;
      for (const { pushes, go } of waiting) if (pushes <= count) go();
      waiting = waiting.filter(({ pushes }) => pushes > count);
    }
    return response;
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const vapid = makeVapidSettings();

  return {
    env: { ...vapid, PUSH_ENDPOINT_ORIGINS: origin },
    async subscribe() {
      const body = JSON.stringify({ applicationServerKey: vapid.VAPID_PUBLIC_KEY, online: true });
      const response = await fetch(`${origin}/_outside/push/subscriptions`, { method: "POST", body });
      return await response.json();
    },
    async messagesOf({ endpoint }) {
      const response = await fetch(`${origin}/_outside/push/messages`);
      const told: { subscriptions: { endpoint: string; messages: PushMessage[] }[] } = await response.json();
      return told.subscriptions.find((known) => known.endpoint === endpoint)?.messages ?? [];
    },
    answered: (pushes) =>
      pushes <= count ? Promise.resolve() : new Promise((go) => waiting.push({ pushes, go })),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
