import type { PushResult } from "../../../shared/push/push-result.ts";
import {
  type PushDependencies,
  type PushOptions,
  type PushSubscription,
  sendPush,
} from "../../../shared/push/send-push.ts";
import { makeBrowser } from "./subscribe.ts";

/** What must be told to nobody: the path of the endpoint. */
export const SECRET = "the-secret-part-of-an-endpoint";
export const OPTIONS: PushOptions = { ttl: 60, urgency: "normal" };
/** Says whom it is for, and isn't signed. */
export const vapid = {
  headerFor: (origin: string) => Promise.resolve(`vapid t=for.${origin.length}.test, k=key`),
};

type Answer = (request: Request) => Response | Promise<Response>;

export interface TestService extends AsyncDisposable {
  origin: string;
  requests: { path: string; method: string; headers: Headers; body: Uint8Array }[];
  answer: Answer;
  send(options?: Partial<PushOptions>, more?: Partial<PushDependencies>): Promise<PushResult>;
}

/** A push service that answers as it is told; pushes go to a browser behind it. */
export function servePushes(answer: Answer = () => new Response(null, { status: 201 })): TestService {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError: () => new Response(null, { status: 500 }),
  }, async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const { pathname: path } = new URL(request.url);
    service.requests.push({ path, method: request.method, headers: request.headers, body });
    return await service.answer(request);
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const subscription: PushSubscription = { endpoint: `${origin}/${SECRET}`, ...makeBrowser().keys };
  const service: TestService = {
    origin,
    requests: [],
    answer,
    send: (options = {}, more = {}) =>
      sendPush(subscription, new TextEncoder().encode("hello"), { ...OPTIONS, ...options }, {
        vapid,
        origins: new Set([origin]),
        ...more,
      }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return service;
}
