import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { fatesOf, jobsOf, logsOf } from "../../support/notify/jobs-of.ts";
import { beQuiet, notify, prefer } from "../../support/notify/notify.ts";
import { openPushOffice } from "../../support/notify/push-office.ts";

Deno.test("push-dispatch looks again just before it sends", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql } = database;
  /** Something that was told to an agent, and not yet pushed; and the same for a viewer, of whom nothing changes. */
  const stage = async (event = {}) => {
    const { id, employees: { agent, viewer } } = await makeBusiness(sql);
    const [browser, viewers] = [
      await office.addBrowser(id, agent.id),
      await office.addBrowser(id, viewer.id),
    ];
    await notify(sql, id, { audience: { employees: [agent.id] }, ...event });
    await notify(sql, id, { audience: { employees: [viewer.id] } });
    return { id, agent, browser, viewers };
  };
  type Stage = Awaited<ReturnType<typeof stage>>;
  const mine = ({ agent }: Stage) => sql`where employee_id = ${agent.id}`;

  const unwanted: Record<string, [change: (stage: Stage) => PromiseLike<unknown>, reason: string]> = {
    "read meanwhile": [
      (s) => sql`update public.notifications set read_at = now() ${mine(s)}`,
      "it was read meanwhile",
    ],
    "archived meanwhile": [
      (s) => sql`update public.notifications set archived_at = now() ${mine(s)}`,
      "it was read meanwhile",
    ],
    "seen meanwhile": [
      (s) => sql`update public.notifications set seen_at = now() ${mine(s)}`,
      "it was seen meanwhile",
    ],
    "deleted meanwhile": [
      (s) => sql`delete from public.notifications ${mine(s)}`,
      "the notification is gone",
    ],
    "expired meanwhile": [
      (s) => sql`update public.notifications set expires_at = now() ${mine(s)}`,
      "it expired",
    ],
    "muted meanwhile": [
      ({ id, agent }) => prefer(sql, id, agent.id, { push: false }),
      "the employee muted it meanwhile",
    ],
    "denied what it tells of": [
      ({ id, agent }) =>
        sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
          values (${id}, ${agent.id}, 'conversations.read', 'deny')`,
      "the employee may not know it any more",
    ],
    "given a role that lacks the permission": [
      async ({ id, agent }) => {
        await sql`insert into public.roles (business_id, key, name) values (${id}, 'none', 'None')`;
        await sql`update public.employees set role_id = (
          select r.id from public.roles r where r.business_id = ${id} and r.key = 'none') where id = ${agent.id}`;
      },
      "the employee may not know it any more",
    ],
    "no longer employed": [
      ({ agent }) => sql`update public.employees set active = false where id = ${agent.id}`,
      "the employee or the business is gone",
    ],
    "the device removed": [
      ({ browser }) => sql`delete from public.push_subscriptions where id = ${browser.id}`,
      "the device is gone",
    ],
    "too late to tell anything new": [
      (s) =>
        sql`with late as (
            update private.jobs set due_at = now() - interval '12 hours 1 second', run_at = now()
            where payload ->> 'subscription' = ${s.browser.id} returning (payload ->> 'notification')::uuid as id
          ) update public.notifications n set updated_at = now() - interval '13 hours' from late where n.id = late.id`,
      "it is too late",
    ],
  };
  for (const [what, [change, reason]] of Object.entries(unwanted)) {
    await t.step(`${what}: no push, and only that one`, async () => {
      const current = await stage();
      await change(current);
      const report = await office.dispatch();
      assert.deepEqual([report.skipped, report.done, report.retry, report.dead], [1, 1, 0, 0]);
      assert.deepEqual(await fatesOf(sql, current.id, "push"), [
        { outcome: "skipped", error: reason },
        { outcome: "done", error: null },
      ]);
      assert.equal((await office.look(current.browser)).sends, 0);
      assert.equal((await office.look(current.viewers)).accepted, 1);
      assert.equal((await logsOf(sql, current.id)).length, 1, "what isn't sent isn't logged as sent");
    });
  }

  await t.step("a business that was closed tells nobody anything", async () => {
    for (const closed of ["active = false", "deleted_at = now()"]) {
      const current = await stage();
      await sql`update public.businesses set ${sql.unsafe(closed)} where id = ${current.id}`;
      assert.equal((await office.dispatch()).skipped, 2);
      const fate = { outcome: "skipped", error: "the employee or the business is gone" };
      assert.deepEqual(await fatesOf(sql, current.id, "push"), [fate, fate]);
      assert.equal((await office.look(current.browser)).sends, 0);
    }
  });

  await t.step("what was seen, and then happened again, is pushed", async () => {
    const { id, agent, browser } = await stage({ group: "again" });
    await sql`update public.notifications set seen_at = now() where business_id = ${id}`;
    await notify(sql, id, { audience: { employees: [agent.id] }, group: "again" });
    await sql`update private.jobs set run_at = now() where business_id = ${id} and queue = 'push'`;
    await office.dispatch();
    assert.ok((await office.look(browser)).accepted >= 1);
  });

  await t.step("muting another category, or another channel, stops nothing", async () => {
    const { id, agent, browser } = await stage();
    await prefer(sql, id, agent.id, { push: false }, "conversations.new");
    await prefer(sql, id, agent.id, { email: false, bell: false });
    await office.dispatch();
    assert.equal((await office.look(browser)).accepted, 1);
  });

  await t.step("quiet hours that began since put it off until their end, and cost no attempt", async () => {
    const { id, agent, browser } = await stage();
    await beQuiet(sql, id, agent.id, 1, 30);
    assert.deepEqual(
      await office.dispatch(),
      { done: 1, skipped: 0, retry: 0, postponed: 1, dead: 0, empty: true },
    );
    const [job] = await jobsOf(sql, id, "push");
    assert.deepEqual([job!.outcome, job!.error, job!.attempts], [null, "quiet hours", 0]);
    assert.ok(Math.abs(job!.waits - 1800) < 30, String(job!.waits));
    assert.equal((await office.look(browser)).sends, 0);
    await sql`delete from public.quiet_hours where employee_id = ${agent.id}`;
    await sql`update private.jobs set run_at = now() where business_id = ${id} and outcome is null and queue = 'push'`;
    await office.dispatch();
    assert.equal((await office.look(browser)).accepted, 1);
  });

  await t.step("urgent doesn't wait for them", async () => {
    const { id, agent, browser } = await stage({ priority: "urgent" });
    await beQuiet(sql, id, agent.id, 1, 30);
    await office.dispatch();
    assert.equal((await office.look(browser)).accepted, 1);
  });

  await t.step("what happened just now is pushed, however long its push has waited", async () => {
    const { id, browser } = await stage();
    await sql`update private.jobs set due_at = now() - interval '2 days' where business_id = ${id}`;
    await office.dispatch();
    assert.equal((await office.look(browser)).accepted, 1);
  });

  await t.step("how late is too late depends on how urgent it is", async () => {
    const hours: Record<string, number> = { normal: 4, high: 12, urgent: 24 };
    for (const [priority, most] of Object.entries(hours)) {
      const late = async (minutes: number) => {
        const { id, browser } = await stage({ priority });
        await sql`update private.jobs set due_at = now() - make_interval(mins => ${minutes})
          where business_id = ${id} and queue = 'push'`;
        await sql`update public.notifications set updated_at = now() - interval '2 days' where business_id = ${id}`;
        await office.dispatch();
        return (await office.look(browser)).accepted;
      };
      assert.equal(await late(most * 60 - 1), 1, priority);
      assert.equal(await late(most * 60 + 1), 0, priority);
    }
  });
});
