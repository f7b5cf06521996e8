import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { addEmployee, makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { employPerson } from "../../support/employ-person.ts";
import { type Answer, hostFunctions, WORKER_SECRET } from "../../support/functions.ts";
import { insertNotification } from "../../support/insert-notification.ts";
import { hostPush } from "../../support/push/host-push.ts";
import { textDelivery } from "../../support/whatsapp.ts";

const CHANGES = [["POST", "/read"], ["POST", "/unread"], ["POST", "/archive"], ["DELETE", ""]] as const;

Deno.test("notifications: what must not be reached", async (t) => {
  await using database = await cloneDatabase();
  await using push = hostPush();
  await using functions = hostFunctions(database.ownerUrl, push.env);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  const { agent, admin } = ours.employees;
  const as = { user: agent.userId, business: ours.id };
  const call = (method: string, path: string, caller = as) =>
    functions.call(`/notifications${path}`, { ...caller, method });
  const fingerprint = await makeFingerprint(sql);
  const refused = async (before: string, answer: Answer, what: string) => {
    assert.equal(answer.json?.code, "not_found", `${what}: ${answer.text}`);
    assert.equal(answer.status, 404);
    assert.equal(await fingerprint(), before, `${what}: a refusal changed something`);
    return { ...answer.json, instance: "" };
  };

  await t.step(
    "a colleague's and another business's are ones that don't exist, by every way in",
    async () => {
      // The same person in another business is somebody else there.
      const elsewhere = await employPerson(sql, agent, theirs.id);
      const foreign = {
        "an Admin's": await insertNotification(sql, admin),
        "another business's": await insertNotification(sql, theirs.employees.agent),
        "one's own in another business": await insertNotification(sql, elsewhere),
      };
      await insertNotification(sql, agent);
      const before = await fingerprint();
      for (const [method, way] of CHANGES) {
        const unknown = await refused(
          before,
          await call(method, `/${crypto.randomUUID()}${way}`),
          "nobody's",
        );
        for (const [whose, id] of Object.entries(foreign)) {
          assert.deepEqual(
            await refused(before, await call(method, `/${id}${way}`), `${whose}${way}`),
            unknown,
          );
        }
      }
      const { json } = await call("GET", "?limit=100");
      const ids = json.notifications.map(({ id }: { id: string }) => id);
      for (const id of Object.values(foreign)) assert.ok(!ids.includes(id));
      assert.deepEqual([ids.length, json.unread, json.unseen], [1, 1, 1]);
    },
  );

  await t.step("marking many touches nobody else's", async () => {
    const others = await sql<{ id: string }[]>`
      select id from public.notifications where employee_id <> ${agent.id} order by id`;
    const untouched = async () =>
      (await sql<{ id: string }[]>`
        select id from public.notifications
        where employee_id <> ${agent.id} and seen_at is null and read_at is null order by id`).length;
    assert.equal(await untouched(), others.length);
    for (
      const [path, body] of [
        ["/seen", { ids: others.map(({ id }) => id) }],
        ["/seen", {}],
        ["/read-all", {}],
      ] as const
    ) {
      const { status } = await functions.call(`/notifications${path}`, { ...as, method: "POST", body });
      assert.equal(status, 200);
      assert.equal(await untouched(), others.length, path);
    }
    assert.deepEqual((await call("GET", "/counts")).json, { unread: 0, unseen: 0 });
  });

  await t.step("not even an employee named in the body counts", async () => {
    const body = {
      employee_id: admin.id,
      business_id: theirs.id,
      changes: [{ category: "system.test", channel: "bell", enabled: false, employee_id: admin.id }],
    };
    const { status } = await functions.call("/notifications/preferences", { ...as, method: "PUT", body });
    assert.equal(status, 200);
    const rows = await sql`select employee_id from public.notification_preferences`;
    assert.deepEqual([...rows], [{ employee_id: agent.id }]);
  });

  await t.step(
    "what one may no longer know is gone from list and counts at once, and no push leaves",
    async () => {
      const reader = await addEmployee(sql, ours.id, "agent");
      const reading = { user: reader.userId, business: ours.id };
      const browser = await push.subscribe();
      const subscribed = await functions.call("/push-subscriptions", {
        ...reading,
        method: "POST",
        body: { ...browser },
      });
      assert.equal(subscribed.status, 200);
      // It is quiet now, so the push waits.
      await sql`insert into public.quiet_hours (business_id, employee_id, quiet_from, quiet_until, time_zone)
      select ${ours.id}, ${reader.id}, t - interval '1 hour', t + interval '1 hour', 'UTC' from (select localtime as t) now`;
      await functions.deliver(textDelivery(ours.channel, { from: "9613000009", text: "for your eyes only" }));
      const list = async () => (await call("GET", "", reading)).json;
      const { notifications: [told] } = await list();
      assert.equal(told.body, "for your eyes only");
      assert.deepEqual((await call("GET", "/counts", reading)).json, { unread: 1, unseen: 1 });

      await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${ours.id}, ${reader.id}, 'conversations.read', 'deny')`;
      assert.deepEqual(await list(), { notifications: [], unread: 0, unseen: 0, next: null });
      assert.deepEqual((await call("GET", "/counts", reading)).json, { unread: 0, unseen: 0 });
      const before = await fingerprint();
      for (const [method, way] of CHANGES) {
        await refused(before, await call(method, `/${told.id}${way}`, reading), `${method}${way}`);
      }
      const all = await functions.call("/notifications/read-all", { ...reading, method: "POST", body: {} });
      assert.equal(all.status, 200);
      assert.equal(await fingerprint(), before);

      await sql`delete from public.quiet_hours where employee_id = ${reader.id}`;
      await sql`update private.jobs set run_at = now() where queue = 'push' and outcome is null`;
      const dispatched = await functions.call("/push-dispatch", {
        method: "POST",
        headers: { "x-worker-secret": WORKER_SECRET },
      });
      assert.deepEqual([dispatched.status, dispatched.json.push.skipped, dispatched.json.push.done], [
        200,
        1,
        0,
      ]);
      assert.deepEqual(await push.messagesOf(browser), []);

      await sql`delete from public.employee_permissions where employee_id = ${reader.id}`;
      assert.deepEqual((await list()).notifications, [told], "given back, it is there again, as it was");
    },
  );

  await t.step(
    "the number on the app's icon is the badge: without what expired or may not be known",
    async () => {
      const reader = await addEmployee(sql, ours.id, "viewer");
      const reading = { user: reader.userId, business: ours.id };
      const browser = await push.subscribe();
      await functions.call("/push-subscriptions", { ...reading, method: "POST", body: { ...browser } });
      await insertNotification(sql, reader);
      await insertNotification(sql, reader, { expires_at: "2020-01-01T00:00:00Z" });
      await insertNotification(sql, reader, { permission: "audit.read" });
      await functions.call("/push-subscriptions/test", { ...reading, method: "POST" });
      await push.answered(1);
      const [message] = await push.messagesOf(browser);
      const { unseen } = (await call("GET", "/counts", reading)).json;
      assert.equal(unseen, 2, "a plain one, and the test");
      assert.equal((message!.payload as { app_badge: number }).app_badge, unseen);
    },
  );

  await t.step("texts and ids of notifications stand in no log line", () => {
    for (const line of functions.lines) assert.ok(!line.includes("for your eyes only"), line);
  });
});
