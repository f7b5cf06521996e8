import { Cron } from "croner";
import type postgres from "postgres";

interface Job {
  jobid: string;
  schedule: string;
  command: string;
  database: string;
  username: string;
}

/**
 * Runs what stands in cron.job, as pg_cron would: the same SQL, a row in cron.job_run_details for each run, missed
 * minutes not made up for. Returns what stops it.
 */
export function startScheduler(sql: postgres.Sql): () => Promise<void> {
  let since = new Date();
  const running = new Map<string, Promise<void>>();

  const startIfDue = (job: Job, from: Date, to: Date) => {
    // pg_cron never runs a job beside itself either.
    if (running.has(job.jobid) || !isDue(job.schedule, from, to)) return;
    running.set(job.jobid, runJob(sql, job).catch(report).finally(() => running.delete(job.jobid)));
  };
  const timer = setInterval(async () => {
    const now = new Date();
    const from = since;
    since = now;
    try {
      const jobs = await sql<Job[]>`
        select jobid, schedule, command, database, username from cron.job where active`;
      for (const job of jobs) startIfDue(job, from, now);
    } catch (error) {
      report(error);
    }
  }, 1000);
  return async () => {
    clearInterval(timer);
    await Promise.allSettled(running.values());
  };
}

const report = (error: unknown) => console.error(`scheduler: ${(error as Error).message}`);

/** Whether a schedule (five fields, or pg_cron's "n seconds") falls into the time after `from`, up to `to`. */
export function isDue(schedule: string, from: Date, to: Date): boolean {
  const seconds = Number(/^(\d+) seconds?$/.exec(schedule)?.[1]);
  if (seconds) return Math.floor(to.getTime() / 1000 / seconds) > Math.floor(from.getTime() / 1000 / seconds);
  const next = new Cron(schedule, { timezone: "UTC" }).nextRun(from);
  return next !== null && next <= to;
}

async function runJob(sql: postgres.Sql, job: Job): Promise<void> {
  const [run] = await sql<{ runid: string }[]>`
    insert into cron.job_run_details (jobid, database, username, command, status, start_time)
    values (${job.jobid}, ${job.database}, ${job.username}, ${job.command}, 'running', now()) returning runid`;
  let status = "succeeded";
  let message: string;
  try {
    const result = await sql.unsafe(job.command);
    message = `${result.command ?? "OK"} ${result.count ?? ""}`.trim();
  } catch (error) {
    status = "failed";
    message = (error as Error).message;
  }
  await sql`update cron.job_run_details set status = ${status}, return_message = ${message}, end_time = now()
    where runid = ${run!.runid}`;
}
