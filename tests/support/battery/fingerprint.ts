import type postgres from "postgres";

/** Tables that a refused request may change, each with the reason. */
const EXEMPT: Record<string, string> = {};

/**
 * One number for all that stands in the database: every row of every table, and the transaction that last wrote it, so
 * that even writing the same value again shows. Schemas of Postgres itself and of extensions are left out.
 */
export async function makeFingerprint(sql: postgres.Sql): Promise<() => Promise<string>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
      and has_table_privilege(c.oid, 'select')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1`;
  const seen = tables.map(({ name }) => name).filter((name) => !Object.hasOwn(EXEMPT, name));
  for (const needed of ["public.messages", "private.webhook_events", "auth.users"]) {
    if (!seen.includes(needed)) throw new Error(`The fingerprint can't see ${needed}: is this the owner?`);
  }
  const query = seen
    .map((name) =>
      `select '${name}' as name, sum(hashtextextended(t.xmin::text || t::text, 0)) as rows from ${name} t`
    )
    .join(" union all ");
  return async () => {
    const rows = await sql.unsafe<{ name: string; rows: string | null }[]>(query);
    return rows.map((row) => `${row.name} ${row.rows ?? "empty"}`).join("\n");
  };
}

/** The tables in which two fingerprints differ. */
export function changedTables(before: string, after: string): string[] {
  const earlier = new Set(before.split("\n"));
  return after.split("\n").filter((line) => !earlier.has(line)).map((line) => line.split(" ")[0] ?? "");
}
