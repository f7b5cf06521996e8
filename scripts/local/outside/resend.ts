import { type Accepted, readBatch, readSingle, withIdempotencyKey } from "./resend/accept-request.ts";
import { deliverEvents, fateOf, RETRY_AFTER_MS } from "./resend/deliver.ts";
import { EventQueue } from "./resend/event-queue.ts";
import type { ResendWebhook } from "./resend/events.ts";
import { IdempotencyKeys } from "./resend/idempotency-keys.ts";
import { type KeptMail, Mailbox } from "./resend/mailbox.ts";
import { RateLimit } from "./resend/rate-limit.ts";
import { resendError } from "./resend/resend-error.ts";
import { serveMailbox } from "./resend/serve-mailbox.ts";
import { createStandIn, type StandIn } from "./stand-in.ts";

export interface ResendOptions {
  /** Without one nothing is told of mails. */
  webhook?: ResendWebhook;
  /** Tells of every mail that it was sent and delivered. Mails to bounced@, complained@ and suppressed@ always end so. */
  autoDeliver?: boolean;
  /** Requests a second, 5 unless set; `false` for no limit. */
  rateLimit?: number | false;
  /** Any other key is refused. Unless set, every key is good. */
  apiKey?: string;
  /** Awaited before the mails of a request are kept: as long as it takes, the request is in flight. */
  accepting?: () => Promise<void>;
  /** Milliseconds before each further attempt at a webhook. */
  retryAfterMs?: number[];
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface ResendStandIn extends StandIn {
  /** What was accepted, oldest first, each mail once; only what went to `reader`, if given. */
  mails(reader?: string): KeptMail[];
  /** How many mails were ever accepted. */
  accepted(): number;
  /** Resolves once all events that are under way were delivered or given up. */
  settled(): Promise<void>;
}

/**
 * Resend, as far as Frontdesk speaks it: `POST emails` and `POST emails/batch` under `/_outside/resend`, and webhooks.
 * The mails themselves are looked at under `/_outside/resend` (see `serveMailbox`); that is not logged.
 */
export function createResend(options: ResendOptions = {}): ResendStandIn {
  const { webhook, autoDeliver = false, rateLimit = 5, now = Date.now } = options;
  const mailbox = new Mailbox();
  const keys = new IdempotencyKeys();
  const queue = new EventQueue();
  const limit = rateLimit === false ? undefined : new RateLimit(rateLimit);

  async function accept(read: Accepted | Response, key: string | null): Promise<Response> {
    if (read instanceof Response) return read;
    await options.accepting?.();
    const ids = read.mails.map((mail) => mailbox.add(mail, key, now()));
    for (const [index, { to }] of read.mails.entries()) {
      const fate = webhook ? fateOf(to, autoDeliver) : [];
      if (!webhook || fate.length === 0) continue;
      const delivery = { mailbox, webhook, now, retryAfterMs: options.retryAfterMs ?? RETRY_AFTER_MS };
      queue.add(() => deliverEvents(delivery, ids[index]!, fate));
    }
    return Response.json(read.answer(ids));
  }

  const standIn = createStandIn("resend", async (request, path, body) => {
    if (path !== "/emails" && path !== "/emails/batch") {
      return resendError(404, "not_found", "The requested endpoint does not exist.");
    }
    if (request.method !== "POST") return resendError(405, "method_not_allowed", "Use POST.");
    const refusal = refuseCredential(request.headers.get("authorization"), options.apiKey);
    if (refusal) return refusal;
    const { allowed, headers } = limit?.take(now()) ?? { allowed: true, headers: {} };
    if (!allowed) return resendError(429, "rate_limit_exceeded", "Too many requests.", headers);
    const key = request.headers.get("idempotency-key");
    const response = await withIdempotencyKey(keys, { key, path, body, now: now() }, () =>
      accept(
        path === "/emails" ? readSingle(body) : readBatch(body, request.headers.get("x-batch-validation")),
        key,
      ));
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  });

  return {
    ...standIn,
    handle: async (request) =>
      await serveMailbox(request, { mailbox, webhook, now }) ?? await standIn.handle(request),
    mails: (reader) => mailbox.ids(reader).flatMap((id) => mailbox.get(id) ?? []),
    accepted: () => mailbox.accepted,
    settled: () => queue.settled(),
  };
}

function refuseCredential(authorization: string | null, apiKey: string | undefined): Response | undefined {
  const key = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (!key) return resendError(401, "missing_api_key", "Missing API key in the authorization header.");
  if (apiKey !== undefined && key !== apiKey) {
    return resendError(403, "invalid_api_key", "API key is invalid.");
  }
}
