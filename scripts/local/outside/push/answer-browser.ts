import { z } from "zod";
import { describeSubscription, endpointOf } from "./describe-subscription.ts";
import { renderPushPage } from "./push-page.ts";
import type { PushService, Subscription } from "./push-service.ts";

const SubscribeInput = z.strictObject({
  /** The key that pushes must be signed with, base64url without padding. */
  applicationServerKey: z.string().regex(/^[\w-]{87}$/).optional(),
  /** Whether the device is on, so that messages reach it at once. */
  online: z.boolean().default(false),
});

/**
 * What a browser does, and what a test or a curious person asks; `undefined` for anything else. Under `/_outside/push`:
 *
 * - `GET` is a page to read;
 * - `POST subscriptions` (`{ applicationServerKey?, online? }`, or nothing) subscribes a new browser, whose device is off
 *   until it is woken: 201 `{ endpoint, keys: { p256dh, auth } }`;
 * - `DELETE subscriptions/<id>` unsubscribes it (its endpoint is 410 from then on), where the id is the endpoint's last part;
 * - `POST subscriptions/<id>/wake` switches the device on: what waits is delivered;
 * - `GET messages` lists every subscription with its counters and messages, `DELETE messages` forgets messages and counters.
 */
export async function answerBrowser(service: PushService, request: Request): Promise<Response | undefined> {
  const { pathname, origin } = new URL(request.url);
  const match = /^\/_outside\/push(?:\/?|\/(messages|subscriptions)(?:\/([\w-]+))?(\/wake)?)$/.exec(pathname);
  if (!match) return undefined;
  const [, name = "", id = "", action = ""] = match;
  switch (`${request.method} ${name}${id && "/id"}${action}`) {
    case "GET ":
      return showPage(service, origin);
    case "POST subscriptions":
      return await subscribe(service, request, origin);
    case "DELETE subscriptions/id":
      return change(service, id, (subscription) => subscription.gone = true);
    case "POST subscriptions/id/wake":
      return change(service, id, (subscription) => service.wake(subscription));
    case "GET messages":
      return Response.json({ subscriptions: describeAll(service, origin) });
    case "DELETE messages":
      for (const subscription of service.subscriptions.values()) {
        Object.assign(subscription, { messages: [], tokens: new Set(), sends: 0, accepted: 0, collapsed: 0 });
      }
      return new Response(null, { status: 204 });
  }
}

async function subscribe(service: PushService, request: Request, origin: string): Promise<Response> {
  const text = await request.text();
  let input: z.infer<typeof SubscribeInput>;
  try {
    input = SubscribeInput.parse(text ? JSON.parse(text) : {});
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : "It is not JSON.";
    return Response.json({ error: `A browser subscribes with { applicationServerKey?, online? }. ${why}` }, {
      status: 400,
    });
  }
  const { id, browser } = service.subscribe(input.applicationServerKey, input.online);
  return Response.json({ endpoint: endpointOf(origin, id), keys: browser.keys }, { status: 201 });
}

function change(service: PushService, id: string, work: (subscription: Subscription) => void): Response {
  const subscription = service.subscriptions.get(id);
  if (!subscription) return Response.json({ error: "There is no such subscription." }, { status: 404 });
  work(subscription);
  return new Response(null, { status: 204 });
}

function showPage(service: PushService, origin: string): Response {
  return new Response(renderPushPage(describeAll(service, origin)), {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}

const describeAll = (service: PushService, origin: string) =>
  [...service.subscriptions.values()].map((subscription) => {
    service.expire(subscription);
    return describeSubscription(subscription, origin);
  });
