import { recordFault } from "./browser.ts";
import type { PushFault } from "./push-error.ts";

/** What a push says of itself. */
export interface PushHeaders {
  /** Seconds. */
  ttl: number;
  urgency: string;
  topic?: string;
}

const MOST_BODY = 4096;
const LONGEST_TTL = 30 * 24 * 60 * 60;

/** A push's headers and the outside of its body, held against RFC 8030 and the limits of those who are strictest. */
export function checkPush(headers: Headers, body: Uint8Array): PushHeaders | { fault: PushFault } {
  if (body.length > MOST_BODY) {
    return bad("too_large", `The body has ${body.length} bytes; ${MOST_BODY} are taken`, 413);
  }
  const ttl = headers.get("ttl");
  if (ttl === null) return bad("missing_header", "TTL is missing");
  if (!/^\d{1,10}$/.test(ttl) || Number(ttl) > LONGEST_TTL) {
    return bad("bad_ttl", `TTL must be whole seconds, at most ${LONGEST_TTL}`);
  }
  const urgency = headers.get("urgency") ?? "normal";
  if (!["very-low", "low", "normal", "high"].includes(urgency)) {
    return bad("missing_header", "Urgency must be very-low, low, normal or high");
  }
  const topic = headers.get("topic") ?? undefined;
  if (topic !== undefined && !/^[\w-]{1,32}$/.test(topic)) {
    return bad("bad_topic", "Topic must be 1 to 32 characters of base64url");
  }
  if (headers.get("content-encoding") !== "aes128gcm") {
    return bad("missing_crypto", "Content-Encoding must be aes128gcm");
  }
  const fault = recordFault(body);
  if (fault) return bad("bad_crypto", `The body ${fault}`);
  return { ttl: Number(ttl), urgency, topic };
}

const bad = (kind: PushFault["kind"], message: string, status = 400) => ({
  fault: { status, kind, message },
});
