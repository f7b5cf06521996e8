import type postgres from "postgres";
import type { Row } from "../../bench/support/bench.ts";

/** How many jobs of each queue came to which end. */
export async function countOutcomes(sql: postgres.Sql): Promise<Row[]> {
  return await sql<Row[]>`
    select queue, count(*)::int as jobs, count(*) filter (where outcome = 'done')::int as done,
      count(*) filter (where outcome = 'skipped')::int as skipped, count(*) filter (where outcome = 'dead')::int as dead,
      count(*) filter (where outcome is null)::int as open, max(attempts) as "most attempts"
    from private.jobs group by queue order by queue`;
}

/** How many jobs of each queue took how many attempts. */
export async function countAttempts(sql: postgres.Sql): Promise<Row[]> {
  const rows = await sql<{ queue: string; attempts: number; jobs: number }[]>`
    select queue, attempts, count(*)::int as jobs from private.jobs group by queue, attempts order by attempts, queue`;
  const queues = [...new Set(rows.map(({ queue }) => queue))].sort();
  return [...Map.groupBy(rows, ({ attempts }) => attempts)].map(([attempts, same]) => ({
    attempts,
    ...Object.fromEntries(
      queues.map((queue) => [queue, same.find((row) => row.queue === queue)?.jobs ?? 0]),
    ),
  }));
}

/** How many jobs there are that `where` describes. */
export async function countJobs(
  sql: postgres.Sql,
  where: { queue?: string; outcome?: "done" | "skipped" | "cancelled" | "dead" | "open" },
): Promise<number> {
  const { queue = null, outcome = null } = where;
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::int as count from private.jobs j
    where (${queue}::text is null or j.queue = ${queue})
      and (${outcome}::text is null or coalesce(j.outcome, 'open') = ${outcome})`;
  return count;
}
