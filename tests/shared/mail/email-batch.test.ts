import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { claimJobs } from "../../../shared/jobs/claim-jobs.ts";
import { closeBatch, noteUnsent, takeBatch, thawBatches } from "../../../shared/mail/email-batch.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { endLeases, fill } from "../../support/jobs/claims.ts";
import { ORIGIN } from "../../support/jobs/run-drain.ts";
import { storedJobs } from "../../support/jobs/stored-jobs.ts";
import { sampleMail } from "../../support/mail/sample-mail.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.beforeEach(async () => {
  await sql`truncate private.jobs, private.email_batches`;
});
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

/** A batch of one mail that has waited for ten minutes, its mail's job, which is done, and its own. */
async function freeze(): Promise<string> {
  const { id: business } = await makeBusiness(sql);
  const [log, batch, notification] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  await sql`
    insert into public.communication_logs (id, business_id, channel, kind, recipient, notification_id, provider, status)
    values (${log}, ${business}, 'email', 'notification', 'a@people.test', ${notification}, 'resend', 'sending')`;
  await sql`
    insert into private.email_batches (id, mails, log_ids, created_at)
    values (${batch}, ${JSON.stringify([sampleMail()])}, ${[log]}, now() - interval '10 minutes')`;
  await fill(sql, "email", [`notification:${notification}`]);
  await sql`update private.jobs set outcome = 'done', finished_at = now(), attempts = 3 where queue = 'email'`;
  await fill(sql, "email_batches", [batch]);
  return batch;
}
const claim = async () => (await claimJobs("email_batches", ORIGIN))[0]!;
const thaws = async (batch: string) => (await thawBatches([batch], ORIGIN)).has(batch);

Deno.test("a batch that was never taken thaws: its mail's job begins anew; once", async () => {
  const batch = await freeze();
  assert.ok(await thaws(batch));
  const [job] = await storedJobs(sql, "email");
  assert.deepEqual([job!.outcome, job!.finished, job!.attempts, job!.token], [null, false, 0, null]);
  assert.ok(job!.runIn <= 0);
  assert.equal(await takeBatch(batch, ORIGIN), undefined);
  assert.ok(!await thaws(batch));
});

Deno.test("whoever takes one and dies leaves it in doubt, from the first time on", async () => {
  const batch = await freeze();
  assert.equal((await takeBatch(batch, ORIGIN))!.inDoubt, null);
  await sql`update private.email_batches set uncertain_since = now() - interval '1 hour'`;
  const { inDoubt } = (await takeBatch(batch, ORIGIN))!;
  assert.ok(inDoubt! >= 3_600_000 && inDoubt! < 3_700_000, String(inDoubt));
  assert.ok(!await thaws(batch));
  assert.equal((await storedJobs(sql, "email"))[0]!.outcome, "done");
});

Deno.test("a call that surely did nothing takes back its own doubt, and no earlier one", async () => {
  const batch = await freeze();
  const job = await claim();
  const [first, second] = [await takeBatch(batch, ORIGIN), await takeBatch(batch, ORIGIN)];
  await noteUnsent(second!, job, ORIGIN);
  assert.ok(!await thaws(batch), "the first is still in doubt");
  await noteUnsent(first!, job, ORIGIN);
  assert.ok(await thaws(batch));
});

Deno.test("who lost the lease takes nothing back: someone else may be calling", async () => {
  const batch = await freeze();
  const slow = await claim();
  const taken = await takeBatch(batch, ORIGIN);
  await endLeases(sql, "email_batches");
  await claim();
  await noteUnsent(taken!, slow, ORIGIN);
  assert.ok(!await thaws(batch));
});

Deno.test("a closed batch is neither taken nor thawed", async () => {
  const batch = await freeze();
  await closeBatch(batch, [{ place: 0, provider_id: crypto.randomUUID() }], ORIGIN);
  assert.equal(await takeBatch(batch, ORIGIN), undefined);
  assert.ok(!await thaws(batch));
});

Deno.test("a mail's job that someone has in hand, or that was refused since, is left as it is", async () => {
  const ends: Record<string, unknown>[] = [
    { outcome: null, lease_token: crypto.randomUUID(), lease_until: new Date(Date.now() + 60_000) },
    { outcome: "skipped" },
    { outcome: "cancelled" },
  ];
  for (const end of ends) {
    await sql`truncate private.jobs, private.email_batches`;
    const batch = await freeze();
    await sql`update private.jobs set ${sql(end)} where queue = 'email'`;
    const state = () => sql`select * from private.jobs where queue = 'email'`;
    const before = await state();
    assert.ok(await thaws(batch));
    assert.deepEqual(await state(), before, String(end.outcome));
  }
});
