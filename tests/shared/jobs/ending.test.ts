import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { callProvider } from "../../../shared/jobs/call-provider.ts";
import { createGate } from "../../../shared/jobs/provider-gate.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { fill } from "../../support/jobs/claims.ts";
import { makeQueue } from "../../support/jobs/make-queue.ts";
import { numbered, ORIGIN, runDrain, settleAll, told } from "../../support/jobs/run-drain.ts";
import { storedJobs } from "../../support/jobs/stored-jobs.ts";

// A file of its own: an isolate ends once.
Deno.test("an isolate that is told of its end finishes what it began, and claims nothing more", async () => {
  await using database = await cloneDatabase();
  const { sql } = database;
  adoptEnvironment(database.ownerUrl);
  const queue = await makeQueue(sql, { batch: 4, attempts: 1 });
  await fill(sql, queue, numbered(10));
  let calls = 0;
  const gate = createGate("a provider", queue, ORIGIN);
  try {
    const report = await runDrain(queue, (jobs, { settle, signal }) =>
      callProvider(jobs, () => {
        if (++calls === 2) globalThis.dispatchEvent(new Event("beforeunload"));
        return Promise.resolve({ kind: "done" });
      }, { gate, concurrency: 1, settle, signal }));
    assert.deepEqual([calls, told(report)], [2, { done: 2, postponed: 2, empty: false }]);
    const jobs = await storedJobs(sql, queue);
    const left = jobs.filter(({ outcome }) => outcome === null);
    assert.equal(left.length, 8);
    assert.ok(left.every(({ attempts, token, runIn }) => attempts === 0 && token === null && runIn <= 0));

    assert.deepEqual(told(await runDrain(queue, settleAll)), { empty: false });
  } finally {
    await closeConnection();
  }
});
