import { callAsWorker, type Origin } from "../db/transaction.ts";
import type { Job } from "./job.ts";

interface ClaimedRow {
  id: string;
  token: string;
  business_id: string | null;
  key: string;
  payload: unknown;
  attempts: number;
  due_at: Date;
}

/** Takes the jobs of a queue that are due, at most its batch (or `most`), and a lease on them. */
export async function claimJobs(queue: string, origin: Origin, most: number | null = null): Promise<Job[]> {
  const rows = await callAsWorker("worker", "jobs", origin, (sql) =>
    sql<ClaimedRow[]>`
      select id, token, business_id, key, payload, attempts, due_at from private.claim_jobs(${queue}, ${most})`);
  return rows.map(({ id, token, business_id, key, payload, attempts, due_at }) => ({
    id,
    token,
    businessId: business_id,
    key,
    payload,
    attempt: attempts,
    dueAt: due_at,
  }));
}
