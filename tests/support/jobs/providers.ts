import type postgres from "postgres";

/** A provider's gate as it stands, its times as milliseconds from now; null for none. */
export interface StoredProvider {
  failures: number;
  closedFor: number | null;
  probeFor: number | null;
  allowance: number | null;
}

export async function storedProvider(sql: postgres.Sql, name: string): Promise<StoredProvider | undefined> {
  const [row] = await sql<StoredProvider[]>`
    select failures, allowance,
      extract(epoch from nullif(closed_until, '-infinity') - now())::float8 * 1000 as "closedFor",
      extract(epoch from nullif(probe_until, '-infinity') - now())::float8 * 1000 as "probeFor"
    from private.providers where name = ${name}`;
  return row && { ...row };
}

/** Lets time pass for a provider's gate: all its times come nearer by so many milliseconds. */
export const passTime = (sql: postgres.Sql, name: string, milliseconds: number) =>
  sql`
    update private.providers set closed_until = closed_until - shift, probe_until = probe_until - shift,
      next_call_at = next_call_at - shift
    from make_interval(secs => ${milliseconds}::float8 / 1000) as shift where name = ${name}`;

/** Ends the time for which a provider's circuit is open. */
export async function endOutage(sql: postgres.Sql, name: string): Promise<void> {
  const { closedFor } = await storedProvider(sql, name) ?? {};
  if (closedFor && closedFor > 0) await passTime(sql, name, closedFor + 1);
}
