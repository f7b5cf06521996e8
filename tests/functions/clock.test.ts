import assert from "node:assert/strict";
import type postgres from "postgres";
import { fillVault } from "../../scripts/local/fill-vault.ts";
import { startNetwork } from "../../scripts/local/network.ts";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { type TestFunctions, WORKER_SECRET } from "../support/functions.ts";
import { tick, type WakeUp, wakeUps } from "../support/jobs/clock.ts";
import { fatesOf, makeDue } from "../support/notify/jobs-of.ts";
import { openMailOffice } from "../support/notify/mail-office.ts";
import { notify } from "../support/notify/notify.ts";
import { openPushOffice } from "../support/notify/push-office.ts";

/** pg_net for as long as a test runs, and a Vault that leads to these flows. */
async function connectClock(sql: postgres.Sql, { process }: TestFunctions, secret = WORKER_SECRET) {
  await fillVault(sql, {
    frontdesk_functions_url: `${await process.url()}/functions/v1`,
    frontdesk_worker_secret: secret,
  });
  return { [Symbol.asyncDispose]: startNetwork(sql) };
}

/** The wake-ups, once each has its answer: pg_net gives every request one, within a minute. */
async function answered(sql: postgres.Sql): Promise<WakeUp[]> {
  for (;;) {
    await sql`select private.harvest_wake_ups()`;
    const all = await wakeUps(sql);
    if (all.every((wakeUp) => wakeUp.answered)) return all;
  }
}

const told = ({ dispatcher, status, error }: WakeUp) => [dispatcher, status, error];

Deno.test("a tick wakes the dispatcher, and a push that was due reaches its browser", async () => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql } = database;
  const { id, employees: { agent } } = await makeBusiness(sql);
  const device = await office.addBrowser(id, agent.id, { online: true });
  await using _network = await connectClock(sql, office.functions);
  await notify(sql, id, {
    audience: { employees: [agent.id] },
    texts: { en: { title: "Layla", body: "hello" } },
  });
  assert.equal(await tick(sql), 1);
  assert.deepEqual((await answered(sql)).map(told), [["push-dispatch", 200, null]]);
  assert.deepEqual(await fatesOf(sql, id, "push"), [{ outcome: "done", error: null }]);
  assert.deepEqual((await office.messages(device)).map(({ payload }) => payload.notification.title), [
    "Layla",
  ]);
  assert.equal(await tick(sql), 0, "nothing is due any more");
});

Deno.test("a tick wakes the dispatcher, and a mail that was due is written and sent", async () => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { sql } = database;
  const { id, employees: { agent } } = await makeBusiness(sql);
  await using _network = await connectClock(sql, office.functions);
  await notify(sql, id, { audience: { employees: [agent.id] } });
  assert.equal(await tick(sql), 0, "the mail waits for the notification to be read");
  await makeDue(sql, "email");
  assert.equal(await tick(sql), 1);
  assert.deepEqual((await answered(sql)).map(told), [["email-dispatch", 200, null]]);
  assert.deepEqual(office.mails().map(({ to }) => to), [[agent.email]]);
  assert.equal(await tick(sql), 0);
});

Deno.test("a secret that isn't the flows' own leaves the job as it is, and doesn't look green", async () => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql } = database;
  const { id, employees: { agent } } = await makeBusiness(sql);
  const device = await office.addBrowser(id, agent.id);
  await using _network = await connectClock(sql, office.functions, "another-secret-than-the-flows-know-of");
  await notify(sql, id, { audience: { employees: [agent.id] } });
  assert.equal(await tick(sql), 1);
  const [wakeUp] = await answered(sql);
  assert.equal(wakeUp!.status, 401);
  assert.match(wakeUp!.error!, /credential_invalid/);
  assert.doesNotMatch(wakeUp!.error!, /another-secret/);
  assert.deepEqual(await fatesOf(sql, id, "push"), [{ outcome: null, error: null }]);
  assert.equal((await office.look(device)).sends, 0);
});
