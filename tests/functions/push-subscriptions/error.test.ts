import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { hostPush } from "../../support/push/host-push.ts";
import { makeVapidSettings } from "../../support/push/make-vapid-settings.ts";
import { RFC_8291 } from "../../support/push/vectors.ts";

Deno.test("push subscriptions: what is refused says why, and nothing has changed", async (t) => {
  await using database = await cloneDatabase();
  await using push = hostPush();
  await using functions = hostFunctions(database.ownerUrl, push.env);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const as = { user: business.employees.agent.userId, business: business.id };
  const good = await push.subscribe();
  const call = (method: string, path: string, body?: Record<string, unknown>) =>
    functions.call(`/push-subscriptions${path}`, { ...as, method, body });
  const { json: { id } } = await call("POST", "", { ...good });
  const fingerprint = await makeFingerprint(sql);
  let before = await fingerprint();
  const refuses = (name: string, ask: () => ReturnType<typeof call>, pointer: string) =>
    t.step(name, async () => {
      const { status, json, text } = await ask();
      assert.equal(json?.code, "invalid_input", text);
      assert.equal(status, 400);
      assert.deepEqual(json.errors.map((error: { pointer: string }) => error.pointer), [pointer], text);
      assert.ok(!text.includes("secret-part"), "an endpoint is repeated to nobody");
      assert.equal(await fingerprint(), before, "a refusal changed something");
    });

  const { host } = new URL(good.endpoint);
  const endpoints = [
    "",
    "no URL",
    "https://evil.test/secret-part",
    "http://fcm.googleapis.com/secret-part",
    "https://fcm.googleapis.com:8443/secret-part",
    "https://fcm.googleapis.com.evil.test/secret-part",
    "https://evil.test/fcm.googleapis.com/secret-part",
    "https://user:secret-part@fcm.googleapis.com/x",
    "https://fcm.googleapis.com/secret-part#x",
    "https://127.0.0.1/secret-part",
    "https://[::1]/secret-part",
    "https://169.254.169.254/latest/secret-part",
    `https://${host}/secret-part`,
    "file:///etc/secret-part",
    "https://fcm.googleapis.com\\@evil.test/secret-part",
    "https://fcm.googleapis.com/\u0000secret-part",
    `https://fcm.googleapis.com/${"secret-part".repeat(200)}`,
  ];
  for (const endpoint of endpoints) {
    const ask = () => call("POST", "", { ...good, endpoint });
    await refuses(`the endpoint ${JSON.stringify(endpoint.slice(0, 60))}`, ask, "/body/endpoint");
  }

  const { p256dh } = RFC_8291.receiver;
  const offCurve = `${p256dh.slice(0, -2)}${p256dh.endsWith("iw4") ? "iA" : "AA"}`;
  const keys = (wrong: Record<string, unknown>) => () =>
    call("POST", "", { ...good, keys: { ...good.keys, ...wrong } });
  for (
    const wrong of [
      "",
      "x",
      p256dh.slice(0, -4),
      `${p256dh}AAAA`,
      `C${p256dh.slice(1)}`,
      offCurve,
      "!".repeat(87),
      1,
    ]
  ) {
    await refuses(`p256dh ${JSON.stringify(wrong)}`, keys({ p256dh: wrong }), "/body/keys/p256dh");
  }
  for (
    const wrong of ["", "x", good.keys.auth.slice(0, -4), `${good.keys.auth}AAAA`, "+/".repeat(11), null]
  ) {
    await refuses(`auth ${JSON.stringify(wrong)}`, keys({ auth: wrong }), "/body/keys/auth");
  }
  await refuses("no keys", () => call("POST", "", { endpoint: good.endpoint }), "/body/keys");
  await refuses(
    "an unknown kind of device",
    () => call("POST", "", { ...good, device_type: "fridge" }),
    "/body/device_type",
  );
  const names = ["", "   ", "x".repeat(121), "a\u0000b", "a\nb", "\ud800", 1];
  for (const name of names) {
    await refuses(
      `the name ${JSON.stringify(name).slice(0, 40)}`,
      () => call("POST", "", { ...good, name }),
      "/body/name",
    );
    await refuses(
      `renamed ${JSON.stringify(name).slice(0, 40)}`,
      () => call("PATCH", `/${id}`, { name }),
      "/body/name",
    );
  }

  await t.step("after five tests in a minute one waits, and is told how long", async () => {
    for (let sent = 0; sent < 5; sent++) {
      const { status, text } = await call("POST", sent % 2 ? "/test" : `/${id}/test`);
      assert.equal(status, 200, text);
    }
    await push.answered(5);
    // The dispatcher has told all that it had to tell once the queue is at rest.
    while ((await sql`select 1 from private.jobs where outcome is null`).length);
    before = await fingerprint();
    for (const path of ["/test", `/${id}/test`]) {
      const { status, json, headers } = await call("POST", path);
      assert.equal(json.code, "too_many_requests");
      assert.equal(status, 429);
      const wait = Number(headers.get("retry-after"));
      assert.ok(Number.isInteger(wait) && wait >= 1 && wait <= 60, String(wait));
      assert.equal(await fingerprint(), before, "a refusal changed something");
    }
    // A colleague has five of their own.
    const colleague = { user: business.employees.manager.userId, business: business.id };
    const theirs = await functions.call("/push-subscriptions/test", { ...colleague, method: "POST" });
    assert.deepEqual([theirs.status, theirs.json], [200, { devices: 0 }]);
    // The oldest of them becomes older than a minute.
    await sql`update private.notification_tests set sent_at[1] = sent_at[1] - interval '1 minute'`;
    assert.equal((await call("POST", "/test")).status, 200);
    assert.equal((await call("POST", "/test")).status, 429);
  });

  await t.step("deleting the notifications of tests brings no more of them", async () => {
    await sql`delete from public.notifications`;
    assert.equal((await call("POST", "/test")).status, 429);
  });

  await t.step("of many tests at once, five are sent", async () => {
    await sql`delete from private.notification_tests`;
    const answers = await Promise.all(Array.from({ length: 12 }, () => call("POST", "/test")));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      ...Array(5).fill(200),
      ...Array(7).fill(429),
    ]);
  });
});

Deno.test("push subscriptions: an installation without keys says so", async () => {
  await using database = await cloneDatabase();
  const business = await makeBusiness(database.sql);
  const { VAPID_SUBJECT: _, ...halfway } = makeVapidSettings();
  for (const env of [{}, halfway]) {
    await using functions = hostFunctions(database.ownerUrl, env);
    const as = { user: business.employees.agent.userId, business: business.id };
    for (
      const [method, path] of [["GET", "/key"], ["POST", "/test"], ["POST", `/${crypto.randomUUID()}/test`]]
    ) {
      const { status, json } = await functions.call(`/push-subscriptions${path}`, { ...as, method });
      assert.equal(json.code, "unavailable");
      assert.equal(status, 503);
      assert.match(json.detail, /vapid-keys/);
    }
    assert.equal((await database.sql`select 1 from public.notifications`).length, 0);
  }
});
