import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import type postgres from "postgres";

const FILES = ["01-roles.sql", "02-auth.sql", "03-storage.sql", "04-cron.sql"] as const;

/** pg_cron as a hosted project gets it: installed, and usable by the owner of our objects. */
const REAL_CRON = `
  create extension pg_cron;
  grant usage on schema cron to postgres;
  grant all on all tables in schema cron to postgres;`;

/**
 * Makes a bare database into what a new hosted Supabase project is: roles, auth, storage, cron.
 * Needs the superuser. `password` becomes that of the login roles `postgres` and `authenticator`.
 */
export async function installPlatform(sql: postgres.Sql, password: string): Promise<void> {
  const [{ exists } = { exists: false }] = await sql<{ exists: boolean }[]>`
    select exists (select from pg_roles where rolname = 'authenticator')`;
  // pg_cron lives in the one database that the server names for it; elsewhere a stand-in of its interface does.
  const [{ realCron } = { realCron: null }] = await sql<{ realCron: boolean | null }[]>`
    select current_setting('cron.database_name', true) = current_database() as "realCron"`;
  await sql.begin(async (tx) => {
    for (const file of FILES) {
      const text = await Deno.readTextFile(new URL(file, import.meta.url));
      if (file === "01-roles.sql") await tx.unsafe(exists ? withoutRoleCreation(text) : text);
      else if (file === "02-auth.sql") {
        await tx.unsafe(`create schema if not exists auth; ${getAuthSchemaSql()}; ${text}`);
      } else if (file === "03-storage.sql") await tx.unsafe(`${getStorageSchemaSql()}; ${text}`);
      else await tx.unsafe(realCron ? REAL_CRON : text);
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
