import { createDatabase } from "../local/database.ts";
import type { Cluster } from "../local/postgres/cluster.ts";

/** The database that each test file clones: every migration applied, nothing in it. tests/support/database.ts knows it. */
export const TEMPLATE = "frontdesk_template";

/** Makes the template database on a new cluster. `password` becomes that of the login roles. */
export const makeTemplate = (cluster: Cluster, password: string): Promise<string> =>
  createDatabase(cluster, TEMPLATE, password);

/** Runs `deno test` on a cluster that has the template. Returns the exit code. */
export async function runTests(cluster: Cluster, password: string, args: string[]): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--parallel", ...args],
    env: {
      FRONTDESK_TEST_CLUSTER: JSON.stringify({ superuserUrl: cluster.superuserUrl("postgres"), password }),
      DENO_JOBS: Deno.env.get("DENO_JOBS") ?? "2",
    },
  }).spawn().status;
  return code;
}
