import type postgres from "postgres";

/** A job as `private.claim_jobs` hands it out. */
export interface ClaimedJob {
  id: string;
  token: string;
  key: string;
  payload: unknown;
  attempts: number;
}

export interface Settlement {
  id: string;
  outcome: string;
  error?: string;
  after_ms?: number;
  alone?: boolean;
  moved?: boolean;
}

/** Writes a job under each key, due `dueIn` (an interval as Postgres writes it) from now; each a moment after the one before. */
export async function fill(
  sql: postgres.Sql,
  queue: string,
  keys: string[],
  dueIn = "-1 minute",
): Promise<void> {
  await sql`
    select private.enqueue(${queue}, (
      select jsonb_agg(jsonb_build_object('key', key, 'run_at', now() + ${dueIn}::interval + place * interval '1 microsecond') order by place)
      from unnest(${keys}::text[]) with ordinality as k (key, place)
    ))`;
}

/** Claims, and returns what came in the order in which it was written: a claim has none of its own. */
export async function claim(
  sql: postgres.Sql,
  queue: string,
  most: number | null = null,
): Promise<ClaimedJob[]> {
  const rows = await sql<ClaimedJob[]>`
    select id, token, key, payload, attempts from private.claim_jobs(${queue}, ${most}) order by id`;
  return [...rows];
}

/** Settles under a token; returns how many it could. */
export async function settle(sql: postgres.Sql, token: string, settlements: Settlement[]): Promise<number> {
  const [{ settled } = { settled: -1 }] = await sql<{ settled: number }[]>`
    select private.settle_jobs(${token}, ${JSON.stringify(settlements)}::text::jsonb) as settled`;
  return settled;
}

/** Lets the leases of a queue run out, all or those under the keys. */
export const endLeases = (sql: postgres.Sql, queue: string, keys?: string[]) =>
  sql`update private.jobs set lease_until = clock_timestamp() - interval '1 second'
    where queue = ${queue} and lease_token is not null ${keys ? sql`and key = any (${keys})` : sql``}`;

/** Makes what waits for its time due. */
export const makeDue = (sql: postgres.Sql, queue: string) =>
  sql`update private.jobs set run_at = now() - interval '1 second' where queue = ${queue} and outcome is null`;
