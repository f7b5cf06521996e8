import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import type postgres from "postgres";

const FILES = ["01-roles.sql", "02-auth.sql", "03-storage.sql", "04-cron.sql"] as const;

/** Whether the cluster has real pg_cron; then the stand-in of its interface stays away. */
const hasExtension = async (sql: postgres.Sql, name: string) =>
  (await sql`select from pg_available_extensions where name = ${name}`).length > 0;

/**
 * Makes a bare database into what a new hosted Supabase project is: roles, auth, storage, cron.
 * Needs the superuser. `password` becomes that of the login roles `postgres` and `authenticator`.
 */
export async function installPlatform(sql: postgres.Sql, password: string): Promise<void> {
  const [{ exists } = { exists: false }] = await sql<{ exists: boolean }[]>`
    select exists (select from pg_roles where rolname = 'authenticator')`;
  const realCron = await hasExtension(sql, "pg_cron") &&
    (await sql`show shared_preload_libraries`)[0]?.shared_preload_libraries.includes("pg_cron");
  await sql.begin(async (tx) => {
    for (const file of FILES) {
      const text = await Deno.readTextFile(new URL(file, import.meta.url));
      if (file === "01-roles.sql") await tx.unsafe(exists ? withoutRoleCreation(text) : text);
      else if (file === "02-auth.sql") {
        await tx.unsafe(`create schema if not exists auth; ${getAuthSchemaSql()}; ${text}`);
      } else if (file === "03-storage.sql") await tx.unsafe(`${getStorageSchemaSql()}; ${text}`);
      else if (realCron) {
        await tx.unsafe(
          "create extension pg_cron; grant usage on schema cron to postgres; grant all on all tables in schema cron to postgres;",
        );
      } else await tx.unsafe(text);
    }
    for (const role of ["postgres", "authenticator", "supabase_auth_admin", "supabase_lite"]) {
      await tx.unsafe(`alter role ${role} password '${password}'`);
    }
    await tx.unsafe(
      `alter database ${
        (await tx`select quote_ident(current_database()) as name`)[0]!.name
      } owner to postgres`,
    );
  });
}

/** Roles belong to the cluster, the rest to the database: a second database finds them there. */
const withoutRoleCreation = (text: string) => text.replaceAll(/^create role .*;$/gm, "");
