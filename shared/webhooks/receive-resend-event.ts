import { asWorker, type Origin } from "../db/transaction.ts";
import { readResendEvent, type ResendEvent, type ResendEventType } from "../mail/read-resend-event.ts";
import { cleanText, type Json, parseStorable } from "./json.ts";
import { whyNotStored } from "./why-not-stored.ts";

/** What an event tells of a mail, as private.receive_resend_event reads it. */
interface Told {
  provider_id: string;
  status: string;
  at: Date;
  detail?: string;
  /** Whether nothing should be sent to that address any more. */
  final: boolean;
}

interface Reading {
  /** The body as JSON; a JSON string of its text where it can't be read as JSON. */
  payload: string;
  told?: Told;
  failure?: string;
}

/** The statuses of public.communication_logs. */
const STATUSES: Record<ResendEventType, string> = {
  "email.sent": "sent",
  "email.delivered": "delivered",
  "email.delivery_delayed": "delayed",
  "email.bounced": "bounced",
  "email.complained": "complained",
  "email.failed": "failed",
  "email.opened": "opened",
  "email.clicked": "clicked",
  "email.suppressed": "suppressed",
};

/**
 * Takes an event of Resend whose signature was checked, under the id that Svix gave it: its receipt, and what it tells of
 * a mail, in one transaction. The same id again repeats only what did not succeed. An event that can't be read is kept
 * with the reason, one of a type that is new is kept for the day it means something.
 */
export const receiveResendEvent = (id: string, bytes: Uint8Array, origin: Origin): Promise<void> =>
  receiveText(id, new TextDecoder().decode(bytes), origin);

/** Runs a stored event again as today's code reads it, under the id it came with. */
export const replayResendEvent = (id: string, body: Json, origin: Origin): Promise<void> =>
  receiveText(id, typeof body === "string" ? body : JSON.stringify(body), origin);

async function receiveText(id: string, text: string, origin: Origin): Promise<void> {
  const reading = readEvent(text);
  try {
    await store(id, reading, origin);
  } catch (error) {
    const failure = whyNotStored(error);
    if (!failure) throw error;
    // As text, whatever it was that Postgres can't hold.
    const payload = JSON.stringify(cleanText(text));
    await store(id, { payload, failure: reading.failure ?? cleanText(failure.reason) }, origin);
  }
}

function readEvent(text: string): Reading {
  let payload = JSON.stringify(cleanText(text));
  try {
    const body = parseStorable(text);
    payload = JSON.stringify(body);
    return { payload, told: toldBy(readResendEvent(body)) };
  } catch (error) {
    const failure = whyNotStored(error);
    if (!failure) throw error;
    return { payload, failure: failure.reason };
  }
}

function toldBy(event: ResendEvent): Told | undefined {
  if (event.unknown) return undefined;
  const { type, providerId, at, detail, bounce } = event;
  return {
    provider_id: providerId,
    status: STATUSES[type],
    at,
    detail,
    // Other bounces pass: a full mailbox, a server that is down.
    final: type === "email.complained" || bounce === "permanent",
  };
}

async function store(id: string, { payload, told, failure }: Reading, origin: Origin): Promise<void> {
  const read = told ? JSON.stringify(told) : null;
  await asWorker("webhook", "resend event", origin, (sql) =>
    sql`
      select private.receive_resend_event(${id}, ${read}::text::jsonb, ${payload}::text::jsonb, ${
      failure ?? null
    })`);
}
