import assert from "node:assert/strict";
import { addEmployee, makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { fatesOf, jobsOf, logsOf } from "../../support/notify/jobs-of.ts";
import { beQuiet, notify } from "../../support/notify/notify.ts";
import { APP_URL, openPushOffice } from "../../support/notify/push-office.ts";

const HOUR = 3600;

Deno.test("push-dispatch", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql } = database;
  /** A business, its agent with a browser, and what tells the agent. */
  const stage = async () => {
    const business = await makeBusiness(sql, "Cedar");
    const { agent } = business.employees;
    const browser = await office.addBrowser(business.id, agent.id);
    const tell = (more = {}) => notify(sql, business.id, { audience: { employees: [agent.id] }, ...more });
    return {
      business,
      id: business.id,
      agent,
      browser,
      tell,
      fates: () => fatesOf(sql, business.id, "push"),
    };
  };

  await t.step("a browser shows what an employee is told, and where it leads", async () => {
    const { id, agent, browser, tell, fates } = await stage();
    const related = crypto.randomUUID();
    await tell({
      actionPath: `/conversations/${related}`,
      related,
      texts: { en: { title: "Layla", body: "Is Tuesday free?" } },
    });
    assert.deepEqual(await office.dispatch(), {
      done: 1,
      skipped: 0,
      retry: 0,
      postponed: 0,
      dead: 0,
      empty: true,
    });
    const [message] = await office.messages(browser);
    assert.deepEqual(message!.payload, {
      web_push: 8030,
      notification: {
        title: "Layla",
        body: "Is Tuesday free?",
        navigate: `${APP_URL}/conversations/${related}`,
        lang: "en",
        dir: "auto",
        tag: `conversation:${related}`,
      },
      app_badge: 1,
    });
    assert.deepEqual(await fates(), [{ outcome: "done", error: null }]);
    const [log] = await logsOf(sql, id);
    const { id: notification } =
      (await sql`select id from public.notifications where business_id = ${id}`)[0]!;
    assert.deepEqual(log, {
      channel: "push",
      kind: "conversations.message",
      recipient: "Test device",
      employee: agent.id,
      notification,
      language: "en",
      version: null,
      provider: office.service.origin,
      provider_id: null,
      status: "sent",
      error: null,
    });
    const [device] = await sql`
      select failures, last_delivered_at > now() - interval '1 minute' as was_just_reached
      from public.push_subscriptions where id = ${browser.id}`;
    assert.deepEqual({ ...device }, { failures: 0, was_just_reached: true });
  });

  await t.step("what was sent is not sent again", async () => {
    const { browser, tell } = await stage();
    await tell();
    await office.dispatch();
    const report = await office.dispatch();
    assert.equal(report.done, 0);
    assert.equal((await office.look(browser)).sends, 1);
  });

  await t.step("every device of everyone who is told, each in their language", async () => {
    const { business, id, agent, browser } = await stage();
    const second = await addEmployee(sql, id, "agent");
    await sql`update public.employees set language = 'ar' where id = ${second.id}`;
    const browsers = [
      browser,
      await office.addBrowser(id, agent.id),
      await office.addBrowser(id, agent.id, { at: office.other }),
      await office.addBrowser(id, second.id),
    ];
    const nobodys = await office.addBrowser(id, business.employees.viewer.id);
    await notify(sql, id, { audience: { roles: ["agent"] } });
    assert.equal((await office.dispatch()).done, 4);
    const shown = [];
    for (const each of browsers) {
      const [{ payload: { notification: { title, dir } } }, ...more] = await office.messages(
        each,
      ) as never as [
        { payload: { notification: { title: string; dir: string } } },
      ];
      assert.equal(more.length, 0);
      shown.push([title, dir]);
    }
    assert.deepEqual(shown, [["Title", "auto"], ["Title", "auto"], ["Title", "auto"], ["عنوان", "rtl"]]);
    assert.equal((await office.look(nobodys)).sends, 0);
  });

  await t.step("more jobs than a claim takes are done in one go", async () => {
    const { id, agent, tell } = await stage();
    for (let n = 0; n < 4; n++) await office.addBrowser(id, agent.id);
    for (let n = 0; n < 30; n++) await tell();
    const report = await office.dispatch();
    assert.equal(report.done, 150);
    assert.equal(report.empty, true);
  });

  await t.step(
    "how urgent it is decides how long a push service keeps it, and how it wakes the device",
    async () => {
      const headers: Record<string, [string, number]> = {
        normal: ["normal", 4 * HOUR],
        high: ["high", 12 * HOUR],
        urgent: ["high", 24 * HOUR],
      };
      for (const [priority, [urgency, life]] of Object.entries(headers)) {
        const { browser, tell } = await stage();
        await tell({ priority });
        await office.dispatch();
        const [message] = await office.messages(browser);
        assert.equal(message!.urgency, urgency);
        assert.ok(message!.ttl <= life && message!.ttl > life - 60, `${priority}: ${message!.ttl}`);
      }
    },
  );

  await t.step("it is not kept beyond what the notification says itself", async () => {
    const { browser, tell } = await stage();
    await tell({ expiresAt: new Date(Date.now() + 600_000) });
    await office.dispatch();
    const [message] = await office.messages(browser);
    assert.ok(message!.ttl <= 600 && message!.ttl > 540, String(message!.ttl));
  });

  await t.step("of one conversation the newest stands, with how many there were", async () => {
    const { id, browser, tell, fates } = await stage();
    const related = crypto.randomUUID();
    const storm = { group: `conversation:${related}`, related };
    await tell(storm);
    await office.dispatch();
    for (let n = 0; n < 9; n++) {
      await tell({ ...storm, texts: { en: { title: "Layla", body: `number ${n}` } } });
    }
    await sql`update private.jobs set run_at = now() where business_id = ${id} and queue = 'push' and outcome is null`;
    await office.dispatch();
    const messages = await office.messages(browser);
    assert.deepEqual(messages.map(({ payload }) => payload.notification.body), ["(10) number 8"]);
    const { sends, collapsed } = await office.look(browser);
    assert.deepEqual([sends, collapsed], [2, 1]);
    assert.deepEqual((await fates()).map(({ outcome }) => outcome), ["done"], "one job, that began anew");
  });

  await t.step("the badge is what the employee hasn't seen", async () => {
    const { id, agent, browser, tell } = await stage();
    for (let n = 0; n < 3; n++) await tell();
    await sql`update public.notifications set seen_at = now() where id in (
      select id from public.notifications where business_id = ${id} limit 1)`;
    await sql`delete from private.jobs where business_id = ${id}`;
    await notify(sql, id, { audience: { roles: ["viewer"] } });
    await tell();
    await office.dispatch();
    const [message] = await office.messages(browser);
    assert.equal(message!.payload.app_badge, 3, agent.id);
  });

  await t.step("urgent goes out in quiet hours, other things when they end", async () => {
    const { id, agent, browser, tell, fates } = await stage();
    await beQuiet(sql, id, agent.id);
    await tell({ texts: { en: { title: "later", body: "" } } });
    await tell({ texts: { en: { title: "now", body: "" } }, priority: "urgent" });
    await office.dispatch();
    assert.deepEqual((await office.messages(browser)).map(({ payload }) => payload.notification.title), [
      "now",
    ]);
    assert.deepEqual((await fates()).map(({ outcome }) => outcome), [null, "done"]);
    const [waiting] = await jobsOf(sql, id, "push");
    assert.equal(waiting!.attempts, 0);
    assert.ok(Math.abs(waiting!.waits - 2 * HOUR) < 60, String(waiting!.waits));
  });
});
