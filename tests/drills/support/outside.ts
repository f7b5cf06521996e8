import { createResend } from "../../../scripts/local/outside/resend.ts";
import { createPush } from "../../../scripts/local/outside/push.ts";
import { makeVapidKeys } from "../../../scripts/local/outside/push/make-vapid-keys.ts";
import { z } from "zod";

/** A call that a dispatcher made to one of the providers. */
export interface ProviderCall {
  provider: "resend" | "push";
  /** The idempotency key, or the endpoint's path. */
  key: string;
  /** By `now`. */
  began: number;
  /** By `now`; absent while it is under way. */
  ended?: number;
  status?: number;
}

export interface OutsideOptions {
  /** Resend's limit; `false` for none. */
  rateLimit: number | false;
  /** Milliseconds: how long a call takes until it has its effect, and from then until its answer is sent. */
  slowness?: (provider: ProviderCall["provider"]) => [before: number, after: number];
  /** An answer in the provider's stead. */
  outage?: (provider: ProviderCall["provider"]) => Response | undefined;
  /** What calls are timed by, milliseconds. */
  now?: () => number;
}

/** A browser's subscription, as `PushSubscription.toJSON()` gives it. */
const Subscription = z.object({
  endpoint: z.url(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
});

/** What one browser got. */
const Inbox = z.object({
  subscriptions: z.array(z.object({
    id: z.string(),
    sends: z.int(),
    accepted: z.int(),
    collapsed: z.int(),
    messages: z.array(z.object({
      state: z.enum(["waiting", "delivered", "expired"]),
      fault: z.string().optional(),
      payload: z.looseObject({ notification: z.looseObject({ tag: z.string() }) }).nullable(),
    })),
  })),
});

export type Outside = ReturnType<typeof serveOutside>;

/** Serves Resend and a push service to dispatchers, and remembers every call. */
export function serveOutside({ rateLimit, slowness, outage, now = Date.now }: OutsideOptions) {
  // By the same clock as the calls: where time is skipped, its limit must see it pass, too.
  const resend = createResend({ rateLimit, now });
  const push = createPush();
  const vapid = makeVapidKeys();
  const calls: ProviderCall[] = [];

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const call = callOf(request, now());
    const standIn = new URL(request.url).pathname.startsWith("/_outside/push") ? push : resend;
    if (!call) return await standIn.handle(request);
    // Read now: a call whose caller dies while it takes its time has its effect all the same.
    const body = await request.bytes().catch(() => undefined);
    // Its caller died while it was still on its way: no provider would know of it.
    if (!body) return new Response(null, { status: 400 });
    calls.push(call);
    const whole = new Request(request.url, { method: request.method, headers: request.headers, body });
    const [before, after] = slowness?.(call.provider) ?? [0, 0];
    await pause(before);
    const response = outage?.(call.provider) ?? await standIn.handle(whole);
    await pause(after);
    Object.assign(call, { ended: now(), status: response.status });
    return response;
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const ask = (path: string, init?: RequestInit) => fetch(`${origin}/_outside/push/${path}`, init);

  return {
    resend,
    calls,
    /** What flows need to know of this outside. */
    env: {
      RESEND_API_KEY: "a-key-of-the-drill",
      RESEND_BASE_URL: `${origin}/_outside/resend`,
      EMAIL_FROM: "mail@frontdesk.test",
      PUSH_ENDPOINT_ORIGINS: origin,
      VAPID_PUBLIC_KEY: vapid.publicKey,
      VAPID_PRIVATE_KEY: vapid.privateKey,
      VAPID_SUBJECT: "mailto:drill@frontdesk.test",
      FRONTDESK_APP_URL: "https://app.frontdesk.test",
    },
    async subscribe(online: boolean) {
      const body = JSON.stringify({ applicationServerKey: vapid.publicKey, online });
      return Subscription.parse(await (await ask("subscriptions", { method: "POST", body })).json());
    },
    /** Switches every device on, and tells what each browser then has. */
    async openBrowsers() {
      const read = async () => Inbox.parse(await (await ask("messages")).json()).subscriptions;
      for (const { id } of await read()) {
        await (await ask(`subscriptions/${id}/wake`, { method: "POST" })).body?.cancel();
      }
      return await read();
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A request that is a provider's; `undefined` for what only this drill asks. */
function callOf(request: Request, began: number): ProviderCall | undefined {
  const { pathname } = new URL(request.url);
  if (request.method !== "POST") return;
  if (pathname.startsWith("/_outside/resend/emails")) {
    return { provider: "resend", key: request.headers.get("idempotency-key") ?? "", began };
  }
  if (pathname.startsWith("/_outside/push/send/")) return { provider: "push", key: pathname, began };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
