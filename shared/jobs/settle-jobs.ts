import { callAsWorker, type Origin } from "../db/transaction.ts";
import type { Job, Outcome } from "./job.ts";

/** A job of a claim, and what became of it. */
export type Settlement = [job: Job, outcome: Outcome];

/** Characters of a reason that are kept. */
const REASON_LENGTH = 500;

/** Writes down what became of jobs of one claim. Those that someone else has claimed since stay as they are. */
export async function settleJobs(settlements: Settlement[], origin: Origin): Promise<void> {
  const [first] = settlements;
  if (!first) return;
  const rows = settlements.map(([{ id }, outcome]) => ({
    id,
    outcome: outcome.kind,
    error: "reason" in outcome ? outcome.reason.slice(0, REASON_LENGTH) : undefined,
    after_ms: "after" in outcome ? outcome.after : undefined,
    alone: "alone" in outcome ? outcome.alone : undefined,
    moved: "moved" in outcome ? outcome.moved : undefined,
  }));
  await callAsWorker(
    "worker",
    "jobs",
    origin,
    (sql) => sql`select private.settle_jobs(${first[0].token}, ${JSON.stringify(rows)}::text::jsonb)`,
  );
}
