import type postgres from "postgres";

/** One schedule of ours that pg_cron is to run for real. */
export interface Trial {
  /** What stands in cron.job. */
  command: string;
  /** Sets the stage for a run. Disposing of it puts all back as it was. */
  prepare(owner: postgres.Sql): Promise<Stage>;
}

export interface Stage extends AsyncDisposable {
  /** What should have come of a run that succeeded and did not; undefined when all is well. */
  missing(): Promise<string | undefined>;
}
