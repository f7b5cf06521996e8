import type { Origin } from "../db/transaction.ts";
import { describeCause } from "../observe/describe-cause.ts";
import { claimJobs } from "./claim-jobs.ts";
import type { DrainReport } from "./drain-report.ts";
import { ending } from "./ending.ts";
import type { Dispatcher, Job, Outcome } from "./job.ts";
import { createSettlementWriter } from "./settlement-writer.ts";

/** How much one drain may do: the platform meters an isolate's time, and its CPU at 2 s for a request. */
export interface Limits {
  /** Milliseconds after which it claims nothing more. */
  time: number;
  jobs: number;
}

/** A push costs some 0.2 ms of the isolate's CPU (tests/bench/push.ts). */
export const LIMITS: Limits = { time: 40_000, jobs: 2_000 };

/** Works through what is due in a queue, claim by claim, until nothing is, its limits are reached or the isolate ends. */
export async function drain<P>(
  dispatcher: Dispatcher<P>,
  origin: Origin,
  limits: Limits = LIMITS,
): Promise<DrainReport> {
  const report: DrainReport = { done: 0, skipped: 0, retry: 0, postponed: 0, dead: 0, empty: false };
  const signal = AbortSignal.any([ending, AbortSignal.timeout(limits.time)]);
  for (let left = limits.jobs; left > 0 && !signal.aborted;) {
    const jobs = await claimJobs(dispatcher.queue, origin, left);
    if (!jobs.length) return { ...report, empty: true };
    for (const outcome of await workThrough(dispatcher, jobs, origin, signal)) {
      report[outcome.kind]++;
      // What was put off took no work: behind a provider that is down others must not wait.
      if (outcome.kind !== "postponed" || outcome.after === 0) left--;
    }
  }
  return report;
}

/** Does one claim's jobs, and sees that each has a fate in the end. */
async function workThrough<P>(
  dispatcher: Dispatcher<P>,
  jobs: Job[],
  origin: Origin,
  signal: AbortSignal,
): Promise<Iterable<Outcome>> {
  const { settle, close } = createSettlementWriter(origin);
  const readable = jobs.filter((job): job is Job<P> => {
    const { success, data, error } = dispatcher.payload.safeParse(job.payload);
    if (success) job.payload = data;
    else settle(job, { kind: "dead", reason: `the payload doesn't fit: ${error.issues[0]?.path.join(".")}` });
    return success;
  });
  let rest: Outcome = { kind: "postponed", reason: "not begun", after: 0 };
  try {
    if (readable.length) await dispatcher.work(readable, { settle, signal, origin });
  } catch (error) {
    rest = { kind: "retry", reason: describeCause(error), alone: true };
  }
  for (const job of jobs) settle(job, rest);
  return await close();
}
