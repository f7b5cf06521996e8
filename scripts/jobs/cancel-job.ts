import type postgres from "postgres";
import { findJob } from "./find-job.ts";

/** Takes back a job that has not happened yet. Throws `Deno.errors.NotFound` where there is none, or it has ended already. */
export async function cancelJob(sql: postgres.Sql, id: string): Promise<void> {
  const { queue, key, state } = await findJob(sql, id);
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select private.cancel_jobs(${queue}, ${[key]}) as count`;
  if (!count) throw new Deno.errors.NotFound(`Job ${id} is ${state}: nothing to take back.`);
  console.log(
    `Cancelled: ${id}.${state === "running" ? " It is under way, and may still happen once." : ""}`,
  );
}
