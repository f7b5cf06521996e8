import type postgres from "postgres";
import { stateOf } from "./find-job.ts";
import { spellTime } from "./spell-time.ts";

interface QueueRow {
  queue: string;
  waiting: number;
  due: number;
  running: number;
  retrying: number;
  done: number;
  skipped: number;
  cancelled: number;
  dead: number;
  oldest_due: Date | null;
}

interface ProviderRow {
  name: string;
  queue: string;
  failures: number;
  open: boolean;
  probing: boolean;
  closed_until: Date | null;
  allowance: number | null;
}

/** Prints how each queue stands, and the gates of providers that have one. "Today" begins at midnight UTC. */
export async function showQueues(sql: postgres.Sql): Promise<void> {
  const queues = await readQueues(sql);
  console.table(
    Object.fromEntries(queues.map(({ queue, done, skipped, cancelled, dead, oldest_due, ...open }) => [
      queue,
      {
        ...open,
        "done today": done,
        "skipped today": skipped,
        "cancelled today": cancelled,
        dead,
        "oldest due": spellTime(oldest_due),
      },
    ])),
  );
  const providers = await readProviders(sql);
  if (!providers.length) return console.log("No provider has failed lately.");
  console.table(Object.fromEntries(providers.map((provider) => [
    provider.name,
    { queue: provider.queue, "failures in a row": provider.failures, gate: describeGate(provider) },
  ])));
}

const readQueues = (sql: postgres.Sql) =>
  sql<QueueRow[]>`
    with states as (
      select j.queue, ${stateOf(sql)} as state, j.run_at, j.finished_at from private.jobs j
      where j.outcome is null or j.outcome = 'dead' or j.finished_at >= date_trunc('day', now(), 'UTC')
    )
    select q.name as queue,
      count(*) filter (where s.state = 'waiting')::int as waiting,
      count(*) filter (where s.state = 'due')::int as due,
      count(*) filter (where s.state = 'running')::int as running,
      count(*) filter (where s.state = 'retrying')::int as retrying,
      count(*) filter (where s.state = 'done')::int as done,
      count(*) filter (where s.state = 'skipped')::int as skipped,
      count(*) filter (where s.state = 'cancelled')::int as cancelled,
      count(*) filter (where s.state = 'dead')::int as dead,
      min(s.run_at) filter (where s.state = 'due') as oldest_due
    from private.queues q left join states s on s.queue = q.name
    group by q.name order by q.name`;

const readProviders = (sql: postgres.Sql) =>
  sql<ProviderRow[]>`
    select name, queue, failures, closed_until > now() as open, probe_until > now() as probing,
      nullif(closed_until, '-infinity') as closed_until, allowance
    from private.providers order by name`;

function describeGate({ open, probing, closed_until, allowance }: ProviderRow): string {
  if (open) return `closed until ${spellTime(closed_until)}`;
  if (probing) return "one call is trying it out";
  if (closed_until) return "the next call tries it out";
  return allowance === null ? "open" : `open for ${allowance} at once`;
}
