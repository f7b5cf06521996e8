import { connect } from "../../local/database.ts";
import type { Finding } from "../finding.ts";

const COMMAND = "select private.make_audit_partitions()";

/** pg_cron 1.4 knows whole minutes only: up to one until the run, and some more for the run itself. Milliseconds. */
const PATIENCE = 75_000;

interface Job {
  jobid: string;
  jobname: string;
  schedule: string;
  command: string;
}

/**
 * Proves that pg_cron itself runs what our migrations scheduled: the job that makes audit partitions is set to every
 * minute, a partition is taken away, and must be there again after a run that succeeded. All is put back.
 */
export async function runSchedule(ownerUrl: string): Promise<{ jobs: Job[]; findings: Finding[] }> {
  const owner = connect(ownerUrl, 1);
  try {
    const jobs = await owner<Job[]>`select jobid, jobname, schedule, command from cron.job order by jobname`;
    const job = jobs.find(({ command }) => command === COMMAND);
    if (!job) return { jobs, findings: [{ where: "cron.job", what: `holds no '${COMMAND}'` }] };
    const [{ partition } = { partition: "" }] = await owner<{ partition: string }[]>`
      select max(inhrelid::regclass::text) as partition from pg_inherits
      where inhparent = 'public.audit_logs'::regclass and inhrelid::regclass::text ~ '\\d$'`;
    await owner.unsafe(`drop table ${partition}`);
    await owner`select cron.schedule(${job.jobname}, '* * * * *', ${job.command})`;
    const run = await waitForRun(() =>
      owner<{ status: string; message: string }[]>`
        select status, return_message as message from cron.job_run_details
        where jobid = ${job.jobid} and status in ('succeeded', 'failed')`
    );
    await owner`select cron.schedule(${job.jobname}, ${job.schedule}, ${job.command})`;
    await owner`delete from cron.job_run_details`;
    const [{ back } = { back: false }] = await owner<
      { back: boolean }[]
    >`select to_regclass(${partition}) is not null as back`;
    return { jobs, findings: judge(job, run, back, partition) };
  } finally {
    await owner.end();
  }
}

async function waitForRun<T>(look: () => Promise<T[]>): Promise<T | undefined> {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const [run] = await look();
    if (run) return run;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function judge(
  { jobname }: Job,
  run: { status: string; message: string } | undefined,
  back: boolean,
  partition: string,
): Finding[] {
  const where = `cron.job '${jobname}'`;
  if (!run) return [{ where, what: `did not run within ${PATIENCE / 1000} s of being due every minute` }];
  if (run.status !== "succeeded") return [{ where, what: `failed: ${run.message}` }];
  return back ? [] : [{ where, what: `ran, but did not make ${partition} again` }];
}
