import { z } from "zod";
import { readRetryAfter } from "../http/read-retry-after.ts";
import { withoutAddresses } from "./without-addresses.ts";

/** Later: too many requests, the same key in flight, or a failure on their side. Same mails, same key. */
interface Busy {
  kind: "busy";
  retryAfterMs: number;
  /** This call surely sent nothing. */
  unsent?: true;
}

/** What became of a call to Resend. No result and no detail holds an address. */
export type SendResult =
  /** `ids` has a place for every mail; it is empty for rejected ones, and where Resend didn't tell. */
  | { kind: "accepted"; ids: (string | undefined)[]; rejected: { index: number; detail: string }[] }
  | Busy
  /** Nobody knows whether it was sent: no answer, or none that can be read. Same mails, same key, within 24 hours. */
  | { kind: "unreachable" }
  /** Never like this: nothing was sent, and trying again changes nothing. */
  | { kind: "refused"; code: string; detail: string }
  /** Nothing was sent, and nothing will be until an operator acts: key, domain, quota or address of the API. */
  | { kind: "misconfigured"; code: string; detail: string }
  /** The key was used for other bytes within 24 hours: what was sent under it is what it was first used for. */
  | { kind: "conflict" };

/** What the SDK gives back, before it is believed. */
export interface Answer {
  data: unknown;
  error: unknown;
  headers: Record<string, string> | null;
}

const Failure = z.object({
  statusCode: z.number().int().nullish(),
  name: z.string().max(100).default("unknown"),
  message: z.string().default(""),
});

const Single = z.object({ id: z.string().min(1) });
const Batch = z.object({
  data: z.array(Single),
  errors: z.array(z.object({ index: z.number().int().min(0), message: z.string() })).default([]),
});

const QUOTAS = new Set(["daily_quota_exceeded", "monthly_quota_exceeded"]);

/** In batches such words may come for each mail; none of them will ever be taken, and none is at fault. */
const FROM_IS_REFUSED = /domain is not verified|only send testing emails/i;

/** Source of the codes: Resend, "Errors" (API reference), and the SDK's types. */
export function readAnswer({ data, error, headers }: Answer, mails: number): SendResult {
  if (error === null && data !== null) return readSuccess(data, mails);
  const failure = Failure.safeParse(error);
  // The SDK passes on an error's JSON as it came, without the status if the JSON doesn't repeat it.
  const status = failure.data?.statusCode;
  if (!failure.success || !status) return { kind: "unreachable" };
  const { name: code } = failure.data;
  const told = { code, detail: withoutAddresses(failure.data.message) };
  if (code === "invalid_idempotent_request") return { kind: "conflict" };
  if (code === "concurrent_idempotent_requests") return busy(headers, 1_000);
  if (QUOTAS.has(code) || [401, 403, 404, 405].includes(status)) return { kind: "misconfigured", ...told };
  if (status === 429) return { ...busy(headers, 1_000), unsent: true };
  if (status === 408 || status === 409) return busy(headers, 1_000);
  if (status >= 500) return busy(headers, 10_000);
  return { kind: "refused", ...told };
}

function readSuccess(data: unknown, mails: number): SendResult {
  const single = Single.safeParse(data);
  if (single.success && mails === 1) return { kind: "accepted", ids: [single.data.id], rejected: [] };
  const batch = Batch.safeParse(data);
  if (!batch.success) return { kind: "unreachable" };
  const given = batch.data.data.map(({ id }) => id);
  const rejected = batch.data.errors.map(({ index, message }) => ({
    index,
    detail: withoutAddresses(message),
  }));
  const places = new Set(rejected.map(({ index }) => index));
  if (rejected.some(({ index }) => index >= mails)) return { kind: "unreachable" };
  const [refusal] = rejected;
  if (refusal && places.size === mails && rejected.every(({ detail }) => FROM_IS_REFUSED.test(detail))) {
    return { kind: "misconfigured", code: "validation_error", detail: refusal.detail };
  }
  // Only those that were taken have an id, in their order. Where the numbers don't agree no id can be placed.
  const agree = given.length === mails - places.size;
  let next = 0;
  const ids = Array.from(
    { length: mails },
    (_, index) => agree && !places.has(index) ? given[next++] : undefined,
  );
  return { kind: "accepted", ids, rejected };
}

function busy(headers: Answer["headers"], otherwise: number): Busy {
  return { kind: "busy", retryAfterMs: readRetryAfter(headers?.["retry-after"], Date.now()) ?? otherwise };
}
