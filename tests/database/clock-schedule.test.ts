import assert from "node:assert/strict";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { insertNotification } from "../support/insert-notification.ts";
import { fill } from "../support/jobs/claims.ts";
import { resetClock } from "../support/jobs/clock.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.beforeEach(() => resetClock(sql));
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

const TICK = "frontdesk: wake dispatchers";
const EXPIRE = "frontdesk: delete expired notifications";
const PRUNE = "frontdesk: prune jobs";

interface Schedule {
  jobname: string;
  schedule: string;
  command: string;
}

async function schedules(): Promise<Schedule[]> {
  const rows = await sql<Schedule[]>`select jobname, schedule, command from cron.job order by jobname`;
  return rows.map((row) => ({ ...row }));
}

/** Runs what stands in cron.job under a name, as cron would. */
async function runSchedule(jobname: string) {
  const found = (await schedules()).find((schedule) => schedule.jobname === jobname);
  assert.ok(found, `nothing is scheduled as '${jobname}'`);
  await sql.unsafe(found.command);
}

Deno.test("the migrations schedule the clock; to schedule it again changes nothing", async () => {
  const before = await schedules();
  assert.deepEqual(before.filter(({ jobname }) => [TICK, EXPIRE, PRUNE].includes(jobname)), [
    {
      jobname: EXPIRE,
      schedule: "9 * * * *",
      command: "delete from public.notifications where expires_at < now()",
    },
    { jobname: PRUNE, schedule: "41 3 * * *", command: "select private.prune_jobs()" },
    { jobname: TICK, schedule: "* * * * *", command: "select private.tick()" },
  ]);
  await sql`select private.schedule_clock()`;
  await sql`select private.schedule_clock()`;
  assert.deepEqual(await schedules(), before);
});

Deno.test("to schedule it again mends what was changed or taken away", async () => {
  const before = await schedules();
  await sql`select cron.schedule(${TICK}, '0 0 1 1 *', 'select 1')`;
  await sql`select cron.unschedule(${PRUNE})`;
  assert.notDeepEqual(await schedules(), before);
  await sql`select private.schedule_clock()`;
  assert.deepEqual(await schedules(), before);
});

Deno.test("the schedule makes the clock tick", async () => {
  await fill(sql, "push", ["a"]);
  await runSchedule(TICK);
  assert.equal((await sql`select from net.http_request_queue`).length, 1);
});

Deno.test("notifications go when they expire, and no others", async () => {
  const { employees: { agent } } = await makeBusiness(sql);
  await insertNotification(sql, agent, { expires_at: new Date(Date.now() - 1_000).toISOString() });
  const later = await insertNotification(sql, agent, {
    expires_at: new Date(Date.now() + 60_000).toISOString(),
  });
  const never = await insertNotification(sql, agent);
  await runSchedule(EXPIRE);
  const left = await sql<
    { id: string }[]
  >`select id from public.notifications where employee_id = ${agent.id}`;
  assert.deepEqual(left.map(({ id }) => id).toSorted(), [later, never].toSorted());
});

Deno.test("jobs are forgotten a month after their end; dead ones and open ones stay", async () => {
  const outcomes = ["done", "skipped", "cancelled", "dead"];
  for (const age of ["29 days", "31 days"]) {
    for (const outcome of outcomes) {
      await sql`
        insert into private.jobs (queue, key, due_at, run_at, outcome, finished_at)
        select 'push', ${`${outcome} for ${age}`}, at, at, ${outcome}, at from (select now() - ${age}::interval as at) t`;
    }
  }
  await fill(sql, "push", ["open"], "-60 days");
  await sql`update private.jobs set created_at = now() - interval '60 days'`;
  const [row] = await sql<{ pruned: number }[]>`select private.prune_jobs() as pruned`;
  assert.equal(row!.pruned, 3);
  const left = await sql<{ key: string }[]>`select key from private.jobs`;
  assert.deepEqual(
    left.map(({ key }) => key).toSorted(),
    ["dead for 31 days", "open", ...outcomes.map((outcome) => `${outcome} for 29 days`)].toSorted(),
  );
});

Deno.test("with them go sent batches, told events, old wake-ups and cron's own diary", async () => {
  const { id } = await makeBusiness(sql);
  const [young, old] = [crypto.randomUUID(), crypto.randomUUID()];
  const open = crypto.randomUUID();
  await sql`insert into private.email_batches (id, log_ids, created_at, closed_at) values
    (${young}, '{}', now() - interval '60 days', now() - interval '29 days'),
    (${old}, '{}', now() - interval '60 days', now() - interval '31 days'),
    (${open}, '{}', now() - interval '60 days', null)`;
  await sql`insert into private.notified_events (business_id, dedupe_key, created_at) values
    (${id}, 'young', now() - interval '89 days'), (${id}, 'old', now() - interval '91 days')`;
  await sql`insert into private.wake_ups (dispatcher, request_id, asked_at) values
    ('young', -1, now() - interval '6 days 23 hours'), ('old', -2, now() - interval '7 days 1 hour')`;
  await sql`insert into cron.job_run_details (jobid, runid, command, status, start_time, end_time) values
    (-1, -1, 'young', 'succeeded', now() - interval '8 days', now() - interval '6 days 23 hours'),
    (-1, -2, 'old', 'succeeded', now() - interval '8 days', now() - interval '7 days 1 hour'),
    (-1, -3, 'running', 'running', now() - interval '8 days', null)`;
  await runSchedule(PRUNE);
  const [left] = await sql`
    select (select array_agg(id order by closed_at) from private.email_batches) as batches,
      (select array_agg(dedupe_key) from private.notified_events) as events,
      (select array_agg(dispatcher) from private.wake_ups) as wakes,
      (select array_agg(command order by runid desc) from cron.job_run_details where jobid = -1) as runs`;
  assert.deepEqual({ ...left }, {
    batches: [young, open],
    events: ["young"],
    wakes: ["young"],
    runs: ["young", "running"],
  });
});

Deno.test("and gates that have been well and quiet for a week, and headers that have expired", async () => {
  await sql`insert into private.providers (name, queue, closed_until, probe_until, next_call_at, updated_at)
    select name, 'push', closed, probe, next, now() - age from (values
      ('quiet', '-infinity'::timestamptz, '-infinity'::timestamptz, '-infinity'::timestamptz, interval '7 days 1 minute'),
      ('forgotten', now() - interval '7 days', '-infinity', now() - interval '7 days', '7 days 1 minute'),
      ('young', '-infinity', '-infinity', '-infinity', '6 days 23 hours'),
      ('closed', now() + interval '1 minute', '-infinity', '-infinity', '7 days 1 minute'),
      ('probing', now() - interval '7 days', now() + interval '20 seconds', '-infinity', '7 days 1 minute'),
      ('busy', '-infinity', '-infinity', now() + interval '1 second', '7 days 1 minute')
    ) as given (name, closed, probe, next, age)`;
  await sql`insert into private.vapid_headers (origin, header, expires_at) values
    ('https://old.test', 'h', now() - interval '1 second'), ('https://young.test', 'h', now() + interval '1 hour')`;
  await runSchedule(PRUNE);
  const [left] = await sql`
    select (select array_agg(name order by name) from private.providers) as gates,
      (select array_agg(origin) from private.vapid_headers) as headers`;
  assert.deepEqual({ ...left }, {
    gates: ["busy", "closed", "probing", "young"],
    headers: ["https://young.test"],
  });
});
