import { createHash } from "node:crypto";
import { createBatcher } from "../db/create-batcher.ts";
import { callAsWorker, type Origin } from "../db/transaction.ts";
import { pushSoon } from "../push/push-soon.ts";
import { cleanText, type Json, parseStorable } from "../webhooks/json.ts";
import { whyNotStored } from "../webhooks/why-not-stored.ts";
import { Gathering, TooManyElements } from "./gathering.ts";
import { readDelivery } from "./read-delivery.ts";

/** A delivery on its way into the database. */
interface Arrival {
  /** The same bytes for the same channel have the same key. */
  key: string;
  body: Json;
  /** Why nothing in it could be stored: it is kept for a replay. */
  failure?: string;
  origin: Origin;
}

type Receive = (arrival: Arrival) => Promise<void>;

/** By the channel that deliveries may speak for: what arrives together is stored together only within it. */
const receivers = new Map<string | undefined, Receive>();

/**
 * Takes a delivery whose signature was checked: its receipt and all it contains are stored in one database call, which
 * it shares with what arrives at the same time. A body that can't be read is kept as text with the reason. The same
 * bytes again repeat only what did not succeed.
 *
 * `onlyChannel` is the channel whose own Meta app signed it; `undefined` for the installation's app.
 */
export function receiveDelivery(
  bytes: Uint8Array<ArrayBuffer>,
  onlyChannel: string | undefined,
  origin: Origin,
): Promise<void> {
  const key = createHash("sha256").update(onlyChannel ?? "").update("\n").update(bytes).digest("hex");
  return receiveText(key, new TextDecoder().decode(bytes), onlyChannel, origin);
}

/** Runs a stored delivery again as today's code reads it, under the key it came with. */
export const replayDelivery = (key: string, body: Json, onlyChannel: string | undefined, origin: Origin) =>
  receiveText(key, typeof body === "string" ? body : JSON.stringify(body), onlyChannel, origin);

/** Characters of a body from which on it is stored alone: it would keep those beside it waiting, and fill the memory. */
const LARGE = 64 * 1024;

async function receiveText(
  key: string,
  text: string,
  onlyChannel: string | undefined,
  origin: Origin,
): Promise<void> {
  const receive = text.length < LARGE
    ? receiverFor(onlyChannel)
    : (arrival: Arrival) => storeTogether([arrival], onlyChannel);
  let body: Json | undefined;
  try {
    body = parseStorable(text);
    return await receive({ key, body, origin });
  } catch (error) {
    const failure = error instanceof TooManyElements
      ? { reason: error.message, bodyIsBad: false }
      : whyNotStored(error);
    if (!failure) throw error;
    return await receive({
      key,
      body: failure.bodyIsBad ? cleanText(text) : body!,
      failure: failure.reason,
      origin,
    });
  }
}

function receiverFor(onlyChannel: string | undefined): Receive {
  let receive = receivers.get(onlyChannel);
  if (!receive) {
    receive = createBatcher((arrivals) => storeTogether(arrivals, onlyChannel), 50);
    receivers.set(onlyChannel, receive);
  }
  return receive;
}

async function storeTogether(arrivals: Arrival[], onlyChannel: string | undefined): Promise<void> {
  const gathering = new Gathering();
  // The same delivery may have come twice at once: a statement can't write one row two times.
  const once = new Map(arrivals.map((arrival) => [arrival.key, arrival]));
  const deliveries = [...once.values()].map(({ key, body, failure }) => ({
    key,
    body,
    failure,
    addresses: failure ? [] : readDelivery(body, gathering),
  }));
  const { origin } = arrivals[0]!;
  const [received] = await callAsWorker(
    "webhook",
    "whatsapp delivery",
    origin,
    (sql, context) =>
      sql<{ push_waits: boolean }[]>`select private.receive_whatsapp(${
        JSON.stringify(deliveries)
      }::text::jsonb, ${JSON.stringify(gathering.elements)}::text::jsonb, ${context}, ${
        onlyChannel ?? null
      }) as push_waits`,
  );
  if (received?.push_waits) pushSoon(origin);
}
