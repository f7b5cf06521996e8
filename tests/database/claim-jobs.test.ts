import assert from "node:assert/strict";
import { connect } from "../../scripts/local/database.ts";
import { cloneDatabase } from "../support/database.ts";
import { claim, type ClaimedJob, endLeases, fill, makeDue } from "../support/jobs/claims.ts";
import { makeQueue } from "../support/jobs/make-queue.ts";
import { queueState, storedJobs } from "../support/jobs/stored-jobs.ts";

const CONNECTIONS = 8;

const database = await cloneDatabase();
const { sql } = database;
const workers = Array.from({ length: CONNECTIONS }, () => connect(database.ownerUrl, 1));
Deno.test.afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.end()));
  await database[Symbol.asyncDispose]();
});

const numbered = (count: number) => Array.from({ length: count }, (_, n) => String(n));
const keysOf = (jobs: { key: string }[]) => jobs.map(({ key }) => key);

/** Each connection claims until nothing is left for it. Returns every claim. */
async function claimAll(queue: string): Promise<ClaimedJob[][]> {
  const claims: ClaimedJob[][] = [];
  await Promise.all(workers.map(async (worker) => {
    for (;;) {
      const jobs = await claim(worker, queue);
      if (!jobs.length) return;
      claims.push(jobs);
    }
  }));
  return claims;
}

/** Nothing came twice, nothing is missing, and each claim has a token of its own. */
function assertEachOnce(claims: ClaimedJob[][], keys: string[]) {
  assert.deepEqual(keysOf(claims.flat()).toSorted(), keys.toSorted());
  const tokens = claims.map((jobs) => new Set(jobs.map(({ token }) => token)));
  assert.ok(tokens.every(({ size }) => size === 1), "a claim has one token");
  assert.equal(new Set(tokens.map(([token]) => token)).size, claims.length, "no two claims share a token");
}

Deno.test("nothing is claimed before its time", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["soon"], "1 minute");
  const before = await queueState(sql, queue);
  assert.deepEqual(await claim(sql, queue), []);
  assert.equal(await queueState(sql, queue), before);
  await makeDue(sql, queue);
  assert.deepEqual(keysOf(await claim(sql, queue)), ["soon"]);
});

Deno.test("the oldest come first, at most a batch, and fewer where fewer are asked for", async () => {
  const queue = await makeQueue(sql, { batch: 3 });
  await fill(sql, queue, ["d", "e", "f", "g"], "-1 minute");
  await fill(sql, queue, ["a", "b", "c"], "-1 hour");
  assert.deepEqual(keysOf(await claim(sql, queue, 2)).toSorted(), ["a", "b"]);
  assert.deepEqual(keysOf(await claim(sql, queue)).toSorted(), ["c", "d", "e"]);
  assert.deepEqual(keysOf(await claim(sql, queue, 100)).toSorted(), ["f", "g"]);
  assert.deepEqual(await claim(sql, queue), []);
});

Deno.test("a batch stands however much more is asked for", async () => {
  const queue = await makeQueue(sql, { batch: 3 });
  await fill(sql, queue, numbered(10));
  assert.equal((await claim(sql, queue, 100)).length, 3);
});

Deno.test("a claim counts as an attempt and holds as long as the queue's lease", async () => {
  const queue = await makeQueue(sql, { lease: "7 minutes" });
  await fill(sql, queue, ["a"]);
  const [claimed] = await claim(sql, queue);
  const [job] = await storedJobs(sql, queue);
  assert.deepEqual([claimed!.attempts, job!.attempts, job!.token], [1, 1, claimed!.token]);
  assert.ok(job!.leaseFor! > 400_000 && job!.leaseFor! <= 420_000, `${job!.leaseFor} ms`);
  assert.deepEqual(await claim(sql, queue), []);
});

