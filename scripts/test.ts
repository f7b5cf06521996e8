import { startThrowAwayCluster } from "./local/postgres/throw-away-cluster.ts";
import { makeTemplate, runTests } from "./test/test-cluster.ts";

/**
 * Runs the tests on a Postgres of their own: a throw-away cluster with a template database that each test file clones.
 * Arguments go to `deno test`: files, folders, --filter.
 */
async function test(args: string[]): Promise<number> {
  await using cluster = await startThrowAwayCluster();
  const password = crypto.randomUUID();
  await makeTemplate(cluster, password);
  const paths = args.some((argument) => !argument.startsWith("-")) ? [] : ["tests/"];
  return await runTests(cluster, password, [...args, ...paths]);
}

Deno.exit(await test(Deno.args));
