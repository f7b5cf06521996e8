import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { claim, endLeases, fill, makeDue, settle, type Settlement } from "../support/jobs/claims.ts";
import { makeQueue, type QueueSettings } from "../support/jobs/make-queue.ts";
import { queueState, storedJobs } from "../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

/** A statement takes some time, which a time from now has lost by the time it is read. Milliseconds. */
const SLACK = 2_000;

/** Claims one job and settles it so; returns its row. */
async function settleOne(settlement: Omit<Settlement, "id">, settings: Partial<QueueSettings> = {}) {
  const queue = await makeQueue(sql, settings);
  await fill(sql, queue, ["job"]);
  const [job] = await claim(sql, queue);
  assert.equal(await settle(sql, job!.token, [{ id: job!.id, ...settlement }]), 1);
  const [row] = await storedJobs(sql, queue);
  return row!;
}

for (const outcome of ["done", "skipped", "dead"]) {
  Deno.test(`${outcome} ends a job, with its reason`, async () => {
    const job = await settleOne({ outcome, error: "a reason" });
    assert.deepEqual([job.outcome, job.error, job.finished, job.token, job.leaseFor, job.attempts], [
      outcome,
      "a reason",
      true,
      null,
      null,
      1,
    ]);
  });
}

Deno.test("retry keeps it open for a later attempt, with what it failed with", async () => {
  const job = await settleOne({ outcome: "retry", error: "a reason" });
  assert.deepEqual([job.outcome, job.error, job.finished, job.token, job.attempts], [
    null,
    "a reason",
    false,
    null,
    1,
  ]);
  assert.ok(job.runIn > 5_000 - SLACK && job.runIn <= 15_000, `${job.runIn} ms`);
});

Deno.test("the back-off doubles up to its longest, and is spread by half either way", async () => {
  const queue = await makeQueue(sql, {
    attempts: 100,
    backoff: "40 seconds",
    longestBackoff: "10 minutes",
    batch: 300,
  });
  const keys = Array.from({ length: 300 }, (_, n) => String(n));
  await fill(sql, queue, keys);
  // 40 s · 2^(n-1): the fifth would be 640 s, and is the longest.
  for (
    const [attempt, wait] of [[1, 40_000], [2, 80_000], [3, 160_000], [5, 600_000], [90, 600_000]] as const
  ) {
    await makeDue(sql, queue);
    await sql`update private.jobs set attempts = ${attempt - 1} where queue = ${queue}`;
    const jobs = await claim(sql, queue);
    assert.equal(await settle(sql, jobs[0]!.token, jobs.map(({ id }) => ({ id, outcome: "retry" }))), 300);
    const waits = (await storedJobs(sql, queue)).map(({ runIn }) => runIn);
    const [least, most] = [Math.min(...waits), Math.max(...waits)];
    assert.ok(least >= wait / 2 - SLACK && most <= wait * 1.5, `attempt ${attempt}: ${least} to ${most} ms`);
    // 300 draws that leave out a tenth at either end: once in 10^13 runs.
    assert.ok(
      least < wait * 0.6 && most > wait * 1.4 - SLACK,
      `attempt ${attempt}: only ${least} to ${most} ms`,
    );
  }
});

Deno.test("a provider's own time is waited for where it is longer than the back-off", async () => {
  const longer = await settleOne({ outcome: "retry", after_ms: 600_000 });
  assert.ok(Math.abs(longer.runIn - 600_000) < SLACK, `${longer.runIn} ms`);
  const shorter = await settleOne({ outcome: "retry", after_ms: 1 });
  assert.ok(shorter.runIn > 5_000 - SLACK && shorter.runIn <= 15_000, `${shorter.runIn} ms`);
});

Deno.test("jobs that are to be tried alone come one by one, once their time has come", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["one", "other"]);
  const held = await claim(sql, queue);
  const retry = { outcome: "retry", error: "a reason", alone: true };
  assert.equal(await settle(sql, held[0]!.token, held.map(({ id }) => ({ id, ...retry }))), 2);
  assert.deepEqual(await claim(sql, queue), []);
  const before = await queueState(sql, queue);
  assert.equal(await settle(sql, held[0]!.token, held.map(({ id }) => ({ id, outcome: "done" }))), 0);
  assert.equal(await queueState(sql, queue), before);
  await makeDue(sql, queue);
  await fill(sql, queue, ["new", "newer"], "-1 hour");
  const claims = [await claim(sql, queue), await claim(sql, queue), await claim(sql, queue)];
  assert.deepEqual(claims.map((jobs) => jobs.map(({ key }) => key)), [["one"], ["other"], ["new", "newer"]]);
  const last = await settleOne(retry, { attempts: 1 });
  assert.deepEqual([last.outcome, last.error, last.token, last.leaseFor], ["dead", "a reason", null, null]);
});

Deno.test("the last attempt's retry is the end", async () => {
  const job = await settleOne({ outcome: "retry", error: "the last reason", after_ms: 1000 }, {
    attempts: 1,
  });
  assert.deepEqual([job.outcome, job.error, job.finished, job.attempts], [
    "dead",
    "the last reason",
    true,
    1,
  ]);
});

