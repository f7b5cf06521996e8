import assert from "node:assert/strict";
import type postgres from "postgres";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { WORKER_SECRET } from "../../support/functions.ts";
import { fatesOf } from "../../support/notify/jobs-of.ts";
import { addDevice, notify, tellingState } from "../../support/notify/notify.ts";
import { openPushOffice } from "../../support/notify/push-office.ts";
import { refuseAllButWorkers } from "../../support/notify/refuse-all-but-workers.ts";

Deno.test("push-dispatch: what must not happen", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql } = database;
  const stage = async () => {
    const business = await makeBusiness(sql);
    const { agent } = business.employees;
    const browser = await office.addBrowser(business.id, agent.id);
    const secret = `a-secret-${crypto.randomUUID()}`;
    const texts = { en: { title: `title ${secret}`, body: `body ${secret}` } };
    await notify(sql, business.id, { audience: { employees: [agent.id] }, texts });
    return { business, id: business.id, agent, browser, secret };
  };

  await t.step("only the worker secret makes it work", async () => {
    const { business, browser } = await stage();
    await refuseAllButWorkers(
      office.functions,
      "/push-dispatch",
      { userId: business.employees.admin.userId, business: business.id },
      async () => `${await tellingState(sql)} ${(await office.look(browser)).sends}`,
    );
    assert.equal((await office.dispatch()).done, 1);
  });

  await t.step("a device of a colleague, or of another business, gets nothing of it", async () => {
    const [ours, theirs] = [await stage(), await stage()];
    const colleague = await office.addBrowser(ours.id, ours.business.employees.viewer.id);
    await sql`delete from private.jobs`;
    const notificationOf = async (id: string) =>
      (await sql`select id from public.notifications where business_id = ${id}`)[0]!.id;
    const [mine, foreign] = [await notificationOf(ours.id), await notificationOf(theirs.id)];
    // business, notification, device: each of them somebody's, together nobody's.
    const forged: [string | null, string, string][] = [
      [ours.id, mine, colleague.id],
      [ours.id, mine, theirs.browser.id],
      [ours.id, foreign, ours.browser.id],
      [ours.id, foreign, theirs.browser.id],
      [theirs.id, mine, ours.browser.id],
      [null, mine, ours.browser.id],
    ];
    for (const [index, [business, notification, subscription]] of forged.entries()) {
      await enqueue(sql, `forged ${index}`, business, { notification, subscription });
    }
    assert.equal((await office.dispatch()).skipped, forged.length);
    for (const device of [ours.browser, theirs.browser, colleague]) {
      assert.equal((await office.look(device)).sends, 0);
    }
  });

  await t.step("an endpoint that came into the table past the check is not called", async () => {
    const called: string[] = [];
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      called.push(request.url);
      return new Response(null, { status: 201 });
    });
    const { id, agent, browser } = await stage();
    const inside = `http://127.0.0.1:${server.addr.port}/latest/meta-data`;
    for (
      const endpoint of [
        inside,
        `${office.service.origin}@127.0.0.1:${server.addr.port}/x`,
        "http://169.254.169.254/",
      ]
    ) {
      await addDevice(sql, id, agent.id, { endpoint, keys: browser.keys });
    }
    await sql`delete from private.jobs`;
    await notify(sql, id, { audience: { employees: [agent.id] } });
    assert.deepEqual([(await office.dispatch()).dead, called], [3, []]);
    assert.equal((await office.look(browser)).accepted, 1);
    // Nor is one that a push service points to.
    await notify(sql, id, { audience: { employees: [agent.id] } });
    await office.service.plan({ status: 307, headers: { location: inside } });
    await office.dispatch();
    assert.deepEqual(called, []);
    assert.deepEqual(
      (await fatesOf(sql, id, "push")).map(({ error }) => error).filter((error) => error?.includes("307")),
      [
        "refused 307",
      ],
    );
  });

  await t.step(
    "no endpoint, key or text stands in a log line, an answer, a job or the log of what was sent",
    async () => {
      const { id, agent, browser, secret } = await stage();
      for (const status of [410, 403, 429, 400, 413, 500]) {
        const device = await office.addBrowser(id, agent.id);
        await office.service.plan({
          path: new URL(device.endpoint).pathname.split("/").at(-1),
          status,
          times: 2,
        });
      }
      const texts = { en: { title: `title ${secret}`, body: `body ${secret}` } };
      await notify(sql, id, { audience: { employees: [agent.id] }, texts });
      await sql`delete from private.providers`;
      const from = office.functions.lines.length;
      const answer = await office.functions.call("/push-dispatch", {
        method: "POST",
        headers: { "x-worker-secret": WORKER_SECRET },
      });
      assert.equal(answer.status, 200);
      const [{ written }] = await sql<[{ written: string }]>`
      select string_agg(line, E'\n') as written from (
        select to_jsonb(j)::text as line from private.jobs j union all
        select to_jsonb(l)::text from public.communication_logs l union all
        select to_jsonb(a)::text from public.audit_logs a union all
        select to_jsonb(p)::text from private.providers p
      ) lines`;
      const told = [...office.functions.lines.slice(from), answer.text, written].join("\n");
      assert.ok(told.includes("push-dispatch") && told.includes("unauthorized 403"));
      const endpoint = new URL(browser.endpoint).pathname;
      for (
        const hidden of [
          secret,
          endpoint,
          "/_outside/push/send/",
          browser.keys.p256dh,
          browser.keys.auth,
          "vapid t=",
        ]
      ) {
        assert.ok(!told.includes(hidden), `${hidden.slice(0, 12)}… is told`);
      }
    },
  );
});

const enqueue = (sql: postgres.Sql, key: string, business: string | null, payload: Record<string, string>) =>
  sql`select private.enqueue('push', jsonb_build_array(jsonb_build_object('key', ${key}::text, 'business_id', ${business}::uuid,
    'payload', ${JSON.stringify(payload)}::text::jsonb)))`;
