import type postgres from "postgres";
import { connect } from "../../local/database.ts";
import type { Finding } from "../finding.ts";
import { auditPartitionTrial } from "./audit-partition-trial.ts";
import { clockTrial } from "./clock-trial.ts";
import type { Stage, Trial } from "./trial.ts";

const TRIALS: Trial[] = [auditPartitionTrial, clockTrial];

const EVERY_MINUTE = "* * * * *";

/** pg_cron 1.4 knows whole minutes only: up to one until the run, and some more for the run itself. Milliseconds. */
const PATIENCE = 75_000;

interface Job {
  jobid: string;
  jobname: string;
  schedule: string;
  command: string;
}

interface Run {
  status: string;
  message: string;
}

/**
 * Proves that pg_cron itself runs what our migrations scheduled, as it stands in cron.job but every minute: the stage is
 * set for each trial, and after a run that succeeded what it is for must have happened. All is put back.
 */
export async function runSchedule(ownerUrl: string): Promise<{ jobs: Job[]; findings: Finding[] }> {
  const owner = connect(ownerUrl, 2);
  try {
    const jobs = await owner<Job[]>`select jobid, jobname, schedule, command from cron.job order by jobname`;
    const findings = await Promise.all(TRIALS.map((trial) => tryOut(owner, trial, jobs)));
    await owner`delete from cron.job_run_details`;
    return { jobs, findings: findings.flat() };
  } finally {
    await owner.end();
  }
}

async function tryOut(owner: postgres.Sql, trial: Trial, jobs: Job[]): Promise<Finding[]> {
  const job = jobs.find(({ command }) => command === trial.command);
  if (!job) return [{ where: "cron.job", what: `holds no '${trial.command}'` }];
  await using stage = await trial.prepare(owner);
  const [{ staged } = { staged: "" }] = await owner<
    { staged: string }[]
  >`select clock_timestamp()::text as staged`;
  if (job.schedule !== EVERY_MINUTE) await reschedule(owner, job, EVERY_MINUTE);
  const run = await waitForRun(owner, job, staged);
  if (job.schedule !== EVERY_MINUTE) await reschedule(owner, job, job.schedule);
  return await judge(job, run, stage);
}

const reschedule = (owner: postgres.Sql, { jobname, command }: Job, schedule: string) =>
  owner`select cron.schedule(${jobname}, ${schedule}, ${command})`;

/** The first run that began on the stage. */
async function waitForRun(owner: postgres.Sql, { jobid }: Job, staged: string): Promise<Run | undefined> {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const [run] = await owner<Run[]>`
      select status, return_message as message from cron.job_run_details
      where jobid = ${jobid} and status in ('succeeded', 'failed') and start_time >= ${staged} order by runid limit 1`;
    if (run) return run;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function judge({ jobname }: Job, run: Run | undefined, stage: Stage): Promise<Finding[]> {
  const where = `cron.job '${jobname}'`;
  if (!run) return [{ where, what: `did not run within ${PATIENCE / 1000} s of being due every minute` }];
  if (run.status !== "succeeded") return [{ where, what: `failed: ${run.message}` }];
  const missing = await stage.missing();
  return missing ? [{ where, what: `ran, but ${missing}` }] : [];
}