Deno.test("postponing costs no attempt, however often, also at the last one", async () => {
  const queue = await makeQueue(sql, { attempts: 1 });
  await fill(sql, queue, ["job"]);
  for (let time = 1; time <= 10; time++) {
    const [job] = await claim(sql, queue);
    assert.equal(job!.attempts, 1);
    assert.equal(
      await settle(sql, job!.token, [{
        id: job!.id,
        outcome: "postponed",
        error: "not now",
        after_ms: 90_000,
      }]),
      1,
    );
    const [row] = await storedJobs(sql, queue);
    assert.deepEqual([row!.outcome, row!.attempts, row!.token, row!.finished, row!.error], [
      null,
      0,
      null,
      false,
      "not now",
    ]);
    assert.ok(Math.abs(row!.runIn - 90_000) < SLACK, `${row!.runIn} ms`);
    assert.deepEqual(await claim(sql, queue), []);
    await makeDue(sql, queue);
  }
});

Deno.test("postponed without a time is due at once, and keeps nobody else from being settled", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["one", "other"]);
  const [one, other] = await claim(sql, queue);
  const settlements = [{ id: one!.id, outcome: "postponed" }, { id: other!.id, outcome: "done" }];
  assert.equal(await settle(sql, one!.token, settlements), 2);
  const jobs = await storedJobs(sql, queue);
  assert.deepEqual(jobs.map(({ outcome }) => outcome), [null, "done"]);
  assert.ok(jobs[0]!.runIn <= 0);
});

Deno.test("who lost the lease settles nothing any more; who has it now does", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["job"]);
  const [lost] = await claim(sql, queue);
  await endLeases(sql, queue);
  const [held] = await claim(sql, queue);
  const before = await queueState(sql, queue);
  for (const outcome of ["done", "skipped", "dead", "retry", "postponed"]) {
    assert.equal(await settle(sql, lost!.token, [{ id: lost!.id, outcome, after_ms: 0 }]), 0, outcome);
  }
  assert.equal(await queueState(sql, queue), before);
  assert.equal(await settle(sql, held!.token, [{ id: held!.id, outcome: "done" }]), 1);
});

Deno.test("a lease that ran out and that nobody else took still settles", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["job"]);
  const [job] = await claim(sql, queue);
  await endLeases(sql, queue);
  assert.equal(await settle(sql, job!.token, [{ id: job!.id, outcome: "done" }]), 1);
});

Deno.test("a fate is given once, and only to the jobs of the claim", async () => {
  const queue = await makeQueue(sql, { batch: 2 });
  await fill(sql, queue, ["a", "b", "c"]);
  const [[a, b], [c]] = [await claim(sql, queue), await claim(sql, queue)];
  const all = [a, b, c].map((job) => ({ id: job!.id, outcome: "done" }));
  assert.equal(await settle(sql, a!.token, all), 2);
  const before = await queueState(sql, queue);
  assert.equal(await settle(sql, a!.token, all.map(({ id }) => ({ id, outcome: "dead" }))), 0);
  assert.equal(await settle(sql, crypto.randomUUID(), [{ id: c!.id, outcome: "done" }]), 0);
  assert.equal(await queueState(sql, queue), before);
  assert.deepEqual((await storedJobs(sql, queue)).map(({ outcome }) => outcome), ["done", "done", null]);
});

Deno.test("a job whose time has moved isn't late; one that is only put off is", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["put off", "moved"], "-1 hour");
  const [putOff, moved] = await claim(sql, queue);
  await settle(sql, putOff!.token, [
    { id: putOff!.id, outcome: "postponed", after_ms: 60_000 },
    { id: moved!.id, outcome: "postponed", after_ms: 60_000, moved: true },
  ]);
  const rows = await sql<{ moved: boolean }[]>`
    select due_at > now() as moved from private.jobs where queue = ${queue} order by id`;
  assert.deepEqual(rows.map((row) => row.moved), [false, true]);
});

Deno.test("a job that was asked for again while it was under way begins anew after the pause, whatever came of it", async () => {
  const queue = await makeQueue(sql);
  await sql`update private.queues set pause = '1 minute' where name = ${queue}`;
  await fill(sql, queue, ["again", "once"]);
  const [again, once] = await claim(sql, queue);
  await sql`update private.jobs set again = true where id = ${again!.id}`;
  assert.equal(
    await settle(sql, again!.token, [again!, once!].map(({ id }) => ({ id, outcome: "done" }))),
    2,
  );
  const rows = await sql<{ outcome: string | null; again: boolean; attempts: number; waits: boolean }[]>`
    select outcome, again, attempts, run_at > now() + interval '55 seconds' as waits
    from private.jobs where queue = ${queue} order by id`;
  assert.deepEqual([...rows], [
    { outcome: null, again: false, attempts: 0, waits: true },
    { outcome: "done", again: false, attempts: 1, waits: false },
  ]);
});
