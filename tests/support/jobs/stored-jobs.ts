import type postgres from "postgres";

/** One row of private.jobs, its times as milliseconds from now. */
export interface StoredJob {
  id: string;
  key: string;
  payload: unknown;
  outcome: string | null;
  error: string | null;
  attempts: number;
  token: string | null;
  /** Until it is tried: negative once it is due. */
  runIn: number;
  dueIn: number;
  leaseFor: number | null;
  finished: boolean;
}

/** All jobs of a queue, in the order in which they were written. */
export async function storedJobs(sql: postgres.Sql, queue: string): Promise<StoredJob[]> {
  const rows = await sql<StoredJob[]>`
    select id, key, payload, outcome, error, attempts, lease_token as token, finished_at is not null as finished,
      extract(epoch from run_at - now())::float8 * 1000 as "runIn",
      extract(epoch from due_at - now())::float8 * 1000 as "dueIn",
      extract(epoch from lease_until - now())::float8 * 1000 as "leaseFor"
    from private.jobs where queue = ${queue} order by id`;
  return rows.map((row) => ({ ...row }));
}

/** The queue as one text: equal texts, nothing changed. */
export async function queueState(sql: postgres.Sql, queue: string): Promise<string> {
  const [{ state } = { state: "" }] = await sql<{ state: string }[]>`
    select coalesce(jsonb_agg(to_jsonb(j) order by j.id), '[]')::text as state from private.jobs j where j.queue = ${queue}`;
  return state;
}
