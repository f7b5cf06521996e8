import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { awaitLockWait } from "../support/await-lock-wait.ts";
import { claim, type ClaimedJob, endLeases, makeDue, settle } from "../support/jobs/claims.ts";
import { addDevice, beQuiet, notify } from "../support/notify/notify.ts";

/** Seconds. */
const [PUSH_PAUSE, MAIL_DELAY, MAIL_PAUSE] = [30, 600, 4 * 3600];

Deno.test("what is told again", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  /** A matter of which an agent with one device is told. Earlier steps leave no job behind. */
  const stage = async () => {
    await sql`delete from private.jobs`;
    const { id, employees: { agent } } = await makeBusiness(sql);
    await addDevice(sql, id, agent.id);
    const event = { audience: { employees: [agent.id] }, group: "matter" };
    const tell = (more = {}, on: postgres.Sql | postgres.TransactionSql = sql) =>
      notify(on, id, { ...event, ...more });
    return { id, agent, tell };
  };
  /** What waits in a queue; there is one job in each. */
  const job = async (queue: string) => {
    const [row, ...more] = await sql<
      { outcome: string | null; error: string | null; attempts: number; waits: number; late: number }[]
    >`
      select outcome, error, attempts, extract(epoch from run_at - clock_timestamp())::float8 as waits,
        extract(epoch from run_at - due_at)::float8 as late
      from private.jobs where queue = ${queue}`;
    assert.deepEqual(more, [], "one job");
    return { ...row! };
  };
  const take = async (queue: string): Promise<ClaimedJob> => {
    const [taken, ...more] = await claim(sql, queue);
    assert.ok(taken && !more.length, `${queue}: not exactly one is due`);
    return taken;
  };
  const end = async ({ id, token }: ClaimedJob, outcome: string, more = {}) =>
    assert.equal(await settle(sql, token, [{ id, outcome, ...more }]), 1);
  const waits = async (queue: string, seconds: number) => {
    const { outcome, waits } = await job(queue);
    assert.equal(outcome, null, `${queue}: nothing more is to come`);
    assert.ok(Math.abs(waits - seconds) < 10, `${queue}: in ${waits} s, not ${seconds}`);
  };

  await t.step("an event while it is being sent: sent again after the pause", async () => {
    const { tell } = await stage();
    await tell();
    const taken = await take("push");
    await tell();
    assert.deepEqual(await claim(sql, "push"), [], "not beside itself");
    await end(taken, "done");
    await waits("push", PUSH_PAUSE);
    await makeDue(sql, "push");
    await end(await take("push"), "done");
    assert.equal((await job("push")).outcome, "done", "and that is all");
  });

  await t.step("one that is begun before it is sent and committed after it: sent again", async () => {
    const { tell } = await stage();
    await tell();
    const [begun, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const connection = connect(database.ownerUrl, 1);
    const event = connection.begin(async (tx) => {
      // Its moment is fixed now, before the push; what it tells comes after.
      await tx`select now()`;
      begun.resolve();
      await commits.promise;
      await tell({}, tx);
    });
    await begun.promise;
    await end(await take("push"), "done");
    commits.resolve();
    await event;
    await waits("push", PUSH_PAUSE);
    await connection.end();
  });

  await t.step(
    "one that told while it was being sent, and commits while its end is written: sent again",
    async () => {
      const { tell } = await stage();
      await tell();
      const taken = await take("push");
      const [told, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const connection = connect(database.ownerUrl, 1);
      const event = connection.begin(async (tx) => {
        await tell({}, tx);
        told.resolve();
        await commits.promise;
      });
      await told.promise;
      const ended = end(taken, "done");
      await awaitLockWait(sql);
      commits.resolve();
      await Promise.all([event, ended]);
      await waits("push", PUSH_PAUSE);
      await connection.end();
    },
  );

  await t.step(
    "one that told before it was claimed, and isn't committed: nobody claims it until then",
    async () => {
      const { tell } = await stage();
      await tell();
      const connection = connect(database.ownerUrl, 1);
      await connection.begin(async (tx) => {
        await tell({}, tx);
        assert.deepEqual(await claim(sql, "push"), []);
      });
      await take("push");
      await connection.end();
    },
  );

  await t.step("what waits is left alone", async () => {
    const { tell } = await stage();
    await tell();
    await end(await take("push"), "postponed", { after_ms: 600_000 });
    const before = await Promise.all(["push", "email"].map(rowOf));
    for (let message = 0; message < 10; message++) await tell();
    assert.deepEqual(await Promise.all(["push", "email"].map(rowOf)), before);
  });

  await t.step("told of while it was tried in vain, it is sent once when it can be", async () => {
    for (const vain of ["postponed", "retry", "a lost lease"]) {
      const { tell } = await stage();
      await tell();
      const taken = await take("push");
      await tell();
      if (vain === "a lost lease") await endLeases(sql, "push");
      else await end(taken, vain, { after_ms: 600_000 });
      await tell();
      await makeDue(sql, "push");
      await end(await take("push"), "done");
      assert.equal((await job("push")).outcome, "done", vain);
    }
  });

  await t.step("it begins anew: no attempt and no error of before", async () => {
    for (const asked of ["while it is sent", "afterwards"]) {
      for (const outcome of ["done", "skipped", "dead"]) {
        const { tell } = await stage();
        await tell();
        await end(await take("push"), "retry", { error: "busy 503" });
        await makeDue(sql, "push");
        const second = await take("push");
        assert.equal(second.attempts, 2);
        if (asked === "while it is sent") await tell();
        await end(second, outcome, { error: "it failed" });
        if (asked === "afterwards") await tell();
        const { attempts, error, late } = await job("push");
        assert.deepEqual([attempts, error, Math.round(late)], [0, null, 0], `${asked}, ${outcome}`);
        await waits("push", PUSH_PAUSE);
        await makeDue(sql, "push");
        assert.equal((await take("push")).attempts, 1);
      }
    }
  });

  await t.step("what was cancelled is over, until it is told of again", async () => {
    const { tell } = await stage();
    await tell();
    await take("push");
    await tell();
    await sql`select private.cancel_jobs('push', array(select key from private.jobs where queue = 'push'))`;
    assert.equal((await job("push")).outcome, "cancelled");
    await tell();
    await waits("push", PUSH_PAUSE);
  });

  await t.step("what stays unread is mailed again, but not within four hours", async () => {
    const { id, tell } = await stage();
    await tell();
    await waits("email", MAIL_DELAY);
    await makeDue(sql, "email");
    await end(await take("email"), "done");
    await tell();
    await tell();
    await waits("email", MAIL_PAUSE);
    await sql`delete from private.jobs where queue = 'email'`;
    // Long after the last mail only the delay counts.
    await tell();
    await makeDue(sql, "email");
    await end(await take("email"), "done");
    await sql`update private.jobs set finished_at = now() - interval '5 hours' where queue = 'email' and business_id = ${id}`;
    await tell();
    await waits("email", MAIL_DELAY);
  });

  await t.step("an event while a mail is being written: mailed again after four hours", async () => {
    const { tell } = await stage();
    await tell();
    await makeDue(sql, "email");
    const taken = await take("email");
    await tell();
    await end(taken, "done");
    await waits("email", MAIL_PAUSE);
  });

  await t.step("urgent brings forward what waits", async () => {
    const { id, agent, tell } = await stage();
    await beQuiet(sql, id, agent.id);
    await tell();
    await waits("push", 7200);
    await waits("email", 7200);
    await tell({ priority: "high" });
    await waits("push", 7200);
    await tell({ priority: "urgent" });
    await waits("push", 0);
    await waits("email", MAIL_DELAY);
    await end(await take("push"), "done");
  });

  await t.step(
    "a transaction that finds a push due and waiting says so: whoever had it in hand couldn't claim it",
    async () => {
      const { tell } = await stage();
      await tell();
      const woken = () =>
        sql.begin(async (tx) => {
          await tell({}, tx);
          const [row] = await tx<[{ woken: string | null }]>`
          select nullif(current_setting('frontdesk.push_waits', true), '') as woken`;
          return row.woken;
        });
      assert.equal(await woken(), "true");
      await end(await take("push"), "done");
      assert.equal(await woken(), null, "within the pause nothing is due");
      assert.equal(await woken(), null);
    },
  );

  /** All that stands in a queue. */
  async function rowOf(queue: string): Promise<string> {
    const [row] = await sql<[{ row: string }]>`
      select to_jsonb(j)::text || j.xmin::text as row from private.jobs j where j.queue = ${queue}`;
    return row.row;
  }
});
