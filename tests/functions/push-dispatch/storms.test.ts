import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { jobsOf } from "../../support/notify/jobs-of.ts";
import { notify } from "../../support/notify/notify.ts";
import { type Device, openPushOffice } from "../../support/notify/push-office.ts";
import { textDelivery } from "../../support/whatsapp.ts";

Deno.test("push-dispatch: storms", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql } = database;
  const stage = async () => {
    const business = await makeBusiness(sql, "Cedar");
    const { id, employees: { agent } } = business;
    const browser = await office.addBrowser(id, agent.id);
    return { business, id, agent, browser };
  };
  /** Lets the time of all that waits have come. */
  const hurry = (business: string) =>
    sql`update private.jobs set run_at = now() where business_id = ${business} and queue = 'push' and outcome is null`;
  /** Sends what waits, also what has its time later; the webhook's own isolate may be at it already. */
  const sendAll = async (business: string) => {
    while ((await hurry(business)).count > 0) await office.dispatch();
  };
  const newestOf = async (browser: Device) =>
    (await office.messages(browser)).at(-1)!.payload.notification.body!;

  await t.step(
    "300 messages of a client are one notification, a push now and one after the pause",
    async () => {
      const { business, id, agent, browser } = await stage();
      const deliver = (n: number) =>
        office.functions.deliver(
          textDelivery(business.channel, { from: "9613000001", text: `message ${n}` }),
        );
      assert.equal((await deliver(0)).status, 200);
      await sql`update public.conversations set assignee_id = ${agent.id} where business_id = ${id}`;
      await sql`update public.notifications set read_at = now() where business_id = ${id}`;
      await sendAll(id);
      const before = await office.look(browser);
      await Promise.all(Array.from({ length: 300 }, (_, n) => deliver(n + 1)));
      const rows = await sql`select occurrences from public.notifications where business_id = ${id}
      and employee_id = ${agent.id} and read_at is null`;
      assert.deepEqual(rows.map(({ occurrences }) => occurrences), [300]);
      const [{ count }] = await sql<[{ count: number }]>`
      select count(distinct key)::int from private.jobs where business_id = ${id} and queue = 'push'
        and payload ->> 'notification' in (select id::text from public.notifications where business_id = ${id} and read_at is null)`;
      assert.equal(count, 1);
      await sendAll(id);
      const { sends } = await office.look(browser);
      assert.ok(sends - before.sends >= 1 && sends - before.sends <= 2, `${sends - before.sends} pushes`);
      assert.match(await newestOf(browser), /^\(300\) message \d+$/);
    },
  );

  await t.step(
    "a storm while the push service is down for ten minutes is one push when it is back",
    async () => {
      const { id, agent, browser } = await stage();
      const tell = (n: number) =>
        notify(sql, id, {
          audience: { employees: [agent.id] },
          group: "storm",
          texts: { en: { title: "Layla", body: `number ${n}` } },
        });
      await office.service.plan({ status: 503, headers: { "retry-after": "600" }, times: 1000 });
      for (let minute = 1; minute <= 10; minute++) {
        // Some come before it is tried, some while it is.
        const [{ done }] = await Promise.all([
          office.dispatch(),
          ...Array.from({ length: 10 }, (_, message) => tell(minute * 100 + message)),
        ]);
        assert.equal(done, 0);
        await hurry(id);
      }
      assert.equal((await office.look(browser)).accepted, 0);
      const jobs = await jobsOf(sql, id, "push");
      assert.deepEqual(jobs.map(({ outcome, attempts }) => [outcome, attempts]), [[null, 0]]);

      await fetch(`${office.service.url}/faults`, { method: "DELETE" });
      await sql`update private.providers set closed_until = now() - interval '1 second'`;
      await sendAll(id);
      assert.equal((await office.look(browser)).accepted, 1);
      assert.match(await newestOf(browser), /^\(100\) number 10\d\d$/);
      assert.deepEqual((await jobsOf(sql, id, "push")).map(({ outcome }) => outcome), ["done"]);
    },
  );
});
