import { setImmediate } from "node:timers";
import type { Origin } from "../db/transaction.ts";
import type { Job, Outcome } from "./job.ts";
import { settleJobs, type Settlement } from "./settle-jobs.ts";

/**
 * Writes down the fates of one claim's jobs while others are still under way: together what becomes known together.
 * A job has one fate, the first it is given.
 */
export function createSettlementWriter(origin: Origin) {
  const outcomes = new Map<Job["id"], Outcome>();
  let waiting: Settlement[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function write() {
    await new Promise((resolve) => setImmediate(resolve));
    const together = waiting;
    waiting = [];
    await settleJobs(together, origin);
  }

  return {
    settle(job: Job, outcome: Outcome): void {
      if (outcomes.has(job.id)) return;
      outcomes.set(job.id, outcome);
      if (waiting.push([job, outcome]) > 1) return;
      writing = writing.then(write);
      // Told by close(); until then nobody waits for it.
      writing.catch(() => {});
    },
    /** Resolves when all is written; throws what a write failed with: the lease then ends by itself. */
    async close(): Promise<Iterable<Outcome>> {
      await writing;
      return outcomes.values();
    },
  };
}
