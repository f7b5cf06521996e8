import type postgres from "postgres";
import { spellTime } from "./spell-time.ts";

/** More than this nobody reads: the newest. */
const MOST = 50;

interface DeadJob {
  id: string;
  queue: string;
  key: string;
  attempts: number;
  finished_at: Date;
  error: string | null;
}

/** Prints the jobs that are out of attempts, the newest first. */
export async function showDead(sql: postgres.Sql): Promise<void> {
  const jobs = await sql<DeadJob[]>`
    select id, queue, key, attempts, finished_at, error from private.jobs
    where outcome = 'dead' order by finished_at desc, id desc limit ${MOST + 1}`;
  if (!jobs.length) return console.log("No job is dead.");
  console.table(
    jobs.slice(0, MOST).map(({ id, queue, key, attempts, finished_at, error }) => ({
      id,
      queue,
      key: key.slice(0, 90),
      attempts,
      died: spellTime(finished_at),
      error: error?.slice(0, 80) ?? "",
    })),
  );
  if (jobs.length > MOST) console.log(`There are more: these are the newest ${MOST}.`);
  console.log("`deno task jobs --show <id>` tells all of one, `--retry <id|queue|all>` brings back.");
}
