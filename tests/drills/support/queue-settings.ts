import type postgres from "postgres";
import type { Row } from "../../bench/support/bench.ts";

/** Settings of a queue, in the words of private.queues. */
export interface QueueSettings {
  batch?: number;
  lease?: string;
  attempts?: number;
  backoff?: string;
  rate_per_second?: number;
}

/** Changes queues, as an operator may in a running system; returns what was and what is, for whoever reads the figures. */
export async function changeQueues(
  sql: postgres.Sql,
  changes: Record<string, QueueSettings>,
): Promise<Row[]> {
  const read = () =>
    sql<
      Row[]
    >`select name as queue, batch, lease::text, attempts, backoff::text, rate_per_second::float8 as "calls a second"
      from private.queues where name in ${sql(Object.keys(changes))} order by name`;
  const before = await read();
  for (const [queue, settings] of Object.entries(changes)) {
    if (Object.keys(settings).length) {
      await sql`update private.queues set ${sql({ ...settings })} where name = ${queue}`;
    }
  }
  const after = await read();
  return [
    ...before.map((row) => ({ settings: "in service", ...row })),
    ...after.map((row) => ({ settings: "here", ...row })),
  ];
}
