import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { jobsOf, logsOf } from "../../support/notify/jobs-of.ts";
import { notify } from "../../support/notify/notify.ts";
import { openPushOffice } from "../../support/notify/push-office.ts";

Deno.test("push-dispatch without the installation's keys: pushes wait for an operator, until they are too late", async () => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database, { VAPID_PRIVATE_KEY: "" });
  const { sql } = database;
  const { id, employees: { agent } } = await makeBusiness(sql);
  const browser = await office.addBrowser(id, agent.id);
  await notify(sql, id, { audience: { employees: [agent.id] } });

  const first = await office.dispatch();
  assert.deepEqual([first.postponed, first.dead, first.retry], [1, 0, 0]);
  const [waiting] = await jobsOf(sql, id, "push");
  assert.deepEqual([waiting!.outcome, waiting!.attempts], [null, 0]);
  assert.match(waiting!.error!, /^VAPID_PRIVATE_KEY is not set/);
  assert.ok(waiting!.waits > 590 && waiting!.waits < 610, `${waiting!.waits} s`);
  assert.ok(office.functions.lines.some((line) => line.includes("VAPID_PRIVATE_KEY is not set")));

  await sql`update private.jobs set due_at = now() - interval '25 hours', run_at = now()`;
  assert.equal((await office.dispatch()).skipped, 1);
  assert.equal((await jobsOf(sql, id, "push"))[0]!.error, "it is too late");
  assert.equal((await office.look(browser)).sends, 0);
  assert.deepEqual(await logsOf(sql, id), []);
});
