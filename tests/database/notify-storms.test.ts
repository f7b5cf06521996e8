import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { addDevice, beQuiet, notify, prefer, readTold } from "../support/notify/notify.ts";

/** Seconds within which what follows in a group is told by one push. */
const PAUSE = 30;

Deno.test("storms", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  /** A business, its agent with two devices, and what tells the agent of one conversation. */
  const stage = async () => {
    const { id, employees: { agent } } = await makeBusiness(sql);
    const devices = [await addDevice(sql, id, agent.id), await addDevice(sql, id, agent.id)];
    const event = { audience: { employees: [agent.id] }, group: `conversation:${crypto.randomUUID()}` };
    const tell = (more = {}) => notify(sql, id, { ...event, ...more });
    return { id, agent, devices, event, tell, told: () => readTold(sql, id) };
  };

  await t.step("300 messages are one notification that counts, few pushes and one mail", async () => {
    const { id, devices, event, told } = await stage();
    const connections = connect(database.ownerUrl, 6);
    const started = await moment(sql);
    await Promise.all(Array.from({ length: 300 }, () => notify(connections, id, event)));
    const ended = await moment(sql);
    await connections.end();
    const rows = await told();
    assert.deepEqual(rows.map(({ occurrences, mails }) => [occurrences, mails]), [[300, 1]]);
    const windows = Math.floor(ended / PAUSE) - Math.floor(started / PAUSE) + 1;
    for (const device of devices) {
      const pushes = await pushesTo(sql, device);
      // One at once, and one at the end of each window in which something followed.
      assert.equal(pushes.filter(({ at_once }) => at_once).length, 1);
      assert.ok(
        pushes.length >= 2 && pushes.length <= 1 + windows,
        `${pushes.length} pushes, ${windows} windows`,
      );
      for (const { at_once, seconds } of pushes) {
        assert.ok(at_once || seconds > 0 && seconds <= PAUSE + ended - started);
      }
    }
  });

  await t.step("many employees at once don't block each other for good", async () => {
    const { id, agent, tell } = await stage();
    const { id: other, employees } = await makeBusiness(sql);
    const connections = connect(database.ownerUrl, 6);
    const people = Object.values(employees).map((employee) => employee.id);
    const one = (order: string[]) =>
      notify(connections, other, { audience: { employees: order }, group: "one", category: "system.test" });
    const counts = await Promise.all(
      Array.from({ length: 60 }, (_, index) => one(index % 2 ? people : people.toReversed())),
    );
    await connections.end();
    assert.deepEqual(new Set(counts), new Set([people.length]));
    assert.deepEqual(
      (await readTold(sql, other)).map(({ occurrences }) => occurrences),
      people.map(() => 60),
    );
    assert.equal(await tell(), 1);
    assert.deepEqual((await readTold(sql, id)).map(({ employee }) => employee), [agent.id]);
  });

  await t.step("a storm in quiet hours is one push a device when they end", async () => {
    const { id, agent, devices, tell, told } = await stage();
    await beQuiet(sql, id, agent.id);
    for (let message = 0; message < 20; message++) await tell();
    assert.deepEqual((await told()).map(({ occurrences, pushes, mails }) => [occurrences, pushes, mails]), [[
      20,
      2,
      1,
    ]]);
    for (const device of devices) {
      const [push] = await pushesTo(sql, device);
      assert.equal(Math.round(push!.seconds / 60), 120);
    }
  });

  await t.step("several events told together count as many", async () => {
    const { tell, told } = await stage();
    await tell({ occurrences: 5 });
    await tell({ occurrences: 5 });
    assert.deepEqual((await told()).map(({ occurrences, pushes }) => [occurrences, pushes]), [[10, 4]]);
  });

  await t.step("the newest text stands, and what was seen is unseen again", async () => {
    const { id, tell, told } = await stage();
    await tell({ texts: { en: { title: "first", body: "1" } } });
    await sql`update public.notifications set seen_at = now() where business_id = ${id}`;
    await tell({ texts: { en: { title: "second", body: "2" } } });
    const rows = await told();
    assert.deepEqual(rows.map(({ title }) => title), ["second"]);
    const [row] = await sql`select seen_at, body, updated_at > created_at as is_newer
      from public.notifications where business_id = ${id}`;
    assert.deepEqual({ ...row }, { seen_at: null, body: "2", is_newer: true });
  });

  for (const end of ["read_at", "archived_at"] as const) {
    await t.step(`after ${end === "read_at" ? "reading" : "archiving"} it a new one begins`, async () => {
      const { id, tell, told } = await stage();
      await tell();
      await tell();
      await sql`update public.notifications set ${sql(end)} = now() where business_id = ${id}`;
      await tell();
      const rows = await told();
      // At once, and with a mail of its own: whoever has read the last one must hear of this.
      assert.deepEqual(rows.map(({ occurrences, pushes, mails }) => [occurrences, pushes, mails]), [
        [2, 4, 1],
        [1, 2, 1],
      ]);
    });
  }

  await t.step("groups are each employee's and each conversation's own", async () => {
    const { id, agent, tell, told, event } = await stage();
    await tell();
    await tell({ group: `${event.group} another` });
    await tell({ group: undefined });
    await tell({ group: undefined });
    assert.deepEqual((await told()).map(({ occurrences }) => occurrences), [1, 1, 1, 1]);
    const other = await stage();
    await notify(sql, other.id, { audience: { employees: [other.agent.id] }, group: event.group });
    assert.deepEqual((await other.told()).map(({ occurrences }) => occurrences), [1]);
    await sql`update public.notifications set read_at = now() where business_id = ${id} and employee_id = ${agent.id}`;
    await notify(sql, id, { audience: { roles: ["agent", "viewer"] }, group: event.group });
    await notify(sql, id, { audience: { roles: ["viewer"] }, group: event.group });
    const unread = (await told()).slice(4).map((
      { employee, occurrences },
    ) => [employee === agent.id, occurrences]);
    assert.deepEqual(unread.toSorted(), [[false, 2], [true, 1]]);
  });

  await t.step("what isn't shown in the app can't be read there: its group ends by itself", async () => {
    const { id, agent, tell, told } = await stage();
    const rest = (minutes: number) =>
      sql`update public.notifications set updated_at = now() - make_interval(mins => ${minutes}) where business_id = ${id}`;
    const counted = async () => (await told()).map(({ occurrences }) => occurrences);
    await prefer(sql, id, agent.id, { bell: false });
    await tell();
    await rest(14);
    await tell();
    assert.deepEqual(await counted(), [2]);
    await rest(16);
    await tell();
    assert.deepEqual(await counted(), [2, 1]);
    await prefer(sql, id, agent.id, { bell: true });
    await tell();
    await rest(16);
    await tell();
    assert.deepEqual(await counted(), [2, 3]);
  });
});

/** Seconds since 1970, by the database's clock. */
async function moment(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<[{ now: number }]>`select extract(epoch from clock_timestamp())::float8 as now`;
  return row.now;
}

/** A device's pushes, the earliest first: which goes at once, and how many seconds each waits. */
const pushesTo = (sql: postgres.Sql, device: string) =>
  sql<{ at_once: boolean; seconds: number }[]>`
    select run_at <= created_at as at_once, extract(epoch from run_at - created_at)::float8 as seconds
    from private.jobs where queue = 'push' and payload ->> 'subscription' = ${device} order by run_at`;
