import type postgres from "postgres";
import { connect, urlAs } from "../../scripts/local/database.ts";

/** What scripts/test.ts prepared: a cluster with a template database that has every migration. */
interface TestCluster {
  superuserUrl: string;
  password: string;
}

export const TEMPLATE = "frontdesk_template";

export interface TestDatabase extends AsyncDisposable {
  /** The owner: sets the stage, and looks at what really is there. */
  sql: postgres.Sql;
  ownerUrl: string;
  urlAs(role: string): string;
}

/** A database of its own for one test file, cloned from the template in a moment. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const described = Deno.env.get("FRONTDESK_TEST_CLUSTER");
  if (!described) throw new Error("Tests need a Postgres: run them with `deno task test [file]`.");
  const cluster: TestCluster = JSON.parse(described);
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const superuser = connect(cluster.superuserUrl, 1);
  await superuser.unsafe(`create database ${name} template ${TEMPLATE} owner postgres`);
  const url = new URL(cluster.superuserUrl);
  url.pathname = `/${name}`;
  const as = (role: string) => urlAs(url.href, role, cluster.password);
  const sql = connect(as("postgres"));
  return {
    sql,
    ownerUrl: as("postgres"),
    urlAs: as,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await superuser.unsafe(`drop database ${name} with (force)`);
      await superuser.end();
    },
  };
}
