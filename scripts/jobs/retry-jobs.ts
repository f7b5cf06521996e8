import type postgres from "postgres";
import { findJob } from "./find-job.ts";

/** Dead jobs before a retry, and those that came back by it. */
interface Retried {
  dead: number;
  back: number;
}

const CLOSED =
  "the batch is closed, and its mails stand as failed in communication_logs. Nothing is left to send";

/**
 * Brings dead jobs back: one by its id, those of a queue, or `all`. Throws `Deno.errors.NotFound` where there is no such job or
 * queue, where that one job isn't dead, and where it can't come back.
 */
export async function retryJobs(sql: postgres.Sql, which: string): Promise<void> {
  const isId = /^\d/.test(which);
  if (isId) {
    const { state } = await findJob(sql, which);
    if (state !== "dead") throw new Deno.errors.NotFound(`Job ${which} is ${state}, not dead.`);
  } else if (which !== "all") await expectQueue(sql, which);
  const [{ dead, back } = { dead: 0, back: 0 }] = await sql<Retried[]>`
    select count(*)::int as dead, private.retry_jobs(coalesce(array_agg(j.id), '{}')) as back from private.jobs j
    where j.outcome = 'dead' and ${
    isId ? sql`j.id = ${which}` : which === "all" ? sql`true` : sql`j.queue = ${which}`
  }`;
  if (isId && !back) throw new Deno.errors.NotFound(`Job ${which} stays dead: ${CLOSED}.`);
  console.log(describe({ dead, back }));
}

function describe({ dead, back }: Retried): string {
  if (!dead) return "No job is dead there.";
  return [
    ...back ? [`Back, and due now: ${back}. The clock wakes their dispatchers within a minute.`] : [],
    ...dead > back ? [`Dead as before: ${dead - back}. Of each ${CLOSED}.`] : [],
  ].join("\n");
}

async function expectQueue(sql: postgres.Sql, name: string): Promise<void> {
  const queues = await sql<{ name: string }[]>`select name from private.queues order by name`;
  if (queues.some((queue) => queue.name === name)) return;
  throw new Deno.errors.NotFound(
    `There is no queue '${name}', only ${queues.map((queue) => queue.name).join(", ")}.`,
  );
}
