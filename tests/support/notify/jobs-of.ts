import type postgres from "postgres";

/** What became of a job. */
export interface Fate {
  /** Null while it is open. */
  outcome: string | null;
  error: string | null;
  attempts: number;
  /** Seconds until it is tried again; 0 or less once it may be. */
  waits: number;
}

/** The jobs of a business in a queue, oldest first. */
export async function jobsOf(sql: postgres.Sql, business: string, queue: string): Promise<Fate[]> {
  const rows = await sql<Fate[]>`
    select outcome, error, attempts, extract(epoch from run_at - clock_timestamp())::float8 as waits
    from private.jobs where business_id = ${business} and queue = ${queue} order by id`;
  return rows.map((row) => ({ ...row }));
}

/** The same without times: for what is settled. */
export const fatesOf = async (sql: postgres.Sql, business: string, queue: string) =>
  (await jobsOf(sql, business, queue)).map(({ outcome, error }) => ({ outcome, error }));

/** Makes what waits in a queue due, as if its time had come just now. */
export const makeDue = (sql: postgres.Sql, queue: string) =>
  sql`update private.jobs set run_at = now(), due_at = now() where queue = ${queue} and outcome is null`;

export interface LogRow {
  channel: string;
  kind: string;
  recipient: string;
  employee: string | null;
  notification: string | null;
  language: string | null;
  version: string | null;
  provider: string;
  provider_id: string | null;
  status: string;
  error: string | null;
}

/** What communication_logs tells of a business, oldest first. */
export async function logsOf(sql: postgres.Sql, business: string): Promise<LogRow[]> {
  const rows = await sql<LogRow[]>`
    select channel, kind, recipient, employee_id as employee, notification_id as notification, language,
      template_version as version, provider, provider_id, status, error
    from public.communication_logs where business_id = ${business} order by created_at, recipient`;
  return rows.map((row) => ({ ...row }));
}
