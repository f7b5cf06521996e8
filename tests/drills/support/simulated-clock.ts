import type postgres from "postgres";

/** Time that passes as it does, and faster where nobody would see the difference. */
export interface SimulatedClock {
  /** Milliseconds since it was started. */
  now(): number;
  /** Lets so many seconds pass at once. Only while no dispatcher is at work: theirs is the real time. */
  skip(seconds: number): Promise<void>;
}

/** Skips by moving into the past whatever the outbox and its gates wait for. */
export function startClock(sql: postgres.Sql): SimulatedClock {
  const started = performance.now();
  let skipped = 0;
  return {
    now: () => performance.now() - started + skipped,
    async skip(seconds) {
      await sql.begin(async (tx) => {
        const by = tx`make_interval(secs => ${seconds})`;
        await tx`
          update private.jobs set due_at = due_at - ${by}, run_at = run_at - ${by}, lease_until = lease_until - ${by}
          where outcome is null`;
        await tx`
          update private.providers set closed_until = closed_until - ${by}, probe_until = probe_until - ${by},
            next_call_at = next_call_at - ${by}`;
        await tx`update private.email_batches set created_at = created_at - ${by} where closed_at is null`;
      });
      skipped += seconds * 1000;
    },
  };
}
