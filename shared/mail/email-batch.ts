import { z } from "zod";
import { asWorker, callAsWorker, type Origin } from "../db/transaction.ts";
import type { Job } from "../jobs/job.ts";
import { Email } from "./email.ts";

/** Mails that leave in one call, frozen: what a retry sends is what the first attempt sent. */
export interface EmailBatch {
  id: string;
  mails: Email[];
  /** Milliseconds since a call of which nobody knows what it did; null where every call before surely sent nothing. */
  inDoubt: number | null;
}

/** What became of one mail of a batch, by its place. */
export interface MailResult {
  place: number;
  provider_id?: string;
  error?: string;
}

/**
 * A batch that is about to be sent; `undefined` once it is closed. From here on it counts as perhaps sent, also should this
 * isolate die: `noteUnsent` takes that back.
 */
export async function takeBatch(id: string, origin: Origin): Promise<EmailBatch | undefined> {
  const [row] = await asWorker(
    "worker",
    "email",
    origin,
    (sql) =>
      sql<{ mails: string; in_doubt: number | null }[]>`
      update private.email_batches b set uncertain_since = coalesce(b.uncertain_since, now())
      from (select known.id, known.uncertain_since from private.email_batches known where known.id = ${id} for update) was
      where b.id = was.id and b.closed_at is null
      returning b.mails, extract(epoch from now() - was.uncertain_since)::float8 * 1000 as in_doubt`,
  );
  return row && { id, mails: z.array(Email).parse(JSON.parse(row.mails)), inDoubt: row.in_doubt };
}

/**
 * Takes back that a batch was perhaps sent: the call surely did nothing. What an earlier call left in doubt stays so; so does
 * all where the lease is lost, for then someone else may be calling with it.
 */
export async function noteUnsent({ id, inDoubt }: EmailBatch, job: Job, origin: Origin): Promise<void> {
  if (inDoubt !== null) return;
  await asWorker("worker", "email", origin, (sql) =>
    sql`
      update private.email_batches b set uncertain_since = null
      where b.id = ${id} and b.closed_at is null
        and exists (select from private.jobs j where j.id = ${job.id} and j.lease_token = ${job.token})`);
}

/** Takes back the batches that have waited too long, unsent, to be sent as they are; returns which. */
export async function thawBatches(ids: string[], origin: Origin): Promise<Set<string>> {
  const thawed = await callAsWorker("worker", "email", origin, (sql) =>
    sql<{ id: string }[]>`
      select b.id from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as b (id)
      where private.thaw_email_batch(b.id::uuid)`);
  return new Set(thawed.map(({ id }) => id));
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
