import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { callProvider, type ProviderFailure } from "../../../shared/jobs/call-provider.ts";
import type { Job, Outcome } from "../../../shared/jobs/job.ts";
import { createGate, type Gate } from "../../../shared/jobs/provider-gate.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { fill, makeDue } from "../../support/jobs/claims.ts";
import { makeQueue, type QueueSettings } from "../../support/jobs/make-queue.ts";
import { endOutage, passTime, storedProvider } from "../../support/jobs/providers.ts";
import { numbered, ORIGIN, runDrain, told } from "../../support/jobs/run-drain.ts";
import { storedJobs } from "../../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

type Answer = (job: Job) => Outcome | ProviderFailure | Promise<Outcome | ProviderFailure>;

const DONE: Outcome = { kind: "done" };
const FAILED: ProviderFailure = { kind: "provider_failed", reason: "busy" };

/** A queue before a provider of its own, whose calls are counted and answered as the test wants. */
async function makeScene(count: number, settings: Partial<QueueSettings> = {}) {
  const queue = await makeQueue(sql, settings);
  const provider = `provider of ${queue}`;
  await fill(sql, queue, numbered(count));
  const scene = {
    queue,
    provider,
    calls: 0,
    /** How many calls the gate let through each time it was asked. */
    admissions: [] as number[],
    drain(answer: Answer, concurrency = 1) {
      const gate = createGate(provider, queue, ORIGIN);
      const noting: Gate = {
        ...gate,
        async admit(wanted) {
          const admission = await gate.admit(wanted);
          scene.admissions.push(admission.allowed);
          return admission;
        },
      };
      return runDrain(queue, (jobs, { settle, signal }) =>
        callProvider(jobs, async (job) => {
          scene.calls++;
          return await answer(job);
        }, { gate: noting, concurrency, settle, signal }), { time: 600_000, jobs: count });
    },
    jobs: () => storedJobs(sql, queue),
    gate: () => storedProvider(sql, provider),
    /** The outage is over as far as the clock goes, and every job due. */
    async reopen() {
      await endOutage(sql, provider);
      await makeDue(sql, queue);
    },
  };
  return scene;
}

const attemptsOf = (jobs: { attempts: number }[]) => jobs.map(({ attempts }) => attempts);

Deno.test("each job is one call, at most so many beside each other; a healthy provider leaves no trace", async () => {
  const scene = await makeScene(40);
  let [beside, most] = [0, 0];
  const report = await scene.drain(async () => {
    most = Math.max(most, ++beside);
    await new Promise((resolve) => setTimeout(resolve));
    beside--;
    return DONE;
  }, 7);
  assert.deepEqual([scene.calls, most, told(report)], [40, 7, { done: 40, empty: false }]);
  assert.equal(await scene.gate(), undefined);
});

Deno.test("a call that throws costs its own job an attempt; the others are done, the provider is not blamed", async () => {
  const scene = await makeScene(10);
  const report = await scene.drain(({ key }) => {
    if (key === "4") throw new TypeError("what it says may hold a secret");
    return DONE;
  }, 3);
  assert.deepEqual(told(report), { done: 9, retry: 1, empty: false });
  const thrown = (await scene.jobs())[4]!;
  assert.deepEqual([thrown.outcome, thrown.attempts], [null, 1]);
  assert.match(thrown.error!, /^TypeError at /);
  assert.doesNotMatch(thrown.error!, /secret/);
  assert.equal(await scene.gate(), undefined);
});

