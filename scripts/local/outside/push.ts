import { checkAuthorization } from "./push/check-authorization.ts";
import { checkPush } from "./push/check-push.ts";
import { answerBrowser } from "./push/answer-browser.ts";
import { refusePush } from "./push/push-error.ts";
import { PushService } from "./push/push-service.ts";
import { createStandIn, type StandIn } from "./stand-in.ts";

/**
 * A push service and the browsers behind it, under `/_outside/push`. Pushes go to `send/<id>`; they are checked as the
 * strictest real service would, and read as a browser does. Only they are logged, and only they meet planned faults.
 * What browsers and tests ask (`subscriptions`, `messages`, the page) is described in push/answer-browser.ts.
 */
export function createPush(): StandIn {
  const service = new PushService();
  const standIn = createStandIn("push", (request, path, body) => takePush(service, request, path, body));
  return {
    ...standIn,
    async handle(request) {
      const { pathname } = new URL(request.url);
      // Counted here, because a planned fault answers in the push service's stead.
      const subscription = service.subscriptions.get(/\/push\/send\/([^/]+)$/.exec(pathname)?.[1] ?? "");
      if (subscription && request.method === "POST") subscription.sends++;
      return await answerBrowser(service, request) ?? await standIn.handle(request);
    },
  };
}

async function takePush(
  service: PushService,
  request: Request,
  path: string,
  body: Uint8Array,
): Promise<Response> {
  const subscription = service.subscriptions.get(/^\/send\/([^/]+)$/.exec(path)?.[1] ?? "");
  if (!subscription) {
    return refusePush({ status: 404, kind: "unknown_endpoint", message: "There is no such endpoint" });
  }
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
  if (subscription.gone) {
    return refusePush({ status: 410, kind: "gone", message: "The browser has unsubscribed" });
  }
  const { origin } = new URL(request.url);
  const authorization = request.headers.get("authorization");
  const { applicationServerKey } = subscription;
  const fault = checkAuthorization(authorization, { origin, applicationServerKey, now: Date.now() });
  if (fault) return refusePush(fault);
  const checked = checkPush(request.headers, body);
  if ("fault" in checked) return refusePush(checked.fault);
  subscription.tokens.add(authorization ?? "");
  const id = await service.accept(subscription, checked, body);
  return new Response(null, {
    status: 201,
    headers: { location: `${origin}/_outside/push/message/${id}`, ttl: String(checked.ttl) },
  });
}
