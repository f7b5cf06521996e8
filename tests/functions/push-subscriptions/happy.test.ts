import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { type BrowserSubscription, hostPush } from "../../support/push/host-push.ts";

const CHROME =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36";

Deno.test("push subscriptions", async (t) => {
  await using database = await cloneDatabase();
  await using push = hostPush();
  await using functions = hostFunctions(database.ownerUrl, push.env);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const { agent } = business.employees;
  const as = { user: agent.userId, business: business.id };
  const call = async (method: string, path: string, body?: Record<string, unknown>, userAgent = CHROME) => {
    const headers = { "user-agent": userAgent };
    const answer = await functions.call(`/push-subscriptions${path}`, { ...as, method, body, headers });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const list = async () => (await call("GET", "")).devices;
  const titlesAt = async (browser: BrowserSubscription) => {
    const messages = await push.messagesOf(browser);
    return messages.map(({ payload }) => (payload as { notification: { title: string } }).notification.title);
  };
  const laptop = await push.subscribe();
  const phone = await push.subscribe();
  const ids = { laptop: "", phone: "" };
  let answered = 0;

  await t.step("the key is that of this installation", async () => {
    assert.deepEqual(await call("GET", "/key"), { public_key: push.env.VAPID_PUBLIC_KEY });
  });

  await t.step("a browser that says nothing of itself is called by what its requests say", async () => {
    // As PushSubscription.toJSON() gives it.
    const { id, created_at, ...device } = await call("POST", "", { ...laptop, expirationTime: null });
    assert.match(created_at, /Z$/);
    assert.deepEqual(device, {
      name: "Chrome on macOS",
      device_type: "desktop",
      browser: "Chrome",
      system: "macOS",
      failures: 0,
      last_delivered_at: null,
    });
    ids.laptop = id;
    assert.deepEqual(await list(), [{ id, created_at, ...device }]);
  });

  await t.step("what an app says of it counts more", async () => {
    const said = { name: " My phone ", device_type: "tablet", browser: "Fennec", system: "LineageOS" };
    const device = await call("POST", "", { ...phone, ...said }, ANDROID);
    ids.phone = device.id;
    const { name, device_type, browser, system } = device;
    assert.deepEqual({ name, device_type, browser, system }, { ...said, name: "My phone" });
    assert.deepEqual((await list()).map(({ id }: { id: string }) => id), [ids.phone, ids.laptop]);
  });

  await t.step("keys are kept in one spelling, however they were padded", async () => {
    const { p256dh, auth } = laptop.keys;
    const { id } = await call("POST", "", { ...laptop, keys: { p256dh: `${p256dh}=`, auth: `${auth}==` } });
    assert.equal(id, ids.laptop);
    const [row] = await sql`select p256dh, auth from public.push_subscriptions where id = ${id}`;
    assert.deepEqual(row, { p256dh, auth });
  });

  await t.step("a name that was given stays when the app starts again", async () => {
    assert.equal((await call("PATCH", `/${ids.laptop}`, { name: "At the desk" })).name, "At the desk");
    assert.equal((await call("POST", "", { ...laptop })).name, "At the desk");
    assert.equal((await call("POST", "", { ...laptop, name: "Upstairs" })).name, "Upstairs");
    assert.equal((await list()).length, 2);
  });

  await t.step("a browser that made new keys is written to with them", async () => {
    const { keys } = await push.subscribe();
    const { id } = await call("POST", "", { ...laptop, keys });
    assert.equal(id, ids.laptop);
    const [row] = await sql`select p256dh, auth from public.push_subscriptions where id = ${id}`;
    assert.deepEqual(row, keys);
    await call("POST", "", { ...laptop });
  });

  await t.step("a test to one device reaches that one alone, in quiet hours too", async () => {
    await sql`insert into public.quiet_hours (business_id, employee_id, quiet_from, quiet_until, time_zone)
      select ${business.id}, ${agent.id}, t - interval '1 hour', t + interval '1 hour', 'UTC' from (select localtime as t) now`;
    assert.deepEqual(await call("POST", `/${ids.phone}/test`), { devices: 1 });
    const jobs = await sql`select due_at <= now() as due from private.jobs where queue = 'push'`;
    assert.deepEqual([...jobs], [{ due: true }]);
    await push.answered(++answered);
    assert.deepEqual(await titlesAt(phone), ["Test notification"]);
    assert.deepEqual(await titlesAt(laptop), []);
    await sql`delete from public.quiet_hours`;
  });

  await t.step("a test to all reaches all, in the language of who asked", async () => {
    await sql`update public.employees set language = 'ar-LB' where id = ${agent.id}`;
    assert.deepEqual(await call("POST", "/test"), { devices: 2 });
    await push.answered(answered += 2);
    assert.deepEqual(await titlesAt(laptop), ["إشعار تجريبي"]);
    assert.equal((await titlesAt(phone)).length, 2);
    const { json } = await functions.call("/notifications", as);
    assert.equal(json.notifications.length, 2);
    assert.equal(json.notifications[0].category, "system.test");
    assert.ok(json.notifications[0].expires_at, "a test is soon forgotten");
  });

  await t.step("nobody else is told of a test", async () => {
    const rows = await sql`select distinct employee_id from public.notifications`;
    assert.deepEqual([...rows], [{ employee_id: agent.id }]);
  });

  await t.step("who muted tests hears that none was sent", async () => {
    await sql`insert into public.notification_preferences (business_id, employee_id, category, channel, enabled)
      values (${business.id}, ${agent.id}, 'system.test', 'push', false)`;
    const count = async () => (await sql`select 1 from private.jobs`).length;
    const before = await count();
    assert.deepEqual(await call("POST", "/test"), { devices: 0 });
    assert.deepEqual(await call("POST", `/${ids.phone}/test`), { devices: 0 });
    assert.equal(await count(), before);
    await sql`delete from public.notification_preferences`;
  });

  await t.step("a device that was removed is told no more", async () => {
    await sql`delete from private.notification_tests`;
    assert.deepEqual(await call("DELETE", `/${ids.laptop}`), { id: ids.laptop });
    assert.deepEqual((await list()).map(({ id }: { id: string }) => id), [ids.phone]);
    assert.deepEqual(await call("POST", "/test"), { devices: 1 });
    await push.answered(++answered);
    assert.equal((await titlesAt(laptop)).length, 1);
  });
});
