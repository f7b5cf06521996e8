import assert from "node:assert/strict";
import { NOTIFICATION_CATEGORIES } from "../../../shared/notify/categories.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";

interface Preference {
  category: string;
  channel: string;
  enabled: boolean;
  own: boolean;
  description: string;
}

Deno.test("notifications: preferences", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const { agent, manager } = business.employees;
  const as = { user: agent.userId, business: business.id };
  const read = async (caller = as) => {
    const { status, json, text } = await functions.call("/notifications/preferences", caller);
    assert.equal(status, 200, text);
    return json as { preferences: Preference[]; quiet_hours: unknown };
  };
  const write = async (body: Record<string, unknown>) => {
    const answer = await functions.call("/notifications/preferences", { ...as, method: "PUT", body });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, await read(), "it answers what then holds");
    return answer.json as Awaited<ReturnType<typeof read>>;
  };
  const find = ({ preferences }: { preferences: Preference[] }, category: string, channel: string) => {
    const found = preferences.find((one) => one.category === category && one.channel === channel);
    return found && { enabled: found.enabled, own: found.own };
  };
  const untouched = await read();

  await t.step("who has said nothing hears as each category has it", async () => {
    const { preferences, quiet_hours } = untouched;
    assert.equal(quiet_hours, null);
    assert.deepEqual(
      preferences.map(({ category, channel }) => `${category} ${channel}`),
      NOTIFICATION_CATEGORIES.flatMap((category) =>
        ["bell", "push", "email"].map((channel) => `${category} ${channel}`)
      ),
    );
    const categories = await sql<{ key: string; channels: string[]; description: string }[]>`
      select key, channels, description from public.notification_categories`;
    for (const { category, channel, enabled, own, description } of preferences) {
      const known = categories.find(({ key }) => key === category)!;
      assert.deepEqual([enabled, own, description], [
        known.channels.includes(channel),
        false,
        known.description,
      ]);
    }
  });

  await t.step("what is said holds, also where it says the same as the default", async () => {
    const changed = await write({
      changes: [
        { category: "conversations.message", channel: "push", enabled: false },
        { category: "conversations.message", channel: "email", enabled: true },
      ],
    });
    assert.deepEqual(find(changed, "conversations.message", "push"), { enabled: false, own: true });
    assert.deepEqual(find(changed, "conversations.message", "email"), { enabled: true, own: true });
    assert.deepEqual(find(changed, "conversations.new", "push"), { enabled: true, own: false });
    assert.equal(changed.preferences.filter(({ own }) => own).length, 2);
    assert.deepEqual(await read({ user: manager.userId, business: business.id }), untouched);
  });

  await t.step("it can be said otherwise, and taken back", async () => {
    const changes = [
      { category: "conversations.message", channel: "push", enabled: true },
      { category: "conversations.message", channel: "email", enabled: null },
      { category: "conversations.new", channel: "bell", enabled: null },
    ];
    const changed = await write({ changes });
    assert.deepEqual(find(changed, "conversations.message", "push"), { enabled: true, own: true });
    assert.deepEqual(find(changed, "conversations.message", "email"), { enabled: true, own: false });
    assert.deepEqual(await write({ changes }), changed, "saying it again changes nothing");
  });

  await t.step("of what is said twice the last counts", async () => {
    const change = { category: "conversations.new", channel: "bell" };
    const said = (...enabled: (boolean | null)[]) =>
      write({ changes: enabled.map((one) => ({ ...change, enabled: one })) });
    assert.deepEqual(find(await said(true, false), change.category, "bell"), { enabled: false, own: true });
    assert.deepEqual(find(await said(false, null), change.category, "bell"), { enabled: true, own: false });
    assert.deepEqual(find(await said(null, false), change.category, "bell"), { enabled: false, own: true });
  });

  await t.step("quiet hours may cross midnight, stay when nothing is said of them, and end", async () => {
    const quiet_hours = { from: "22:00", until: "07:30", time_zone: "Asia/Beirut" };
    assert.deepEqual((await write({ quiet_hours })).quiet_hours, quiet_hours);
    assert.deepEqual((await write({ changes: [] })).quiet_hours, quiet_hours);
    const other = { from: "00:00", until: "23:59", time_zone: "America/Argentina/Buenos_Aires" };
    assert.deepEqual((await write({ quiet_hours: other })).quiet_hours, other);
    assert.equal((await write({ quiet_hours: null })).quiet_hours, null);
    assert.equal((await write({ quiet_hours: null })).quiet_hours, null);
  });

  await t.step("Postgres knows every time zone that is taken", async () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const unknown: string[] = [];
    for (const zone of zones) {
      await sql`select now() at time zone ${zone}`.catch(() => unknown.push(zone));
    }
    assert.deepEqual(unknown, []);
    for (const zone of ["UTC", "Etc/GMT+3"]) {
      await write({ quiet_hours: { from: "22:00", until: "07:00", time_zone: zone } });
    }
    await write({ quiet_hours: null });
  });

  await t.step("private.notify heeds them: muted, nothing is told; in quiet hours, later", async () => {
    const tell = async () => {
      await sql`select private.notify(${business.id}, ${
        sql.json({ employees: [agent.id] })
      }, 'conversations.new',
        '{"en": {"title": "t", "body": "b"}}', '/')`;
      const rows = await sql<{ bell: boolean }[]>`
        select bell from public.notifications where employee_id = ${agent.id} order by created_at`;
      return rows.map(({ bell }) => bell);
    };
    const say = (channel: string, enabled: boolean | null) =>
      write({ changes: [{ category: "conversations.new", channel, enabled }] });
    await say("bell", false);
    assert.deepEqual(await tell(), [false], "push alone still tells");
    await say("push", false);
    assert.deepEqual(await tell(), [false], "nothing is left to tell by");
    await say("bell", null);
    assert.deepEqual(await tell(), [false, true]);
    const listed = await functions.call("/notifications", as);
    assert.equal(listed.json.notifications.length, 1);
  });
});
