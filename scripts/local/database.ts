import postgres from "postgres";
import { installPlatform } from "./platform/install.ts";
import { migrate, type Migration } from "./migrate.ts";
import type { Cluster } from "./postgres/cluster.ts";

/** Opens a connection for tools; notices are noise there. */
export const connect = (url: string, max = 4): postgres.Sql => postgres(url, { max, onnotice: () => {} });

/** A database's address as one of its login roles. */
export function urlAs(superuserUrl: string, role: string, password: string): string {
  const url = new URL(superuserUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

/** Makes a new Frontdesk database with every migration and nothing in it. Returns the owner's URL. */
export async function createDatabase(
  cluster: Pick<Cluster, "superuserUrl">,
  database: string,
  password: string,
): Promise<string> {
  const superuser = connect(cluster.superuserUrl("postgres"), 1);
  try {
    await superuser`create database ${superuser(database)}`;
  } finally {
    await superuser.end();
  }
  return await prepareDatabase(cluster, database, password);
}

/** Makes `database` a Frontdesk database: what it lacks of the platform, then of the migrations. Returns the owner's URL. */
export async function prepareDatabase(
  cluster: Pick<Cluster, "superuserUrl">,
  database: string,
  password: string,
  onApplied?: (migration: Migration) => void,
): Promise<string> {
  const superuser = connect(cluster.superuserUrl(database), 1);
  try {
    await installPlatform(superuser, password);
  } finally {
    await superuser.end();
  }
  const ownerUrl = urlAs(cluster.superuserUrl(database), "postgres", password);
  const owner = connect(ownerUrl, 1);
  try {
    await migrate(owner, onApplied);
  } finally {
    await owner.end();
  }
  return ownerUrl;
}

/** Puts the demo businesses in, unless they are there. */
export async function seed(ownerUrl: string): Promise<void> {
  const owner = connect(ownerUrl, 1);
  try {
    await owner.unsafe(await Deno.readTextFile(new URL("../../supabase/seed.sql", import.meta.url)));
  } finally {
    await owner.end();
  }
}
