import type postgres from "postgres";
import { connection, renewConnection, type Sql } from "./client.ts";
import { isConnectionLost } from "./problem-from-postgres.ts";

/** How long, in milliseconds, a transaction waits for a connection. */
const PATIENCE = 10_000;

/** How long a single statement may take with all its waiting: Postgres itself ends it after 30 seconds. */
const PATIENCE_WITH_STATEMENT = 40_000;

/**
 * The driver's `begin`, made to outlive its connection. Left alone it answers every error with `rollback`; written to a
 * connection that is gone, that ends the whole process (github.com/porsager/postgres/issues/1066). So an error that
 * tells of the end is withheld: `begin` fails by itself when the connection closes.
 *
 * Throws CONNECT_TIMEOUT after ten seconds without a connection; `run` is then never called.
 */
export const beginTransaction = <T>(run: (sql: Sql) => Promise<T>): Promise<T> =>
  onPool(PATIENCE, (pool, wait) =>
    pool.begin(async (sql) => {
      wait.over();
      return await run(sql).catch((error) =>
        isConnectionLost(error) ? new Promise<never>(() => {}) : Promise.reject(error)
      );
    }) as Promise<T>);

/** Runs one statement that is its own transaction. Throws CONNECT_TIMEOUT as `beginTransaction`. */
export const runStatement = <T>(run: (sql: postgres.Sql) => Promise<T>): Promise<T> =>
  onPool(PATIENCE_WITH_STATEMENT, run);

/**
 * Lets `work` use the pool. A connection that was lost keeps what was under way, half-read rows among it, and would
 * begin its next result with that: then the pool is made anew. And nobody waits for ever: after `patience` milliseconds
 * this throws, and so does `wait.over()`.
 */
async function onPool<T>(
  patience: number,
  work: (pool: postgres.Sql, wait: { over(): void }) => Promise<T>,
): Promise<T> {
  const pool = connection();
  const { promise: inVain, reject } = Promise.withResolvers<never>();
  const tooLate = Object.assign(new Error("No connection to the database in time"), {
    code: "CONNECT_TIMEOUT",
  });
  let abandoned = false;
  const timer = setTimeout(() => {
    abandoned = true;
    reject(tooLate);
  }, patience);
  const wait = {
    over() {
      clearTimeout(timer);
      if (abandoned) throw tooLate;
    },
  };
  try {
    return await Promise.race([work(pool, wait), inVain]);
  } catch (error) {
    if (isConnectionLost(error) && !abandoned) renewConnection(pool);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
