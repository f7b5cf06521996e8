import type postgres from "postgres";
import { findJob } from "./find-job.ts";
import { spellTime } from "./spell-time.ts";

/** Prints all that is known of a job, a line each. Throws as `findJob`. */
export async function showJob(sql: postgres.Sql, id: string): Promise<void> {
  const job = await findJob(sql, id);
  const facts = Object.entries(job).filter(([, value]) => value !== null);
  const width = Math.max(...facts.map(([name]) => name.length));
  for (const [name, value] of facts) console.log(`${name.padEnd(width)}  ${spell(value)}`);
}

function spell(value: unknown): string {
  if (value instanceof Date) return spellTime(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