Deno.test("one queue's jobs are nobody else's", async () => {
  const [queue, other] = [await makeQueue(sql), await makeQueue(sql)];
  await fill(sql, other, ["a"]);
  assert.deepEqual(await claim(sql, queue), []);
  assert.deepEqual(await claim(sql, "nowhere"), []);
  assert.deepEqual(keysOf(await claim(sql, other)), ["a"]);
});

Deno.test("8 connections claim 2,000 jobs at once: each exactly once, never more than a batch", async () => {
  const queue = await makeQueue(sql, { batch: 17 });
  const keys = numbered(2_000);
  await fill(sql, queue, keys);
  const claims = await claimAll(queue);
  assertEachOnce(claims, keys);
  assert.ok(Math.max(...claims.map(({ length }) => length)) <= 17);
  const jobs = await storedJobs(sql, queue);
  assert.ok(jobs.every(({ attempts, token }) => attempts === 1 && token !== null));
});

Deno.test("a job whose lease ran out comes alone, before the others and with a new token", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["lost", "lost too"], "-1 minute");
  const [lost] = await claim(sql, queue);
  await endLeases(sql, queue);
  await fill(sql, queue, ["older", "older too"], "-1 hour");
  await fill(sql, queue, ["younger"], "-1 second");
  const claims = [];
  for (let turn = 0; turn < 4; turn++) claims.push(await claim(sql, queue));
  assert.deepEqual(claims.map((jobs) => keysOf(jobs).toSorted()), [
    ["lost"],
    ["lost too"],
    ["older", "older too", "younger"],
    [],
  ]);
  const [[again]] = claims as [[ClaimedJob]];
  assert.equal(again.attempts, 2);
  assert.notEqual(again.token, lost!.token);
});

Deno.test("50 lost jobs are handed out one by one, to each connection another", async () => {
  const queue = await makeQueue(sql);
  const keys = numbered(50);
  await fill(sql, queue, keys);
  await claim(sql, queue);
  await endLeases(sql, queue);
  const claims = await claimAll(queue);
  // A connection may find all that is left held by others just then, and go: those claim it.
  assertEachOnce(claims, keys);
  assert.ok(claims.every(({ length }) => length === 1));
});

Deno.test("what ends no attempt dies of it, with an error that says so, and holds up nobody", async () => {
  const queue = await makeQueue(sql, { attempts: 3 });
  await fill(sql, queue, ["poison"]);
  await sql`update private.jobs set error = 'what it said before' where queue = ${queue}`;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const claimed = await claim(sql, queue);
    assert.deepEqual(claimed.map(({ key, attempts }) => [key, attempts]), [["poison", attempt]]);
    await endLeases(sql, queue);
  }
  await fill(sql, queue, ["good", "good too"]);
  assert.deepEqual(keysOf(await claim(sql, queue)).toSorted(), ["good", "good too"]);
  const [poison] = await storedJobs(sql, queue);
  assert.deepEqual([poison!.outcome, poison!.attempts, poison!.finished, poison!.token], [
    "dead",
    3,
    true,
    null,
  ]);
  assert.equal(poison!.error, "what it said before; none of 3 attempts came to an end");
});

Deno.test("lost jobs out of attempts die at once, however many they are", async () => {
  const queue = await makeQueue(sql, { attempts: 1 });
  await fill(sql, queue, numbered(30));
  await claim(sql, queue);
  await endLeases(sql, queue);
  assert.deepEqual(await claim(sql, queue), []);
  const jobs = await storedJobs(sql, queue);
  assert.ok(
    jobs.every(({ outcome, error }) => outcome === "dead" && error === "none of 1 attempts came to an end"),
  );
});

Deno.test("a lease that holds is left alone while others' run out", async () => {
  const queue = await makeQueue(sql);
  await fill(sql, queue, ["held", "lost"]);
  await claim(sql, queue);
  await endLeases(sql, queue, ["lost"]);
  assert.deepEqual(keysOf(await claim(sql, queue)), ["lost"]);
  assert.deepEqual(await claim(sql, queue), []);
});
