import { connect, prepareDatabase } from "./local/database.ts";
import { startCluster } from "./local/postgres/cluster.ts";

/**
 * Runs the tests on a Postgres of their own: a throw-away cluster with a template database that each test file clones.
 * Arguments go to `deno test`: files, folders, --filter.
 */
const folder = await Deno.makeTempDir({ prefix: "frontdesk-test-" });
await Deno.chmod(folder, 0o755).catch(() => {});
const cluster = await startCluster({ folder, durable: false });
let code = 1;
try {
  const password = crypto.randomUUID();
  const superuserUrl = cluster.superuserUrl("postgres");
  const maker = connect(superuserUrl, 1);
  await maker.unsafe("create database frontdesk_template");
  await maker.end();
  await prepareDatabase(cluster, "frontdesk_template", password);
  const paths = Deno.args.some((argument) => !argument.startsWith("-")) ? [] : ["tests/"];
  const { code: ended } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--parallel", ...Deno.args, ...paths],
    env: {
      FRONTDESK_TEST_CLUSTER: JSON.stringify({ superuserUrl, password }),
      DENO_JOBS: Deno.env.get("DENO_JOBS") ?? "2",
    },
  }).spawn().status;
  code = ended;
} finally {
  await cluster.stop();
  await Deno.remove(folder, { recursive: true });
}
Deno.exit(code);
