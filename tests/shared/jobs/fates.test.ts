import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { claimJobs } from "../../../shared/jobs/claim-jobs.ts";
import { createSettlementWriter } from "../../../shared/jobs/settlement-writer.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { endLeases, fill, makeDue } from "../../support/jobs/claims.ts";
import { makeQueue } from "../../support/jobs/make-queue.ts";
import { ORIGIN, runDrain, settleAll, told } from "../../support/jobs/run-drain.ts";
import { queueState, storedJobs } from "../../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

const fatesOf = async (queue: string) =>
  (await storedJobs(sql, queue)).map(({ key, outcome, attempts, error }) => [key, outcome, attempts, error]);

Deno.test("work that throws costs an attempt of each job that is left, and no other", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["done", "skipped", "left", "left too"]);
  const report = await runDrain(queue, (jobs, { settle }) => {
    const named = (key: string) => jobs.find((job) => job.key === key)!;
    settle(named("done"), { kind: "done" });
    settle(named("skipped"), { kind: "skipped", reason: "not wanted" });
    throw new RangeError("what it says may hold a secret");
  });
  assert.deepEqual(told(report), { done: 1, skipped: 1, retry: 2, empty: true });
  const [done, skipped, ...left] = await storedJobs(sql, queue);
  assert.deepEqual([done!.outcome, skipped!.outcome, skipped!.error], ["done", "skipped", "not wanted"]);
  for (const job of left) {
    assert.deepEqual([job.outcome, job.attempts], [null, 1]);
    assert.match(job.error!, /^RangeError at .*fates\.test\.ts/);
    assert.doesNotMatch(job.error!, /secret/);
    assert.ok(job.runIn > 0, "it is tried again later");
  }

  await makeDue(sql, queue);
  const claims: string[][] = [];
  const again = await runDrain(queue, (jobs, work) => {
    claims.push(jobs.map(({ key }) => key));
    return settleAll(jobs, work);
  });
  assert.deepEqual(
    claims.toSorted(),
    [["left"], ["left too"]],
    "nobody knows whose fault it was: each comes back alone",
  );
  assert.equal(again.done, 2);
});

Deno.test("what work leaves unsettled is due again at once, and it has cost nothing", async () => {
  const queue = await makeQueue(sql, { attempts: 1 });
  await fill(sql, queue, ["done", "left"]);
  const report = await runDrain(queue, (jobs, { settle }) => {
    for (const job of jobs) if (job.key === "done") settle(job, { kind: "done" });
    return Promise.resolve();
  }, { time: 600_000, jobs: 2 });
  assert.deepEqual(told(report), { done: 1, postponed: 1, empty: false });
  assert.deepEqual(await fatesOf(queue), [["done", "done", 1, null], ["left", null, 0, "not begun"]]);
  assert.ok((await storedJobs(sql, queue))[1]!.runIn <= 0);
});

Deno.test("the first fate a job is given is its fate", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["a"]);
  const report = await runDrain(queue, ([job], { settle }) => {
    settle(job!, { kind: "done" });
    settle(job!, { kind: "dead", reason: "too late to say" });
    throw new Error("too late, too");
  });
  assert.deepEqual(told(report), { done: 1, empty: true });
  assert.deepEqual(await fatesOf(queue), [["a", "done", 1, null]]);
});

Deno.test("fates are written while others are still under way", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["quick", "slow"]);
  const report = await runDrain(queue, async (jobs, { settle }) => {
    for (const job of jobs) if (job.key === "quick") settle(job, { kind: "done" });
    let quick: unknown[] = [];
    // A look is a whole round trip, and the writing is two at most.
    for (let look = 0; look < 2_000 && quick[1] !== "done"; look++) [quick = []] = await fatesOf(queue);
    assert.deepEqual(quick, ["quick", "done", 1, null]);
    for (const job of jobs) settle(job, { kind: "done" });
  });
  assert.deepEqual(told(report), { done: 2, empty: true });
});

Deno.test("a long reason is cut, and every kind of fate is written as it was told", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["a-dead", "b-postponed", "c-retry", "d-skipped"]);
  const report = await runDrain(queue, (jobs, { settle }) => {
    const [dead, postponed, retry, skipped] = jobs.toSorted((a, b) => a.key.localeCompare(b.key));
    settle(dead!, { kind: "dead", reason: "x".repeat(2_000) });
    settle(postponed!, { kind: "postponed", reason: "not now", after: 500_000 });
    settle(retry!, { kind: "retry", reason: "once more", after: 900_000 });
    settle(skipped!, { kind: "skipped", reason: "no more" });
    return Promise.resolve();
  });
  assert.deepEqual(told(report), { dead: 1, postponed: 1, retry: 1, skipped: 1, empty: true });
  assert.deepEqual(await fatesOf(queue), [
    ["a-dead", "dead", 1, "x".repeat(500)],
    ["b-postponed", null, 0, "not now"],
    ["c-retry", null, 1, "once more"],
    ["d-skipped", "skipped", 1, "no more"],
  ]);
  const [, postponed, retry] = await storedJobs(sql, queue);
  assert.ok(Math.abs(postponed!.runIn - 500_000) < 60_000 && Math.abs(retry!.runIn - 900_000) < 60_000);
});

Deno.test("fates that can't be written are an error, and the jobs come again when their lease is over", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["a"]);
  await sql`alter function private.settle_jobs(uuid, jsonb) rename to away`;
  try {
    await assert.rejects(runDrain(queue, settleAll), { code: "42883" });
  } finally {
    await sql`alter function private.away(uuid, jsonb) rename to settle_jobs`;
  }
  const before = await queueState(sql, queue);
  assert.deepEqual(told(await runDrain(queue, settleAll)), { empty: true });
  assert.equal(await queueState(sql, queue), before);
  await endLeases(sql, queue);
  assert.deepEqual(told(await runDrain(queue, settleAll)), { done: 1, empty: true });
});

Deno.test("a fate that could not be written down is written with the next", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["a", "b"]);
  const jobs = await claimJobs(queue, ORIGIN);
  const writer = createSettlementWriter(ORIGIN);
  await sql`alter function private.settle_jobs(uuid, jsonb) rename to away`;
  writer.settle(jobs[0]!, { kind: "done" });
  await assert.rejects(writer.close());
  await sql`alter function private.away(uuid, jsonb) rename to settle_jobs`;
  writer.settle(jobs[1]!, { kind: "done" });
  assert.equal([...await writer.close()].length, 2);
  assert.deepEqual((await fatesOf(queue)).map(([, outcome]) => outcome), ["done", "done"]);
});
