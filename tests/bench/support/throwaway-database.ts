import { connect, prepareDatabase, urlAs } from "../../../scripts/local/database.ts";
import { clusterHome, startCluster } from "../../../scripts/local/postgres/cluster.ts";

export interface ThrowawayDatabase extends AsyncDisposable {
  version: string;
  ownerUrl: string;
  urlAs(role: string): string;
}

const NAME = "frontdesk_bench";

/**
 * A Postgres of its own with every migration, gone with its data when disposed, or when Ctrl-C ends the bench. It never
 * waits for the disk: what is compared is work, and a disk shared with others would be noise.
 */
export async function makeThrowawayDatabase(
  settings: Record<string, string> = {},
): Promise<ThrowawayDatabase> {
  await using made = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-bench-" });
  made.defer(() => Deno.remove(folder, { recursive: true }));
  // Root runs Postgres as another user, who must be able to enter; where that fails the data lies elsewhere.
  await Deno.chmod(folder, 0o755).catch(() => {});
  const home = await clusterHome(folder);
  if (home !== folder) made.defer(() => Deno.remove(home, { recursive: true }));
  const cluster = await startCluster({ folder, durable: false, settings });
  made.defer(() => cluster.stop());

  const maker = connect(cluster.superuserUrl("postgres"), 1);
  await maker.unsafe(`create database ${NAME}`);
  await maker.end();
  const password = crypto.randomUUID();
  const ownerUrl = await prepareDatabase(cluster, NAME, password);

  const kept = made.move();
  // Interrupted, whoever was measuring fails with its connection: both then wait for the same end.
  let ending: Promise<void> | undefined;
  const end = () => ending ??= kept.disposeAsync();
  const interrupted = async () => {
    await end();
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupted);
  kept.defer(() => Deno.removeSignalListener("SIGINT", interrupted));
  return {
    version: cluster.version,
    ownerUrl,
    urlAs: (role) => urlAs(cluster.superuserUrl(NAME), role, password),
    [Symbol.asyncDispose]: end,
  };
}
