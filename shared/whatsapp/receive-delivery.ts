import { createHash } from "node:crypto";
import { asWorker, type Origin } from "../db/transaction.ts";
import { isRefusedValue } from "../db/problem-from-postgres.ts";
import { cleanText, type Json, parseStorable } from "./json.ts";
import { readDelivery } from "./read-delivery.ts";

/** What became of a delivery. */
export interface Receipt {
  id: string;
  outcome: "done" | "unrouted" | "failed" | "ignored";
  error: string | null;
}

/**
 * Takes a delivery whose signature was checked: one database call stores its receipt and all it contains. A body that
 * can't be read is kept as text with the reason. The same bytes again repeat only what did not succeed.
 *
 * `onlyChannel` is the channel whose own Meta app signed it; `undefined` for the installation's app.
 */
export async function receiveDelivery(
  bytes: Uint8Array,
  onlyChannel: string | undefined,
  origin: Origin,
): Promise<Receipt> {
  const key = createHash("sha256").update(onlyChannel ?? "").update("\n").update(bytes).digest("hex");
  let body: Json;
  try {
    body = parseStorable(new TextDecoder().decode(bytes));
  } catch (error) {
    return await keepUnreadable(
      key,
      bytes,
      `not JSON: ${(error as Error).message.slice(0, 200)}`,
      onlyChannel,
      origin,
    );
  }
  try {
    return await receive(key, body, undefined, onlyChannel, origin);
  } catch (error) {
    if (!isRefusedValue(error) && !(error instanceof RangeError)) throw error;
    return await keepUnreadable(key, bytes, `can't be stored as JSON: ${error.name}`, onlyChannel, origin);
  }
}

const keepUnreadable = (
  key: string,
  bytes: Uint8Array,
  reason: string,
  onlyChannel: string | undefined,
  origin: Origin,
) => receive(key, cleanText(new TextDecoder().decode(bytes)), cleanText(reason), onlyChannel, origin);

/** Runs a delivery under its key; `body` again where it is being replayed. */
export async function receive(
  key: string,
  body: Json,
  unreadable: string | undefined,
  onlyChannel: string | undefined,
  origin: Origin,
): Promise<Receipt> {
  const stored = JSON.stringify(body);
  const elements = JSON.stringify(readDelivery(unreadable ? null : body));
  const [receipt] = await asWorker("webhook", "whatsapp delivery", origin, (sql) =>
    sql<Receipt[]>`
      select * from private.receive_whatsapp(${key}, ${stored}::text::jsonb, ${elements}::text::jsonb, ${
      onlyChannel ?? null
    }, ${unreadable ?? null})`);
  if (!receipt) throw new Error("private.receive_whatsapp returned no receipt");
  return receipt;
}
