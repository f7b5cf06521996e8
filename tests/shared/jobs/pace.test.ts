import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { callProvider } from "../../../shared/jobs/call-provider.ts";
import { createGate } from "../../../shared/jobs/provider-gate.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { fill } from "../../support/jobs/claims.ts";
import { makeQueue } from "../../support/jobs/make-queue.ts";
import { passTime } from "../../support/jobs/providers.ts";
import { numbered, ORIGIN, runDrain, told } from "../../support/jobs/run-drain.ts";
import { storedJobs } from "../../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

/** Timers count whole milliseconds, and may be one early. */
const EARLY = 5;

Deno.test("20 calls a second over two drains at once: each waits for its turn", async () => {
  const queue = await makeQueue(sql, { batch: 5, ratePerSecond: 20 });
  await fill(sql, queue, numbered(41));
  const times: number[] = [];
  const callers = [0, 0];
  const started = performance.now();
  const reports = await Promise.all(
    callers.map((_, caller) =>
      runDrain(queue, (jobs, { settle, signal }) =>
        callProvider(jobs, () => {
          times.push(performance.now() - started);
          callers[caller]!++;
          return Promise.resolve({ kind: "done" });
        }, { gate: createGate("paced", queue, ORIGIN), concurrency: 5, settle, signal }))
    ),
  );
  assert.equal(reports[0]!.done + reports[1]!.done, 41);
  assert.ok(callers.every((calls) => calls > 0), "both drains called");
  // Whoever is late on a busy machine is so for reasons of its own; nobody may be early. So the 21st call comes a second
  // after the first turn, and the 41st two.
  times.sort((a, b) => a - b);
  for (const [place, time] of times.entries()) {
    assert.ok(time >= place * 50 - EARLY, `call ${place + 1} came after ${time.toFixed()} ms`);
  }
});

Deno.test("turns that are too far off are not taken, so that nobody's is lost", async () => {
  const queue = await makeQueue(sql, { ratePerSecond: 1 });
  const gate = createGate("slow", queue, ORIGIN);
  const first = await gate.admit(5);
  assert.deepEqual([first.allowed, first.wait, first.spacing], [5, 0, 1000]);
  const second = await gate.admit(5);
  assert.equal(second.allowed, 5);
  assert.ok(second.wait > 3_000 && second.wait <= 5_000, `${second.wait} ms`);
  for (let time = 0; time < 20; time++) {
    const { allowed, wait } = await gate.admit(5);
    assert.equal(allowed, 0);
    assert.ok(wait > 5_000 && wait <= 10_000, `asking took turns away: ${wait} ms`);
  }
  await passTime(sql, "slow", 6_000);
  assert.equal((await gate.admit(5)).allowed, 5);
});

Deno.test("jobs whose turn is too far off are put off without a call, and without an attempt", async () => {
  const queue = await makeQueue(sql, { batch: 5, ratePerSecond: 1 });
  await fill(sql, queue, numbered(20));
  const gate = createGate("busy", queue, ORIGIN);
  for (let ahead = 0; ahead < 2; ahead++) await gate.admit(5);
  let calls = 0;
  const report = await runDrain(queue, (jobs, { settle, signal }) =>
    callProvider(jobs, () => {
      calls++;
      return Promise.resolve({ kind: "done" });
    }, { gate, concurrency: 5, settle, signal }));
  assert.deepEqual([calls, told(report)], [0, { postponed: 20, empty: true }]);
  for (const { attempts, runIn } of await storedJobs(sql, queue)) {
    assert.equal(attempts, 0);
    assert.ok(runIn > 3_000 && runIn <= 13_500, `${runIn} ms`);
  }
});
