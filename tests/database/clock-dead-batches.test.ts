import assert from "node:assert/strict";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { fill } from "../support/jobs/claims.ts";
import { resetClock, tick } from "../support/jobs/clock.ts";
import { logsOf } from "../support/notify/jobs-of.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.beforeEach(async () => {
  await resetClock(sql);
  await sql`delete from private.email_batches`;
});
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

/** A frozen batch of mails to these, and its job, which came to this end; returns the business whose mails they are. */
async function freeze(recipients: string[], outcome: string | null, error: string | null): Promise<string> {
  const { id: business } = await makeBusiness(sql);
  const batch = crypto.randomUUID();
  const logs = recipients.map(() => crypto.randomUUID());
  await sql`
    insert into public.communication_logs (id, business_id, channel, kind, recipient, provider, status)
    select id, ${business}, 'email', 'notification', recipient, 'resend', 'sending'
    from unnest(${logs}::uuid[], ${recipients}::text[]) as l (id, recipient)`;
  await sql`insert into private.email_batches (id, mails, log_ids) values (${batch}, 'what is told', ${logs})`;
  await fill(sql, "email_batches", [batch], "1 hour");
  await sql`
    update private.jobs set payload = jsonb_build_object('batch', key), outcome = ${outcome}, error = ${error},
      finished_at = case when ${outcome}::text is not null then now() end
    where key = ${batch}`;
  return business;
}

/** What became of a business's mails, as `recipient status error`. */
const told = async (business: string) =>
  (await logsOf(sql, business)).map(({ recipient, status, error }) => `${recipient} ${status} ${error}`);
const openBatches = async () => {
  const [row] = await sql<{ open: number; kept: number }[]>`
    select count(*) filter (where closed_at is null)::int as open, count(mails)::int as kept from private.email_batches`;
  return { ...row };
};

Deno.test("a batch whose job has died is closed: its mails failed with it, and their text is forgotten", async () => {
  const dead = await freeze(["a@people.test", "b@people.test"], "dead", "unreachable");
  const nameless = await freeze(["c@people.test"], "dead", null);
  const waiting = await freeze(["d@people.test"], null, "unreachable");
  assert.equal(await tick(sql), 0);
  assert.deepEqual(await told(dead), [
    "a@people.test failed unreachable",
    "b@people.test failed unreachable",
  ]);
  assert.deepEqual(await told(nameless), ["c@people.test failed it could not be sent"]);
  assert.deepEqual(await told(waiting), ["d@people.test sending null"]);
  assert.deepEqual(await openBatches(), { open: 1, kept: 1 });
});

Deno.test("a batch that was closed before its job died stays as it is", async () => {
  const business = await freeze(["a@people.test"], "dead", "422: No.");
  await sql`update public.communication_logs set status = 'sent' where business_id = ${business}`;
  await sql`update private.email_batches set closed_at = now() - interval '1 hour', mails = null`;
  const before = await sql`select * from private.email_batches`;
  await tick(sql);
  assert.deepEqual(await told(business), ["a@people.test sent null"]);
  assert.deepEqual(await sql`select * from private.email_batches`, before);
});

Deno.test("jobs of the same queue whose keys are no batches do the clock no harm", async () => {
  await fill(sql, "email_batches", ["no-batch"], "1 hour");
  await sql`update private.jobs set outcome = 'dead', finished_at = now()`;
  const business = await freeze(["a@people.test"], "dead", "unreachable");
  await tick(sql);
  assert.deepEqual(await told(business), ["a@people.test failed unreachable"]);
});
