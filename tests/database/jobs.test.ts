import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { claim, fill, settle } from "../support/jobs/claims.ts";
import { makeQueue } from "../support/jobs/make-queue.ts";
import { queueState, storedJobs } from "../support/jobs/stored-jobs.ts";
import { refusalOf } from "../support/refusal-of.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

async function enqueue(queue: string, jobs: Record<string, unknown>[], on = sql): Promise<number> {
  const [{ made } = { made: -1 }] = await on<{ made: number }[]>`
    select private.enqueue(${queue}, ${JSON.stringify(jobs)}::text::jsonb) as made`;
  return made;
}

const keysOf = async (queue: string) => (await storedJobs(sql, queue)).map(({ key }) => key);

Deno.test("jobs are written together, each key once, and it stays the same job after it is done", async () => {
  const queue = await makeQueue(sql);
  const first = [{ key: "a", payload: { n: 1 } }, { key: "b" }, { key: "a", payload: { n: 2 } }];
  assert.equal(await enqueue(queue, first), 2);
  assert.equal(await enqueue(queue, [{ key: "b", payload: { n: 3 } }, { key: "c" }]), 1);
  const jobs = await storedJobs(sql, queue);
  assert.deepEqual(jobs.map(({ key, payload }) => [key, payload]), [["a", { n: 1 }], ["b", {}], ["c", {}]]);

  const claimed = await claim(sql, queue);
  const ends = ["done", "skipped", "dead"];
  const settlements = claimed.map(({ id }, place) => ({ id, outcome: ends[place]! }));
  assert.equal(await settle(sql, claimed[0]!.token, settlements), 3);
  const before = await queueState(sql, queue);
  assert.equal(await enqueue(queue, [{ key: "a" }, { key: "b" }, { key: "c" }]), 0);
  assert.equal(await queueState(sql, queue), before);
});

Deno.test("20,000 jobs are one statement, and again nothing", async () => {
  const queue = await makeQueue(sql);
  const jobs = Array.from({ length: 20_000 }, (_, n) => ({ key: `job-${n}` }));
  assert.equal(await enqueue(queue, jobs), 20_000);
  assert.equal(await enqueue(queue, jobs), 0);
});

Deno.test("transactions that write the same keys at once write each once", async () => {
  const queue = await makeQueue(sql);
  const keys = Array.from({ length: 50 }, (_, n) => ({ key: String(n) }));
  const made = await Promise.all(Array.from({ length: 4 }, () => enqueue(queue, keys)));
  assert.equal(made.reduce((sum, count) => sum + count), 50);
  assert.equal((await storedJobs(sql, queue)).length, 50);
});

Deno.test("the same key in another queue is another job", async () => {
  const [one, other] = [await makeQueue(sql), await makeQueue(sql)];
  assert.equal(await enqueue(one, [{ key: "same" }]), 1);
  assert.equal(await enqueue(other, [{ key: "same" }]), 1);
});

Deno.test("a job without a time is due now, one with a time then", async () => {
  const queue = await makeQueue(sql);
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await enqueue(queue, [{ key: "now" }, { key: "later", run_at: later }]);
  const [now, then] = await storedJobs(sql, queue);
  assert.ok(now!.runIn <= 0 && now!.dueIn === now!.runIn);
  assert.ok(Math.abs(then!.runIn - 3_600_000) < 60_000 && Math.abs(then!.dueIn - then!.runIn) < 1);
});

Deno.test("what is no job of a known queue is refused, and nothing of it written", async () => {
  const queue = await makeQueue(sql);
  const [{ before } = { before: "" }] = await sql<{ before: string }[]>`
    select count(*)::text as before from private.jobs`;
  assert.equal(await refusalOf(enqueue("nowhere", [{ key: "a" }])), "22023");
  assert.equal(await refusalOf(enqueue(queue, [{ key: "a" }, { payload: {} }])), "23502");
  assert.equal(await refusalOf(enqueue(queue, [{ key: "a" }, { key: "k".repeat(501) }])), "23514");
  assert.equal(await refusalOf(enqueue(queue, [{ key: "a", business_id: crypto.randomUUID() }])), "23503");
  const [after] = await sql<{ count: string }[]>`select count(*)::text from private.jobs`;
  assert.equal(after!.count, before);
});

