import type { IdempotencyKeys } from "./idempotency-keys.ts";
import { resendError } from "./resend-error.ts";
import { readWireMail, type WireMail } from "./wire-mail.ts";

const MOST_MAILS = 100;

/** Mails to keep, and the answer, given the ids that they got. */
export interface Accepted {
  mails: WireMail[];
  answer(ids: string[]): unknown;
}

/** What a request to `/emails` asks for, or its refusal. */
export function readSingle(body: Uint8Array): Accepted | Response {
  const read = readWireMail(parseJson(body));
  if ("failure" in read) {
    return resendError(read.failure.statusCode, read.failure.name, read.failure.message);
  }
  return { mails: [read.mail], answer: ([id]) => ({ id }) };
}

/**
 * What a request to `/emails/batch` asks for, or its refusal. Strict (the default): one bad mail refuses all of them.
 * Permissive: the bad ones are named by their place, `data` holds the others.
 */
export function readBatch(body: Uint8Array, validation: string | null): Accepted | Response {
  const json = parseJson(body);
  const refuse = (name: string, message: string) => resendError(422, name, message);
  if (!Array.isArray(json) || json.length === 0) {
    return refuse("validation_error", "The body must be an array of emails.");
  }
  if (json.length > MOST_MAILS) {
    return refuse("validation_error", `A batch takes at most ${MOST_MAILS} emails.`);
  }
  if (json.some((mail) => Object.hasOwn(Object(mail), "attachments"))) {
    return refuse("invalid_attachment", "`attachments` are not supported in batches.");
  }
  const mails: WireMail[] = [];
  const errors: { index: number; message: string }[] = [];
  for (const [index, mail] of json.entries()) {
    const read = readWireMail(mail);
    if ("mail" in read) mails.push(read.mail);
    else if (validation === "permissive") errors.push({ index, message: read.failure.message });
    else return refuse(read.failure.name, `Email ${index}: ${read.failure.message}`);
  }
  const toData = (ids: string[]) => ids.map((id) => ({ id }));
  return {
    mails,
    answer: (ids) => validation === "permissive" ? { data: toData(ids), errors } : { data: toData(ids) },
  };
}

/** Takes the key of a request, if it has one, around what is done for it. */
export async function withIdempotencyKey(
  keys: IdempotencyKeys,
  { key, path, body, now }: { key: string | null; path: string; body: Uint8Array; now: number },
  run: () => Promise<Response>,
): Promise<Response> {
  if (key === null) return await run();
  if (key.length < 1 || key.length > 256) {
    return resendError(400, "invalid_idempotency_key", "The key must have 1 to 256 characters.");
  }
  const claim = keys.claim(key, path, body, now);
  switch (claim.kind) {
    case "replay":
      return new Response(claim.answer, { headers: { "content-type": "application/json" } });
    case "in flight":
      return resendError(409, "concurrent_idempotent_requests", "The same key is being processed.");
    case "other payload":
      return resendError(409, "invalid_idempotent_request", "The same key came with another payload.");
  }
  let answer: string | undefined;
  try {
    const response = await run();
    if (response.ok) answer = await response.clone().text();
    return response;
  } finally {
    claim.settle(answer);
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
