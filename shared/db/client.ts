import postgres from "postgres";
import { env } from "../env.ts";

export type Sql = postgres.TransactionSql;

let pool: postgres.Sql | undefined;

/** One small pool for the isolate, opened on first use. Only shared/db hands it out, always as somebody. */
export function connection(): postgres.Sql {
  if (pool) return pool;
  const { DATABASE_POOL_URL, SUPABASE_DB_URL, DATABASE_CONNECTIONS } = env();
  return pool = postgres(DATABASE_POOL_URL ?? SUPABASE_DB_URL, {
    max: DATABASE_CONNECTIONS,
    idle_timeout: 30,
    connect_timeout: 10,
    // A pooler in transaction mode gives each transaction another session: prepared statements would be elsewhere.
    prepare: !DATABASE_POOL_URL,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "frontdesk", statement_timeout: 30_000 },
  });
}

/** Closes the pool; for scripts and tests that want to end. */
export async function closeConnection(): Promise<void> {
  await pool?.end({ timeout: 1 });
  pool = undefined;
}