Deno.test("a transaction that is rolled back leaves no job, and its keys free", async () => {
  const queue = await makeQueue(sql);
  const undone = sql.begin(async (tx) => {
    await tx`select private.enqueue(${queue}, '[{"key": "a"}, {"key": "b"}]')`;
    const inside = await tx`select from private.jobs where queue = ${queue}`;
    assert.equal(inside.length, 2);
    throw new Error("undone");
  });
  await assert.rejects(undone, /^Error: undone$/);
  assert.deepEqual(await keysOf(queue), []);
  assert.equal(await enqueue(queue, [{ key: "a" }]), 1);
});

Deno.test("cancelling takes back what is open or under way, by key, and leaves what has ended", async () => {
  const [queue, other] = [await makeQueue(sql), await makeQueue(sql)];
  const cancel = async (keys: string[]) => {
    const [row] = await sql<{ count: number }[]>`select private.cancel_jobs(${queue}, ${keys}) as count`;
    return row!.count;
  };
  await fill(sql, queue, ["done", "leased", "open", "kept"]);
  await fill(sql, other, ["open"]);
  const [done, leased] = await claim(sql, queue, 2);
  assert.equal(await settle(sql, done!.token, [{ id: done!.id, outcome: "done" }]), 1);
  const elsewhere = await queueState(sql, other);

  assert.equal(await cancel(["done", "leased", "open", "unknown"]), 2);
  const jobs = await storedJobs(sql, queue);
  assert.deepEqual(
    jobs.map(({ key, outcome, token, finished }) => [key, outcome, token, finished]),
    [["done", "done", null, true], ["leased", "cancelled", null, true], ["open", "cancelled", null, true], [
      "kept",
      null,
      null,
      false,
    ]],
  );
  assert.equal(await queueState(sql, other), elsewhere);

  const before = await queueState(sql, queue);
  assert.equal(await settle(sql, leased!.token, [{ id: leased!.id, outcome: "done" }]), 0);
  assert.equal(await cancel(["leased", "open"]), 0);
  assert.equal(await queueState(sql, queue), before);
  assert.deepEqual((await claim(sql, queue)).map(({ key }) => key), ["kept"]);
});

Deno.test("dead jobs can be brought back with all their attempts; nothing else can", async () => {
  const queue = await makeQueue(sql, { attempts: 2 });
  await fill(sql, queue, ["dead", "left", "done", "skipped", "leased", "open"], "-1 hour");
  await sql`update private.jobs set attempts = 1 where queue = ${queue}`;
  const claimed = await claim(sql, queue, 5);
  const outcomes = ["retry", "retry", "done", "skipped"];
  await settle(
    sql,
    claimed[0]!.token,
    outcomes.map((outcome, place) => ({ id: claimed[place]!.id, outcome, error: "why" })),
  );
  const before = await storedJobs(sql, queue);
  assert.deepEqual(before.map(({ outcome }) => outcome), ["dead", "dead", "done", "skipped", null, null]);
  const ids = before.filter(({ key }) => key !== "left").map(({ id }) => id);
  const [row] = await sql<{ count: number }[]>`select private.retry_jobs(${ids}::bigint[]) as count`;
  assert.equal(row!.count, 1);

  const [dead, ...others] = await storedJobs(sql, queue);
  assert.deepEqual([dead!.outcome, dead!.attempts, dead!.finished, dead!.error], [null, 0, false, "why"]);
  assert.ok(dead!.runIn <= 0 && dead!.runIn > -60_000, "it is due now");
  assert.ok(dead!.dueIn < -3_000_000, "it should have happened an hour ago");
  const timeless = (jobs: typeof others) =>
    jobs.map(({ outcome, attempts, token }) => [outcome, attempts, token]);
  assert.deepEqual(timeless(others), timeless(before.slice(1)));
  assert.deepEqual((await claim(sql, queue)).map(({ key, attempts }) => [key, attempts]), [["dead", 1], [
    "open",
    2,
  ]]);
});

Deno.test("no flow brings dead jobs back: that is an operator's decision", async () => {
  const attempt = sql.begin(async (tx) => {
    await tx`set local role service_role`;
    await tx`select private.retry_jobs('{1}')`;
  });
  assert.equal(await refusalOf(attempt), "42501");
});
