import type postgres from "postgres";

/** A job as it stands in private.jobs; its payload holds ids only, so that it may be shown. */
export interface StoredJob {
  id: string;
  queue: string;
  key: string;
  state: "waiting" | "due" | "running" | "retrying" | "done" | "skipped" | "cancelled" | "dead";
  attempts: number;
  business_id: string | null;
  payload: unknown;
  due_at: Date;
  run_at: Date;
  lease_until: Date | null;
  error: string | null;
  created_at: Date;
  finished_at: Date | null;
}

/**
 * What a row of private.jobs is doing, as one word. `running`: claimed, and the lease holds; `retrying`: a further attempt waits
 * for its time; `due`: it could be claimed now.
 */
export const stateOf = (sql: postgres.Sql) =>
  sql`
    case
      when j.outcome is not null then j.outcome
      when j.lease_until > now() then 'running'
      when j.run_at <= now() then 'due'
      when j.attempts > 0 then 'retrying'
      else 'waiting'
    end`;

/** Throws `Deno.errors.NotFound` with a sentence for the operator. */
export async function findJob(sql: postgres.Sql, id: string): Promise<StoredJob> {
  const [job] = await sql<StoredJob[]>`
    select j.id, j.queue, j.key, ${
    stateOf(sql)
  } as state, j.attempts, j.business_id, j.payload, j.due_at, j.run_at,
      j.lease_until, j.error, j.created_at, j.finished_at
    from private.jobs j where j.id = ${id}`;
  if (!job) throw new Deno.errors.NotFound(`There is no job ${id}. What is done is forgotten after a month.`);
  return job;
}
