import type { CreateBatchRequestOptions, CreateEmailOptions, Resend } from "resend";
import type { Email } from "./email.ts";
import { type Answer, readAnswer, type SendResult } from "./read-resend-answer.ts";

/** How Resend is reached. */
export interface ResendAccess {
  apiKey: string;
  /** Resend's own address if absent. */
  baseUrl?: string | undefined;
  /** Milliseconds until an answer is given up; 20,000 if absent. */
  timeoutMs?: number;
}

/** Resend's limit for one call. */
export const MOST_MAILS = 100;

const TIMEOUT_MS = 20_000;

/**
 * Sends mails in one call: up to 100 without attachments as a batch, or one with attachments by itself, since batches
 * take none. What is wrong with one mail of a batch doesn't keep the others. The same mails become the same bytes,
 * whatever the order of their headers and tags: with the same key, Resend sends them once within 24 hours however often
 * this is called. The SDK tries once, and so does this.
 *
 * Throws RangeError, before anything is sent, for a key or a number of mails that no call takes. What happens outside is
 * a result, never an error.
 */
export async function sendBatch(
  mails: readonly Email[],
  idempotencyKey: string,
  { apiKey, baseUrl, timeoutMs = TIMEOUT_MS }: ResendAccess,
): Promise<SendResult> {
  const [first, second] = mails;
  if (!first || mails.length > MOST_MAILS) throw new RangeError(`A call takes 1 to ${MOST_MAILS} mails.`);
  if (!/^[\x21-\x7e]{1,256}$/.test(idempotencyKey)) {
    throw new RangeError("An idempotency key has 1 to 256 visible ASCII characters.");
  }
  const single = mails.some(hasAttachments);
  if (single && second) throw new RangeError("A mail with attachments is sent by itself.");

  const resend = await connect(apiKey, baseUrl);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  const options = { idempotencyKey, signal: controller.signal };
  try {
    const answer: Answer = single
      ? await resend.emails.send(toWire(first), options)
      : await resend.batch.send<CreateBatchRequestOptions>(mails.map(toWire), {
        ...options,
        batchValidation: "permissive",
      });
    return readAnswer(answer, mails.length);
  } finally {
    clearTimeout(timer);
  }
}

const hasAttachments = ({ attachments = [] }: Email) => attachments.length > 0;

/** The SDK is loaded with the first mail: an isolate that sends none doesn't pay for it. */
async function connect(apiKey: string, baseUrl: string | undefined): Promise<Resend> {
  const { Resend } = await import("resend");
  return new Resend(apiKey, baseUrl ? { baseUrl: baseUrl.replace(/\/+$/, "") } : {});
}

/** A mail as the SDK takes it. Records are sorted: a mail that was stored as jsonb comes back in another order. */
function toWire({ from, to, subject, html, text, replyTo, headers, attachments, tags }: Email) {
  return {
    from,
    to,
    subject,
    html,
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(headers ? { headers: Object.fromEntries(sorted(headers)) } : {}),
    ...(tags ? { tags: sorted(tags).map(([name, value]) => ({ name, value })) } : {}),
    ...(attachments?.length ? { attachments } : {}),
  } satisfies CreateEmailOptions;
}

const sorted = (record: Record<string, string>) =>
  Object.entries(record).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