Deno.test("three failures in a row open the circuit: no further call, and no attempt lost from then on", async () => {
  const scene = await makeScene(10);
  const report = await scene.drain(() => FAILED);
  assert.deepEqual([scene.calls, told(report)], [3, { retry: 2, postponed: 8, empty: true }]);
  const jobs = await scene.jobs();
  const { closedFor, failures } = (await scene.gate())!;
  assert.equal(failures, 3);
  assert.ok(closedFor! > 2_500 && closedFor! <= 6_250, `${closedFor} ms`);
  assert.deepEqual(attemptsOf(jobs), [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  for (const { runIn } of jobs.slice(2)) {
    assert.ok(runIn >= closedFor! && runIn <= 6_250 * 1.25 + 1_000, `${runIn} ms`);
  }

  for (let time = 0; time < 5; time++) {
    await makeDue(sql, scene.queue);
    assert.equal((await scene.drain(() => DONE)).postponed, 10);
  }
  assert.equal(scene.calls, 3);
  assert.deepEqual(attemptsOf(await scene.jobs()), [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
});

Deno.test("failures beside each other tell of one outage: it costs two jobs an attempt, no more", async () => {
  const scene = await makeScene(50);
  const together = Promise.withResolvers<void>();
  const report = await scene.drain(async () => {
    if (scene.calls === 50) together.resolve();
    await together.promise;
    return FAILED;
  }, 50);
  assert.deepEqual([scene.calls, told(report)], [50, { retry: 2, postponed: 48, empty: true }]);
  const { failures, closedFor } = (await scene.gate())!;
  assert.equal(failures, 3);
  assert.ok(closedFor! <= 6_250, `${closedFor} ms`);
});

Deno.test("a provider that says for how long is left alone at once, and for that long", async () => {
  const scene = await makeScene(5);
  const report = await scene.drain(() => ({ ...FAILED, after: 60_000 }));
  assert.deepEqual([scene.calls, told(report)], [1, { postponed: 5, empty: true }]);
  const jobs = await scene.jobs();
  const { closedFor } = (await scene.gate())!;
  assert.ok(closedFor! > 58_000 && closedFor! <= 75_000, `${closedFor} ms`);
  assert.deepEqual(attemptsOf(jobs), [0, 0, 0, 0, 0]);
  assert.ok(jobs.every(({ runIn }) => runIn >= closedFor!), "no job comes back while the circuit is open");
});

Deno.test("a success in between ends the row, also within one claim", async () => {
  const apart = await makeScene(6, { batch: 1 });
  const within = await makeScene(6);
  for (const scene of [apart, within]) {
    const report = await scene.drain(() => [3, 6].includes(scene.calls) ? DONE : FAILED);
    assert.deepEqual([scene.calls, told(report)], [6, { done: 2, retry: 4, empty: false }]);
    assert.deepEqual(await scene.gate(), { failures: 0, closedFor: null, probeFor: null, allowance: null });
  }
});

Deno.test("after an outage one call tries it out, from however many drains; then two, four, eight", async () => {
  const scene = await makeScene(60, { batch: 30 });
  await scene.drain(() => ({ ...FAILED, after: 60_000 }));
  await scene.reopen();
  Object.assign(scene, { calls: 0, admissions: [] });
  const [probing, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<Outcome>()];
  const first = scene.drain(() => {
    probing.resolve();
    return answer.promise;
  }, 30);
  await probing.promise;
  const second = await scene.drain(() => DONE, 30);
  assert.deepEqual(told(second), { postponed: 30, empty: true });
  assert.deepEqual([scene.calls, scene.admissions], [1, [1, 0]]);

  answer.resolve(DONE);
  // What was put off is not due again yet: the first drain had thirty.
  assert.deepEqual(told(await first), { done: 30, empty: true });
  assert.deepEqual(scene.admissions, [1, 0, 2, 4, 8, 15]);
  assert.deepEqual(await scene.gate(), { failures: 0, closedFor: null, probeFor: null, allowance: 32 });
  const jobs = await scene.jobs();
  assert.ok(jobs.every(({ outcome, attempts }) => outcome === "done" ? attempts === 1 : attempts === 0));
});

Deno.test("a probe that fails closes again, for longer, and costs nobody an attempt", async () => {
  const scene = await makeScene(10);
  await scene.drain(() => FAILED);
  let [before, calls] = [attemptsOf(await scene.jobs()), scene.calls];
  for (
    const [least, most] of [[7_500, 12_500], [15_000, 25_000], [30_000, 50_000], [60_000, 100_000], [
      90_000,
      150_000,
    ], [
      90_000,
      150_000,
    ]] as const
  ) {
    await scene.reopen();
    assert.equal((await scene.drain(() => FAILED, 10)).postponed, 10);
    assert.equal(scene.calls - calls, 1);
    calls = scene.calls;
    const { closedFor } = (await scene.gate())!;
    assert.ok(closedFor! > least - 1_000 && closedFor! <= most, `${closedFor} ms, not ${least} to ${most}`);
    assert.deepEqual(attemptsOf(await scene.jobs()), before);
    before = attemptsOf(await scene.jobs());
  }
});

Deno.test("a probe whose isolate died is not waited for longer than half a minute", async () => {
  const scene = await makeScene(3);
  await scene.drain(() => FAILED);
  await scene.reopen();
  const gate = createGate(scene.provider, scene.queue, ORIGIN);
  assert.equal((await gate.admit(3)).allowed, 1);
  const { allowed, wait } = await gate.admit(3);
  assert.equal(allowed, 0);
  assert.ok(wait > 28_000 && wait <= 30_000, `${wait} ms`);
  await passTime(sql, scene.provider, 30_001);
  assert.equal((await gate.admit(3)).allowed, 1);
});

Deno.test("a failure while it recovers closes again and starts from one", async () => {
  const scene = await makeScene(40);
  await scene.drain(() => ({ ...FAILED, after: 60_000 }));
  await scene.reopen();
  Object.assign(scene, { calls: 0, admissions: [] });
  await scene.drain(() => scene.calls > 7 ? { ...FAILED, after: 60_000 } : DONE);
  assert.deepEqual([scene.calls, scene.admissions], [8, [1, 2, 4, 8]]);
  await scene.reopen();
  await scene.drain(() => DONE);
  assert.deepEqual(scene.admissions.slice(4), [1, 2, 4, 8, 16, 2]);
});

Deno.test("once asked to, it begins no further call; what is under way may finish", async () => {
  const queue = await makeQueue(sql, { attempts: 1 });
  await fill(sql, queue, numbered(10));
  const stop = new AbortController();
  let calls = 0;
  const report = await runDrain(queue, (jobs, { settle }) =>
    callProvider(jobs, () => {
      if (++calls === 4) stop.abort();
      return Promise.resolve(DONE);
    }, { gate: createGate("unhurried", queue, ORIGIN), concurrency: 1, settle, signal: stop.signal }), {
    time: 600_000,
    jobs: 10,
  });
  assert.deepEqual([calls, told(report)], [4, { done: 4, postponed: 6, empty: false }]);
  const left = (await storedJobs(sql, queue)).filter(({ outcome }) => outcome === null);
  assert.deepEqual(attemptsOf(left), [0, 0, 0, 0, 0, 0]);
});
