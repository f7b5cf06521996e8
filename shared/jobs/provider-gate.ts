import { callAsWorker, type Origin } from "../db/transaction.ts";

/** What a provider's gate lets through. Times in milliseconds. */
export interface Admission {
  allowed: number;
  /** Before the first call; where none is allowed: until asking again makes sense. */
  wait: number;
  /** Between calls. */
  spacing: number;
  /** Whether the gate wants to hear of a success, too. */
  watched: boolean;
}

/** The circuit breaker and the pace of one provider, which all isolates share through the database. */
export function createGate(provider: string, queue: string, origin: Origin) {
  return {
    async admit(wanted: number): Promise<Admission> {
      const [admission] = await callAsWorker("worker", "jobs", origin, (sql) =>
        sql<[Admission]>`
          select allowed, wait_ms as wait, spacing_ms as spacing, watched
          from private.admit_calls(${provider}, ${queue}, ${wanted})`);
      return admission;
    },
    async succeeded(): Promise<void> {
      await callAsWorker("worker", "jobs", origin, (sql) => sql`select private.report_success(${provider})`);
    },
    /** Returns for how long, in milliseconds, the circuit is open now; `null` where it is not. */
    async failed(retryAfter?: number): Promise<number | null> {
      const [row] = await callAsWorker("worker", "jobs", origin, (sql) =>
        sql<[{ closed: number | null }]>`
          select private.report_failure(${provider}, ${queue}, ${retryAfter ?? null}) as closed`);
      return row.closed;
    },
  };
}

export type Gate = ReturnType<typeof createGate>;
