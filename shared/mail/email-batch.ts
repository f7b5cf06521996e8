import { z } from "zod";
import { asWorker, callAsWorker, type Origin } from "../db/transaction.ts";
import { Email } from "./email.ts";

/** Mails that leave in one call, frozen: what a retry sends is what the first attempt sent. */
export interface EmailBatch {
  id: string;
  mails: Email[];
  /** Milliseconds since it was frozen. */
  age: number;
}

/** What became of one mail of a batch, by its place. */
export interface MailResult {
  place: number;
  provider_id?: string;
  error?: string;
}

/** A batch that is still to be sent; `undefined` once it is closed. */
export async function loadBatch(id: string, origin: Origin): Promise<EmailBatch | undefined> {
  const [row] = await asWorker("worker", "email", origin, (sql) =>
    sql<{ mails: string; age: number }[]>`
      select mails, extract(epoch from now() - created_at)::float8 * 1000 as age
      from private.email_batches where id = ${id} and closed_at is null`);
  return row && { id, mails: z.array(Email).parse(JSON.parse(row.mails)), age: row.age };
}

/** Notes what became of a batch's mails, and forgets the mails. Again is nothing. */
export async function closeBatch(id: string, results: MailResult[], origin: Origin): Promise<void> {
  await callAsWorker(
    "worker",
    "email",
    origin,
    (sql) => sql`select private.close_email_batch(${id}, ${JSON.stringify(results)}::text::jsonb)`,
  );
}

/** Makes a batch of each of a batch's mails. Only for one of which nothing was sent. */
export async function splitBatch({ id, mails }: EmailBatch, origin: Origin): Promise<void> {
  const parts = mails.map((mail, place) => ({
    id: crypto.randomUUID(),
    place,
    mails: JSON.stringify([mail]),
  }));
  await callAsWorker(
    "worker",
    "email",
    origin,
    (sql) => sql`select private.split_email_batch(${id}, ${JSON.stringify(parts)}::text::jsonb)`,
  );
}
