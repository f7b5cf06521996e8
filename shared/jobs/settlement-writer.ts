import { setImmediate } from "node:timers";
import type { Origin } from "../db/transaction.ts";
import type { Job, Outcome } from "./job.ts";
import { settleJobs, type Settlement } from "./settle-jobs.ts";

/**
 * Writes down the fates of one claim's jobs while others are still under way: together what becomes known together.
 * A job has one fate, the first it is given. What could not be written is tried again with the next, and at the end.
 */
export function createSettlementWriter(origin: Origin) {
  const outcomes = new Map<Job["id"], Outcome>();
  let waiting: Settlement[] = [];
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    const together = waiting;
    waiting = [];
    try {
      await settleJobs(together, origin);
    } catch (error) {
      waiting.push(...together);
      throw error;
    }
  }

  async function writeSoon(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await write().catch(() => {});
    writing = undefined;
  }

  return {
    settle(job: Job, outcome: Outcome): void {
      if (outcomes.has(job.id)) return;
      outcomes.set(job.id, outcome);
      waiting.push([job, outcome]);
      writing ??= writeSoon();
    },
    /** Resolves when all is written; throws what the last try failed with: the lease then ends by itself. */
    async close(): Promise<Iterable<Outcome>> {
      await writing;
      await write();
      return outcomes.values();
    },
  };
}
