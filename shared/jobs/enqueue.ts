import type { Sql } from "../db/client.ts";

/** A job to be written; `runAt` absent means now. */
export interface NewJob {
  /** The same key in the same queue is the same job, for ever. */
  key: string;
  businessId?: string;
  payload: Record<string, unknown>;
  runAt?: Date;
}

/** Writes jobs as part of the transaction `sql` belongs to, which runs as a worker. Returns how many are new. */
export async function enqueue(sql: Sql, queue: string, jobs: NewJob[]): Promise<number> {
  const rows = jobs.map(({ key, businessId, payload, runAt }) => ({
    key,
    business_id: businessId,
    payload,
    run_at: runAt,
  }));
  const [made] = await sql<[{ count: number }]>`
    select private.enqueue(${queue}, ${JSON.stringify(rows)}::text::jsonb) as count`;
  return made.count;
}
