import postgres from "postgres";
import { env } from "../env.ts";
import { inBackground } from "../observe/background.ts";
import { connectSocket } from "./connect-socket.ts";

export type Sql = postgres.TransactionSql;

let pool: postgres.Sql | undefined;

/** One small pool for the isolate, opened on first use. Only shared/db hands it out, always as somebody. */
export function connection(): postgres.Sql {
  if (pool) return pool;
  const { DATABASE_POOL_URL, SUPABASE_DB_URL, DATABASE_CONNECTIONS } = env();
  // A variable, not a literal: the driver takes `socket`, its types don't know it.
  const options = {
    max: DATABASE_CONNECTIONS,
    socket: connectSocket,
    idle_timeout: 30,
    connect_timeout: 10,
    // A pooler in transaction mode gives each transaction another session: prepared statements would be elsewhere.
    prepare: !DATABASE_POOL_URL,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "frontdesk", statement_timeout: 30_000 },
  };
  return pool = postgres(DATABASE_POOL_URL ?? SUPABASE_DB_URL, options);
}

/** Makes the next caller open a new pool. What is still under way in this one has five seconds to end. */
export function renewConnection(lost: postgres.Sql): void {
  if (pool !== lost) return;
  pool = undefined;
  inBackground(lost.end({ timeout: 5 }));
}

/** Closes the pool; for scripts and tests that want to end. */
export async function closeConnection(): Promise<void> {
  await pool?.end({ timeout: 1 });
  pool = undefined;
}
