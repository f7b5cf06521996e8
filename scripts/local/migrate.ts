import type postgres from "postgres";

export interface Migration {
  version: string;
  name: string;
  text: string;
}

const FOLDER = new URL("../../supabase/migrations/", import.meta.url);

/** The migrations in order. Throws on a file whose name Supabase's CLI would not take. */
export async function readMigrations(): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for await (const { name: file } of Deno.readDir(FOLDER)) {
    const [, version, name] = /^(\d{14})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
    if (!version || !name) {
      throw new Error(`supabase/migrations/${file}: the name must be <14 digits>_<verb>_<object>.sql`);
    }
    migrations.push({ version, name, text: await Deno.readTextFile(new URL(file, FOLDER)) });
  }
  return migrations.sort((a, b) => a.version.localeCompare(b.version));
}

/**
 * Applies what has not been applied, each migration in a transaction of its own, and records it where Supabase's
 * CLI does. `sql` must be connected as `postgres`, the owner. Returns the names applied.
 */
export async function migrate(
  sql: postgres.Sql,
  onApplied?: (migration: Migration) => void,
): Promise<string[]> {
  await sql.unsafe(`
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
      version text primary key, statements text[], name text);`);
  const rows = await sql<{ version: string; statements: string[] | null }[]>`
    select version, statements from supabase_migrations.schema_migrations`;
  const done = new Map(rows.map(({ version, statements }) => [version, statements?.join("")]));
  const applied: string[] = [];
  for (const migration of await readMigrations()) {
    if (done.has(migration.version)) {
      if (done.get(migration.version) === migration.text) continue;
      throw new Error(
        `Migration ${migration.version}_${migration.name} has changed since this database applied it. ` +
          "`deno task start --reset` begins anew.",
      );
    }
    try {
      await sql.begin(async (tx) => {
        await tx.unsafe(migration.text);
        await tx`insert into supabase_migrations.schema_migrations (version, name, statements)
          values (${migration.version}, ${migration.name}, ${[migration.text]})`;
      });
    } catch (cause) {
      const where = cause as { position?: string; where?: string };
      const line = where.position ? migration.text.slice(0, Number(where.position)).split("\n").length : "?";
      throw new Error(
        `${migration.version}_${migration.name}.sql, line ${line}: ${(cause as Error).message}`,
        { cause },
      );
    }
    applied.push(migration.name);
    onApplied?.(migration);
  }
  return applied;
}
