import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import type postgres from "postgres";

/** The parts of the platform in order, and the schema by which a database shows that it has one. */
const PARTS = [
  { file: "01-roles.sql", schema: "extensions" },
  { file: "02-auth.sql", schema: "auth" },
  { file: "03-storage.sql", schema: "storage" },
  { file: "04-cron.sql", schema: "cron" },
  { file: "05-net.sql", schema: "net" },
  { file: "06-vault.sql", schema: "vault" },
] as const;

type File = typeof PARTS[number]["file"];

/** pg_cron as a hosted project gets it: installed, and usable by the owner of our objects. */
const REAL_CRON = `
  create extension pg_cron;
  grant usage on schema cron to postgres;
  grant all on all tables in schema cron to postgres;`;

/**
 * Makes a bare database into what a new hosted Supabase project is: roles, auth, storage, cron, net, vault. What it has
 * of them already stays as it is, so that a database made before a part existed gets that part only.
 * Needs the superuser. `password` becomes that of the login roles when the database gets its roles.
 */
export async function installPlatform(sql: postgres.Sql, password: string): Promise<void> {
  const missing = await findMissing(sql);
  if (missing.length === 0) return;
  await sql.begin(async (tx) => {
    for (const file of missing) await tx.unsafe(await statementsOf(file, tx));
    if (missing.includes("01-roles.sql")) await handOver(tx, password);
  });
}

async function findMissing(sql: postgres.Sql): Promise<File[]> {
  const rows = await sql<{ schema: string }[]>`
    select nspname as schema from pg_namespace where nspname = any (${PARTS.map(({ schema }) => schema)})`;
  const there = new Set(rows.map(({ schema }) => schema));
  return PARTS.filter(({ schema }) => !there.has(schema)).map(({ file }) => file);
}

async function statementsOf(file: File, sql: postgres.TransactionSql): Promise<string> {
  const text = await Deno.readTextFile(new URL(file, import.meta.url));
  switch (file) {
    case "01-roles.sql":
      return await hasRoles(sql) ? withoutRoleCreation(text) : text;
    case "02-auth.sql":
      return `create schema auth; ${getAuthSchemaSql()}; ${text}`;
    case "03-storage.sql":
      return `${getStorageSchemaSql()}; ${text}`;
    case "04-cron.sql":
      return await isHomeOfCron(sql) ? REAL_CRON : text;
    default:
      return text;
  }
}

async function hasRoles(sql: postgres.TransactionSql): Promise<boolean> {
  const [row] = await sql<{ exists: boolean }[]>`
    select exists (select from pg_roles where rolname = 'authenticator')`;
  return row?.exists ?? false;
}

/** pg_cron lives in the one database that the server names for it; elsewhere a stand-in of its interface does. */
async function isHomeOfCron(sql: postgres.TransactionSql): Promise<boolean> {
  const [row] = await sql<{ home: boolean | null }[]>`
    select current_setting('cron.database_name', true) = current_database() as home`;
  return row?.home ?? false;
}

/** Lets the login roles in, and makes `postgres` the owner of the database. */
async function handOver(sql: postgres.TransactionSql, password: string): Promise<void> {
  for (const role of ["postgres", "authenticator", "supabase_auth_admin", "supabase_lite"]) {
    await sql.unsafe(`alter role ${role} password '${password}'`);
  }
  const [database] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`;
  await sql.unsafe(`alter database ${database!.name} owner to postgres`);
}

/** Roles belong to the cluster, the rest to the database: a second database finds them there. */
const withoutRoleCreation = (text: string) => text.replaceAll(/^create role .*;$/gm, "");
