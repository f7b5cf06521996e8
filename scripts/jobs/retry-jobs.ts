import type postgres from "postgres";
import { findJob } from "./find-job.ts";

/**
 * Brings dead jobs back: one by its id, those of a queue, or `all`. Throws `Deno.errors.NotFound` where there is no such job or
 * queue, and where that one job isn't dead.
 */
export async function retryJobs(sql: postgres.Sql, which: string): Promise<void> {
  const isId = /^\d/.test(which);
  if (isId) {
    const { state } = await findJob(sql, which);
    if (state !== "dead") throw new Deno.errors.NotFound(`Job ${which} is ${state}, not dead.`);
  } else if (which !== "all") await expectQueue(sql, which);
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select private.retry_jobs(coalesce(array_agg(j.id), '{}')) as count from private.jobs j
    where j.outcome = 'dead' and ${
    isId ? sql`j.id = ${which}` : which === "all" ? sql`true` : sql`j.queue = ${which}`
  }`;
  console.log(
    count
      ? `Back, and due now: ${count}. The clock wakes their dispatchers within a minute.`
      : "No job is dead there.",
  );
}

async function expectQueue(sql: postgres.Sql, name: string): Promise<void> {
  const queues = await sql<{ name: string }[]>`select name from private.queues order by name`;
  if (queues.some((queue) => queue.name === name)) return;
  throw new Deno.errors.NotFound(
    `There is no queue '${name}', only ${queues.map((queue) => queue.name).join(", ")}.`,
  );
}
