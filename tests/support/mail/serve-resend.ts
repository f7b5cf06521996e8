import { ConnectionCut } from "../../../scripts/local/outside/fault-response.ts";
import {
  createResend,
  type ResendOptions,
  type ResendStandIn,
} from "../../../scripts/local/outside/resend.ts";
import type { ResendAccess } from "../../../shared/mail/send-with-resend.ts";

export const API_KEY = "a-key-of-the-tests";
/** Svix's own example, so that nothing here is a secret. */
export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** A request as it came over the wire. */
export interface RawRequest {
  path: string;
  headers: Headers;
  bytes: Uint8Array;
}

export interface ServedResend extends AsyncDisposable {
  standIn: ResendStandIn;
  /** Up to `/_outside/resend`. */
  url: string;
  access: ResendAccess;
  /** What was posted to the provider's own paths, byte for byte. */
  requests: RawRequest[];
  /** Plans faults, in the words of `FaultQueue`. */
  plan(...faults: unknown[]): Promise<void>;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Serves the stand-in over HTTP; without a rate limit unless one is asked for. */
export function serveResend(options: ResendOptions = {}): ServedResend {
  const standIn = createResend({ rateLimit: false, ...options });
  const requests: RawRequest[] = [];
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError(error) {
      if (!(error instanceof ConnectionCut)) console.error(error);
      return new Response(null, { status: 500 });
    },
  }, async (request) => {
    const { method, headers, url } = request;
    const bytes = await request.bytes();
    const path = new URL(url).pathname.replace("/_outside/resend", "");
    if (path.startsWith("/emails")) requests.push({ path, headers, bytes });
    const body = bytes.length > 0 ? bytes : undefined;
    return await standIn.handle(new Request(url, { method, headers, ...(body && { body }) }));
  });
  const url = `http://127.0.0.1:${server.addr.port}/_outside/resend`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${API_KEY}`, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    standIn,
    url,
    access: { apiKey: API_KEY, baseUrl: url },
    requests,
    post,
    get: (path) => fetch(`${url}${path}`),
    async plan(...faults) {
      const response = await post("/faults", { faults });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The plan was refused: ${response.status}`);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

export interface WebhookInbox extends AsyncDisposable {
  url: string;
  received: { headers: Headers; bytes: Uint8Array }[];
  /** What the next deliveries are answered; 200 once used up. */
  statuses: number[];
}

/** Takes webhooks. */
export function openWebhookInbox(): WebhookInbox {
  const received: WebhookInbox["received"] = [];
  const statuses: number[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    received.push({ headers: request.headers, bytes: await request.bytes() });
    return new Response(null, { status: statuses.shift() ?? 200 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/resend-webhook`,
    received,
    statuses,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
