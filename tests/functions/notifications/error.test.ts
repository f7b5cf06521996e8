import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { insertNotification } from "../../support/insert-notification.ts";

Deno.test("notifications: what is refused names its field, and nothing has changed", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const { agent } = business.employees;
  const as = { user: agent.userId, business: business.id };
  await insertNotification(sql, agent);
  const first = {
    changes: [{ category: "conversations.new", channel: "push", enabled: false }],
    quiet_hours: { from: "22:00", until: "07:00", time_zone: "Asia/Beirut" },
  };
  const put = (body: Record<string, unknown>) =>
    functions.call("/notifications/preferences", { ...as, method: "PUT", body });
  const post = (path: string, body: Record<string, unknown>) =>
    functions.call(`/notifications${path}`, { ...as, method: "POST", body });
  assert.equal((await put(first)).status, 200);

  const fingerprint = await makeFingerprint(sql);
  const before = await fingerprint();
  const refuses = (name: string, ask: () => ReturnType<typeof put>, ...pointers: string[]) =>
    t.step(name, async () => {
      const { status, json, text } = await ask();
      assert.equal(json?.code, "invalid_input", text);
      assert.equal(status, 400);
      assert.deepEqual(json.errors.map(({ pointer }: { pointer: string }) => pointer), pointers, text);
      assert.equal(await fingerprint(), before, "a refusal changed something");
    });

  const good = { category: "conversations.new", channel: "bell", enabled: false };
  const change = (wrong: Record<string, unknown>) => () => put({ changes: [good, { ...good, ...wrong }] });
  await refuses("an unknown category", change({ category: "system.nonsense" }), "/body/changes/1/category");
  await refuses("no category", change({ category: undefined }), "/body/changes/1/category");
  await refuses("an unknown channel", change({ channel: "fax" }), "/body/changes/1/channel");
  await refuses("neither yes nor no", change({ enabled: "yes" }), "/body/changes/1/enabled");
  await refuses("not said whether", change({ enabled: undefined }), "/body/changes/1/enabled");
  await refuses("too many changes", () => put({ changes: Array(101).fill(good) }), "/body/changes");

  const quiet = (wrong: Record<string, unknown>) => () =>
    put({ changes: [good], quiet_hours: { ...first.quiet_hours, ...wrong } });
  const zones = [
    "Mars/Olympus",
    "",
    "FOO5",
    "UTC+3",
    "+03:00",
    "<+03>-3",
    "posix/UTC",
    "Asia/Beirut ",
    "a\u0000b",
    "../UTC",
  ];
  for (const time_zone of zones) {
    await refuses(
      `the time zone ${JSON.stringify(time_zone)}`,
      quiet({ time_zone }),
      "/body/quiet_hours/time_zone",
    );
  }
  for (const time of ["24:00", "7:00", "07:60", "07:00:00", "", "allballs", "now"]) {
    await refuses(`until ${JSON.stringify(time)}`, quiet({ until: time }), "/body/quiet_hours/until");
    await refuses(`from ${JSON.stringify(time)}`, quiet({ from: time }), "/body/quiet_hours/from");
  }
  await refuses("quiet hours that end as they begin", quiet({ until: "22:00" }), "/body/quiet_hours/until");

  const list = (query: string) => () => functions.call(`/notifications?${query}`, as);
  await refuses("an unknown state", list("state=open"), "/query/state");
  await refuses("a list of an unknown category", list("category=nonsense"), "/query/category");
  for (
    const cursor of [
      "x",
      btoa("[]"),
      btoa('["2026-11-20T10:00:00Z","no-id"]'),
      btoa('["0000-01-01T00:00:00Z"]'),
    ]
  ) {
    await refuses(`the cursor ${cursor}`, list(`cursor=${encodeURIComponent(cursor)}`), "/query/cursor");
  }
  await refuses(
    "an id that is none",
    () => post("/seen", { ids: [crypto.randomUUID(), "x"] }),
    "/body/ids/1",
  );
  await refuses("no ids at all", () => post("/seen", { ids: [] }), "/body/ids");
  const many = Array.from({ length: 101 }, () => crypto.randomUUID());
  await refuses("too many ids", () => post("/seen", { ids: many }), "/body/ids");
  for (const up_to of ["yesterday", "2026-11-20", "0000-01-01T00:00:00Z", "2026-11-20T10:00:00+23:00"]) {
    await refuses(`up to ${up_to}`, () => post("/read-all", { up_to }), "/body/up_to");
  }
  await refuses("all of an unknown category", () => post("/read-all", { category: "x" }), "/body/category");
});
