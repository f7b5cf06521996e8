import type postgres from "postgres";
import type { StandIn } from "./outside/stand-in.ts";

/** What came and went lately, for the page at `/`. */
export async function readActivity(sql: postgres.Sql, outside: StandIn[]) {
  const [events, messages, outbox, jobs] = await Promise.all([
    sql`
      select id::int, received_at as "receivedAt", source, outcome, error
      from private.webhook_events order by id desc limit 30`,
    sql`
      select m.id, m.created_at as at, b.name as business, coalesce(cl.name, cl.phone, cl.wa_user_id) as client, m.direction, m.kind, m.body
      from public.messages m
      join public.businesses b on b.id = m.business_id
      join public.conversations c on c.id = m.conversation_id
      join public.clients cl on cl.id = c.client_id
      order by m.seq desc limit 30`,
    sql`
      select j.id::int, j.run_at as at, j.queue, j.attempts, j.error,
        case when j.outcome is not null then j.outcome when j.lease_until > now() then 'running' when j.attempts > 0 then 'again'
          else 'waiting' end as state
      from private.jobs j order by j.id desc limit 30`,
    sql`
      select j.jobname as name, j.schedule, last.start_time as "lastRun", last.status
      from cron.job j
      left join lateral (
        select d.start_time, d.status from cron.job_run_details d where d.jobid = j.jobid order by d.runid desc limit 1
      ) last on true
      order by j.jobname`,
  ]);
  const requests = outside.flatMap(({ name, entries }) =>
    entries().map(({ at, method, path, status }) => ({ provider: name, at, method, path, status }))
  );
  return {
    events,
    messages,
    outbox,
    jobs,
    outside: requests.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, 30),
  };
}
