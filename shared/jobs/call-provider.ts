import { describeCause } from "../observe/describe-cause.ts";
import { createRound } from "./gate-round.ts";
import type { Job, Outcome, Work } from "./job.ts";
import type { Gate } from "./provider-gate.ts";

/** The provider could not do it now: too busy, failing or out of reach. */
export interface ProviderFailure {
  kind: "provider_failed";
  reason: string;
  /** The milliseconds it asked for. */
  after?: number;
  /** It asked for them in the matter of this job; others may well go on. */
  ofThisJob?: true;
}

/**
 * Calls one provider for each job through its gate, `concurrency` at a time. While its circuit is open nothing is
 * called and jobs are put off, which costs none of them an attempt; after an outage calls grow from one probe.
 */
export async function callProvider<J extends Job>(
  jobs: J[],
  call: (job: J) => Promise<Outcome | ProviderFailure>,
  { gate, concurrency, settle, signal }: Pick<Work, "settle" | "signal"> & {
    gate: Gate;
    concurrency: number;
  },
): Promise<void> {
  const queue = [...jobs];
  const putOff = (waiting: Job[], closed: number) => {
    for (const job of waiting) {
      settle(job, { kind: "postponed", reason: "the provider can't be called now", after: spread(closed) });
    }
  };

  while (queue.length && !signal.aborted) {
    const { allowed, wait, spacing, watched } = await gate.admit(queue.length);
    if (!allowed) return putOff(queue, wait);
    const admitted = queue.splice(0, allowed);
    const round = createRound(gate, watched);
    const start = performance.now() + wait;

    const callOne = async (job: J, place: number) => {
      await sleepUntil(start + place * spacing);
      const closed = round.closed();
      if (closed !== null) return putOff([job], closed);
      const outcome = await call(job).catch((error): Outcome => ({
        kind: "retry",
        reason: describeCause(error),
      }));
      if (outcome.kind !== "provider_failed") {
        settle(job, outcome);
        return await round.succeed();
      }
      const { reason, after, ofThisJob } = outcome;
      const open = await round.fail(ofThisJob ? undefined : after);
      if (open === null) return settle(job, { kind: "retry", reason, after });
      settle(job, { kind: "postponed", reason, after: Math.max(spread(open), ofThisJob ? after ?? 0 : 0) });
    };
    await eachOf(admitted, concurrency, signal, callOne);
    await round.end();
    const closed = round.closed();
    if (closed !== null) return putOff(queue, closed);
  }
}

/** A little later than `milliseconds`, each time otherwise: all at once would be the next outage. */
const spread = (milliseconds: number) =>
  milliseconds + Math.random() * (1_000 + Math.min(milliseconds / 4, 60_000));

/** Runs `work` for each item in order, at most `concurrency` at a time, until `signal` asks to begin no more. */
async function eachOf<T>(
  items: T[],
  concurrency: number,
  signal: AbortSignal,
  work: (item: T, place: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  const lane = async () => {
    for (const [place, item] of entries) {
      if (signal.aborted) return;
      await work(item, place);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane));
}

async function sleepUntil(moment: number): Promise<void> {
  const left = moment - performance.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
