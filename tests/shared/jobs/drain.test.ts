import assert from "node:assert/strict";
import { z } from "zod";
import { closeConnection } from "../../../shared/db/client.ts";
import { asWorker } from "../../../shared/db/transaction.ts";
import { drain } from "../../../shared/jobs/drain.ts";
import { enqueue } from "../../../shared/jobs/enqueue.ts";
import type { Dispatcher, Job } from "../../../shared/jobs/job.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { fill } from "../../support/jobs/claims.ts";
import { makeQueue } from "../../support/jobs/make-queue.ts";
import { numbered, ORIGIN, runDrain, settleAll, told } from "../../support/jobs/run-drain.ts";
import { storedJobs } from "../../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

const fatesOf = async (queue: string) =>
  (await storedJobs(sql, queue)).map(({ key, outcome, attempts, error }) => [key, outcome, attempts, error]);

Deno.test("a drain works through all that is due, claim by claim", async () => {
  const queue = await makeQueue(sql, { batch: 10 });
  await fill(sql, queue, numbered(25));
  await fill(sql, queue, ["later"], "1 hour");
  const claims: number[] = [];
  const report = await runDrain(queue, (jobs, work) => {
    claims.push(jobs.length);
    return settleAll(jobs, work);
  });
  assert.deepEqual(claims, [10, 10, 5]);
  assert.deepEqual(told(report), { done: 25, empty: true });
  const jobs = await storedJobs(sql, queue);
  assert.deepEqual(jobs.filter(({ outcome }) => outcome !== "done").map(({ key }) => key), ["later"]);
});

Deno.test("a job comes as it was written: key, business, parsed payload, when it was due", async () => {
  const queue = await makeQueue(sql);
  const { id: businessId } = await makeBusiness(sql);
  const runAt = new Date(Date.now() - 3_600_000);
  const made = await asWorker("worker", "a test", ORIGIN, (tx) =>
    enqueue(tx, queue, [
      { key: "ours", payload: { n: 1, at: "2026-01-01" } },
      { key: "theirs", businessId, payload: { n: 2, at: "2026-01-02" }, runAt },
    ]));
  assert.equal(made, 2);
  const seen = new Map<string, Job<{ n: number; at: Date }>>();
  const dispatcher: Dispatcher<{ n: number; at: Date }> = {
    queue,
    payload: z.object({ n: z.int(), at: z.coerce.date() }),
    work(jobs, work) {
      for (const job of jobs) seen.set(job.key, job);
      return settleAll(jobs, work);
    },
  };
  assert.equal((await drain(dispatcher, ORIGIN)).done, 2);
  const [ours, theirs] = [seen.get("ours"), seen.get("theirs")];
  assert.deepEqual([ours?.businessId, ours?.attempt, ours?.payload], [null, 1, {
    n: 1,
    at: new Date("2026-01-01"),
  }]);
  assert.deepEqual([theirs?.businessId, theirs?.dueAt], [businessId, runAt]);
});

Deno.test("a drain takes no more jobs than its limit, and leaves the rest as they are", async () => {
  const queue = await makeQueue(sql, { batch: 10 });
  await fill(sql, queue, numbered(25));
  const claims: number[] = [];
  const report = await runDrain(queue, (jobs, work) => {
    claims.push(jobs.length);
    return settleAll(jobs, work);
  }, { time: 600_000, jobs: 12 });
  assert.deepEqual(claims, [10, 2]);
  assert.deepEqual(told(report), { done: 12, empty: false });
  const left = (await storedJobs(sql, queue)).filter(({ outcome }) => outcome === null);
  assert.deepEqual([left.length, left.every(({ attempts, token }) => attempts === 0 && token === null)], [
    13,
    true,
  ]);
});

Deno.test("once its time is over a drain says so, finishes what it has and claims nothing more", async () => {
  const queue = await makeQueue(sql, { batch: 1 });
  await fill(sql, queue, ["first", "second"]);
  let calls = 0;
  const report = await runDrain(queue, async (jobs, work) => {
    calls++;
    if (!work.signal.aborted) await new Promise((resolve) => work.signal.addEventListener("abort", resolve));
    await settleAll(jobs, work);
  }, { time: 20, jobs: 100 });
  assert.equal(calls, 1);
  assert.deepEqual(told(report), { done: 1, empty: false });
  assert.deepEqual(await fatesOf(queue), [["first", "done", 1, null], ["second", null, 0, null]]);
});

Deno.test("a payload that doesn't fit dies alone, and is told by its field, not by its value", async () => {
  const queue = await makeQueue(sql);
  await sql`select private.enqueue(${queue}, '[{"key": "a", "payload": {"n": 1}}, {"key": "b", "payload": {"n": "s3cret"}},
    {"key": "c", "payload": {"n": 3}}, {"key": "d", "payload": {"n": 4, "deep": "s3cret"}}]')`;
  const worked: number[] = [];
  const report = await drain({
    queue,
    payload: z.object({ n: z.int(), deep: z.object({}).optional() }),
    work(jobs, work) {
      worked.push(...jobs.map(({ payload }) => payload.n));
      return settleAll(jobs, work);
    },
  }, ORIGIN);
  assert.deepEqual(worked.toSorted(), [1, 3]);
  assert.deepEqual(told(report), { done: 2, dead: 2, empty: true });
  assert.deepEqual(await fatesOf(queue), [
    ["a", "done", 1, null],
    ["b", "dead", 1, "the payload doesn't fit: n"],
    ["c", "done", 1, null],
    ["d", "dead", 1, "the payload doesn't fit: deep"],
  ]);
});

Deno.test("where no payload fits there is no work", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["a", "b"]);
  let works = 0;
  const report = await drain({
    queue,
    payload: z.object({ n: z.int() }),
    work: () => Promise.resolve(void works++),
  }, ORIGIN);
  assert.deepEqual([works, report.dead], [0, 2]);
});

Deno.test("two drains beside each other do each job once", async () => {
  const queue = await makeQueue(sql, { batch: 7 });
  await fill(sql, queue, numbered(300));
  const worked: string[] = [];
  const work: Dispatcher["work"] = (jobs, with_) => {
    worked.push(...jobs.map(({ key }) => key));
    return settleAll(jobs, with_);
  };
  const [one, other] = await Promise.all([runDrain(queue, work), runDrain(queue, work)]);
  assert.equal(one.done + other.done, 300);
  assert.deepEqual(worked.toSorted(), numbered(300).toSorted());
});

Deno.test("what is only put off uses up no limit: what stands behind it gets its turn", async () => {
  const queue = await makeQueue(sql, { batch: 5 });
  await fill(sql, queue, numbered(20));
  await fill(sql, queue, ["behind"]);
  const report = await runDrain(queue, (jobs, { settle }) => {
    for (const job of jobs) {
      settle(
        job,
        job.key === "behind" ? { kind: "done" } : { kind: "postponed", reason: "down", after: 60_000 },
      );
    }
    return Promise.resolve();
  }, { time: 600_000, jobs: 5 });
  assert.deepEqual(told(report), { done: 1, postponed: 20, empty: true });
});
