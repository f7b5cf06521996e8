import { readRetryAfter } from "../http/read-retry-after.ts";

/** What became of a push, as far as the sender must act on it. */
export type PushResult =
  /** The push service has taken it. */
  | { kind: "accepted"; status: number }
  /** 404, 410: the subscription is no more. Delete it. */
  | { kind: "gone"; status: number }
  /** Send a smaller one (`shrinkPayload`), or none: the same again meets the same answer. */
  | { kind: "too_large"; status?: number }
  /** 401, 403: our key, or not the key this browser subscribed with. Tell the operator; keep the subscription. */
  | { kind: "unauthorized"; status: number }
  /** Try again, after `retryAfterMs` if the push service said so. */
  | { kind: "busy"; status: number; retryAfterMs?: number }
  /** No answer, or one that broke off. Try again; the push service may have taken it all the same. */
  | { kind: "unreachable"; reason: "timeout" | "network" }
  /** This message can't be sent to this subscription; trying again won't help. */
  | { kind: "refused"; status: number }
  | { kind: "refused"; reason: "endpoint" | "keys" };

/**
 * What a push service's answer means. Sources: RFC 8030, sections 5 and 8.4; autopush-rs, docs/src/errors.md; Microsoft
 * throttles with 406.
 */
export function classifyAnswer(status: number, headers: Headers, now: number): PushResult {
  if (status >= 200 && status < 300) return { kind: "accepted", status };
  switch (status) {
    case 404:
    case 410:
      return { kind: "gone", status };
    case 413:
      return { kind: "too_large", status };
    case 401:
    case 403:
      return { kind: "unauthorized", status };
  }
  if (status !== 406 && status !== 429 && status < 500) return { kind: "refused", status };
  const retryAfterMs = readRetryAfter(headers.get("retry-after"), now);
  return { kind: "busy", status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
