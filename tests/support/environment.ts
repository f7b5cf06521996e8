import { fileURLToPath } from "node:url";
import { env } from "../../shared/env.ts";
import { testEnv } from "./functions.ts";

/**
 * Lets a test call `shared/` in its own process, as a flow on this database would. Once per test file: the environment
 * is parsed once. Such a file ends with `closeConnection()`.
 *
 * Test files that run side by side are threads of one process and share its variables: a lock keeps one file from
 * reading what another has just set.
 */
export function adoptEnvironment(databaseUrl: string, more: Record<string, string> = {}): void {
  using lock = Deno.openSync(fileURLToPath(import.meta.url), { read: true });
  lock.lockSync(true);
  const wanted = { ...testEnv(databaseUrl), ...more };
  for (const [name, value] of Object.entries(wanted)) Deno.env.set(name, value);
  try {
    if (env().SUPABASE_DB_URL !== databaseUrl) {
      throw new Error(
        "The environment was read before adoptEnvironment: call it once, first, in a test file.",
      );
    }
  } finally {
    for (const name of Object.keys(wanted)) Deno.env.delete(name);
    lock.unlockSync();
  }
}
