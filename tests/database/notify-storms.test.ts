import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { claim, type ClaimedJob, makeDue, settle } from "../support/jobs/claims.ts";
import { addDevice, beQuiet, notify, prefer, readTold } from "../support/notify/notify.ts";

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

  await t.step("300 messages are one notification that counts, one push a device and one mail", async () => {
    const { id, devices, event, told } = await stage();
    const connections = connect(database.ownerUrl, 6);
    await Promise.all(Array.from({ length: 300 }, () => notify(connections, id, event)));
    await connections.end();
    const rows = await told();
    assert.deepEqual(rows.map(({ occurrences, mails }) => [occurrences, mails]), [[300, 1]]);
    for (const device of devices) {
      assert.deepEqual((await pushesTo(sql, device)).map(({ at_once }) => at_once), [true]);
    }
  });

  await t.step("it is told at once, and what follows once every 30 seconds", async () => {
    await sql`delete from private.jobs`;
    const { devices, tell } = await stage();
    await tell();
    for (let round = 0; round < 3; round++) {
      const pushes = await claim(sql, "push");
      assert.equal(pushes.length, devices.length);
      await settlePushes(sql, pushes);
      for (let message = 0; message < 20; message++) await tell();
      assert.deepEqual(await claim(sql, "push"), [], "nothing more within the pause");
      for (const device of devices) {
        const [push, ...more] = await pushesTo(sql, device);
        assert.deepEqual(more, []);
        assert.ok(push!.waits > 25 && push!.waits <= 30, `${push!.waits} s`);
      }
      await makeDue(sql, "push");
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
      assert.equal(Math.round(push!.waits / 60), 120);
    }
  });

  await t.step("several events told together count as many", async () => {
    const { tell, told } = await stage();
    await tell({ occurrences: 5 });
    await tell({ occurrences: 5 });
    assert.deepEqual((await told()).map(({ occurrences, pushes }) => [occurrences, pushes]), [[10, 2]]);
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
        [2, 2, 1],
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

  await t.step(
    "what isn't shown in the app can't be read there: its group ends once it was told",
    async () => {
      const { id, agent, tell, told } = await stage();
      const counted = async () => (await told()).map(({ occurrences }) => occurrences);
      await prefer(sql, id, agent.id, { bell: false });
      await tell();
      await rest(sql, id, 16);
      await tell();
      assert.deepEqual(await counted(), [2], "its push and its mail still wait");
      await finish(sql, id, "push");
      await rest(sql, id, 16);
      await tell();
      assert.deepEqual(await counted(), [3], "its mail still waits");
      await finish(sql, id, "push");
      await finish(sql, id, "email");
      await rest(sql, id, 14);
      await tell();
      assert.deepEqual(await counted(), [4], "not yet at rest");
      await finish(sql, id, "email");
      await rest(sql, id, 16);
      await tell();
      assert.deepEqual(await counted(), [5], "its push still waits");
      await finish(sql, id, "push");
      await finish(sql, id, "email");
      await rest(sql, id, 16);
      await tell();
      assert.deepEqual(await counted(), [5, 1]);
      await prefer(sql, id, agent.id, { bell: true });
      await tell();
      await finish(sql, id, "push");
      await finish(sql, id, "email");
      await rest(sql, id, 16);
      await tell();
      assert.deepEqual(await counted(), [5, 3], "what is shown can be read, and goes on");
    },
  );

  await t.step(
    "without a bell, 10 messages 16 minutes apart in quiet hours are one push and one mail",
    async () => {
      const { id, agent, devices, tell, told } = await stage();
      await prefer(sql, id, agent.id, { bell: false });
      await beQuiet(sql, id, agent.id, 10, 200);
      for (let message = 0; message < 10; message++) {
        await tell();
        await rest(sql, id, 16);
      }
      assert.deepEqual(
        (await told()).map(({ occurrences, pushes, mails }) => [occurrences, pushes, mails]),
        [[10, devices.length, 1]],
      );
      const jobs = await sql<{ minutes: number }[]>`
      select round(extract(epoch from run_at - now()) / 60)::int as minutes from private.jobs where business_id = ${id}`;
      assert.deepEqual(jobs.map(({ minutes }) => minutes), [200, 200, 200]);
    },
  );
});

async function settlePushes(sql: postgres.Sql, pushes: ClaimedJob[]): Promise<void> {
  for (const { id, token } of pushes) {
    assert.equal(await settle(sql, token, [{ id, outcome: "done" }]), 1);
  }
}

/** Lets minutes pass since a business's notifications were last told of. */
const rest = (sql: postgres.Sql, business: string, minutes: number) =>
  sql`update public.notifications set updated_at = now() - make_interval(mins => ${minutes}) where business_id = ${business}`;

/** Lets what waits in a business's queue have been done long ago. */
const finish = (sql: postgres.Sql, business: string, queue: string) =>
  sql`update private.jobs set outcome = 'done', finished_at = now() - interval '1 day'
    where business_id = ${business} and queue = ${queue} and outcome is null`;

/** A device's pushes that are to come: which goes at once, and how many seconds each waits. */
const pushesTo = (sql: postgres.Sql, device: string) =>
  sql<{ at_once: boolean; waits: number }[]>`
    select run_at <= created_at as at_once, extract(epoch from run_at - now())::float8 as waits
    from private.jobs where queue = 'push' and payload ->> 'subscription' = ${device} and outcome is null order by run_at`;
