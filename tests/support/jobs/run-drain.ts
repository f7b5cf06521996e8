import { z } from "zod";
import { drain, type Limits } from "../../../shared/jobs/drain.ts";
import type { DrainReport } from "../../../shared/jobs/drain-report.ts";
import type { Dispatcher } from "../../../shared/jobs/job.ts";

export const ORIGIN = { requestId: "a-drain" };

/** Drains a queue whose jobs are done so, whatever their payload is. */
export const runDrain = (queue: string, work: Dispatcher["work"], limits?: Limits): Promise<DrainReport> =>
  drain({ queue, payload: z.unknown(), work }, ORIGIN, limits);

/** Work without any work. */
export const settleAll: Dispatcher["work"] = (jobs, { settle }) => {
  for (const job of jobs) settle(job, { kind: "done" });
  return Promise.resolve();
};

/** What a report says besides zeros. */
export const told = (report: DrainReport) =>
  Object.fromEntries(Object.entries(report).filter(([, value]) => value !== 0));

/** Keys for that many jobs. */
export const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));
