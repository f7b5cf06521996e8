import type postgres from "postgres";

/** Resolves once so many connections to the database wait for a lock. */
export async function awaitLockWait(sql: postgres.Sql, connections = 1): Promise<void> {
  for (;;) {
    const { count } =
      await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (count >= connections) return;
  }
}
