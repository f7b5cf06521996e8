import { createHash } from "node:crypto";
import { encodeBase64url } from "./base64url.ts";
import { encryptWithWebCrypto } from "./encrypt-with-web-crypto.ts";
import { KeysUnusable, PlaintextTooLong, type PushEncryption } from "./encryption.ts";
import { endpointFault, operatorOrigins } from "./endpoint.ts";
import { classifyAnswer, type PushResult } from "./push-result.ts";
import type { SubscriptionKeys } from "./subscription-keys.ts";
import type { Vapid } from "./vapid.ts";

/** A browser that wants to be told. Whoever knows all of it can write to that browser: a secret. */
export interface PushSubscription extends SubscriptionKeys {
  endpoint: string;
}

export interface PushOptions {
  /** Seconds the push service keeps it for a device that is off: 0 means now or never. More than 30 days are 30 days. */
  ttl: number;
  /** What a device that saves power may wait with. */
  urgency: "very-low" | "low" | "normal" | "high";
  /** Names what the push is about: a later one about the same replaces it while it is undelivered. Any text. */
  topic?: string;
}

/** What sending stands on; everything but `vapid` has a default. */
export interface PushDependencies {
  vapid: Vapid;
  encryption?: PushEncryption;
  /** Push services besides the known ones; the operator's by default. */
  origins?: ReadonlySet<string>;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** Mozilla's cap; who asks for more is refused by some. */
const LONGEST_TTL = 30 * 24 * 60 * 60;

/** More than any push service says in words; the rest of a longer answer is not waited for. */
const MOST_ANSWER = 64 * 1024;

/**
 * Sends one push and says what became of it; whatever the push service does is a result. Throws only for what is ours:
 * keys of VAPID that are missing or wrong, a store of headers that fails, a TTL that is no number. The endpoint stands in
 * no result and in no error.
 */
export async function sendPush(
  subscription: PushSubscription,
  payload: Uint8Array,
  options: PushOptions,
  dependencies: PushDependencies,
): Promise<PushResult> {
  const { vapid, encryption = encryptWithWebCrypto, origins = operatorOrigins() } = dependencies;
  // Again, though it was checked when it was saved: the list may have changed since, and rows may come another way.
  if (endpointFault(subscription.endpoint, origins)) return { kind: "refused", reason: "endpoint" };
  const url = new URL(subscription.endpoint);
  const headers = headersOf(options, await vapid.headerFor(url.origin));
  let body: Uint8Array<ArrayBuffer>;
  try {
    body = await encryption.encrypt(subscription, payload);
  } catch (error) {
    if (error instanceof PlaintextTooLong) return { kind: "too_large" };
    if (error instanceof KeysUnusable) return { kind: "refused", reason: "keys" };
    throw error;
  }
  return await post(url, headers, body, dependencies);
}

function headersOf({ ttl, urgency, topic }: PushOptions, authorization: string): Record<string, string> {
  if (Number.isNaN(ttl)) throw new RangeError("The TTL of a push is a number of seconds.");
  return {
    authorization,
    ttl: String(Math.max(0, Math.min(Math.floor(ttl), LONGEST_TTL))),
    urgency,
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
    ...(topic === undefined ? {} : { topic: hashTopic(topic) }),
  };
}

/** A topic is 32 characters of base64url at most (RFC 8030, section 5.4), and tells the push service nothing. */
const hashTopic = (topic: string) =>
  encodeBase64url(createHash("sha256").update(topic).digest().subarray(0, 24));

async function post(
  url: URL,
  headers: Record<string, string>,
  body: Uint8Array<ArrayBuffer>,
  { fetch = globalThis.fetch, timeoutMs = TIMEOUT_MS }: PushDependencies,
): Promise<PushResult> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await discard(response);
    return classifyAnswer(response.status, response.headers, Date.now());
  } catch (error) {
    // Deno's message quotes the address: only the kind of failure leaves this function.
    const late = error instanceof DOMException && error.name === "TimeoutError";
    return { kind: "unreachable", reason: late ? "timeout" : "network" };
  }
}

/** Reads an answer to its end, so that its connection can carry the next push. */
async function discard({ body }: Response): Promise<void> {
  if (!body) return;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER) break;
  }
}
