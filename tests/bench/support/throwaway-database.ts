import { connect, prepareDatabase, urlAs } from "../../../scripts/local/database.ts";
import { startCluster } from "../../../scripts/local/postgres/cluster.ts";

export interface ThrowawayDatabase extends AsyncDisposable {
  version: string;
  ownerUrl: string;
  superuserUrl: string;
  urlAs(role: string): string;
}

const NAME = "frontdesk_bench";

/** A Postgres of its own with every migration, gone with its data when disposed. Doesn't wait for the disk. */
export async function makeThrowawayDatabase(settings: Record<string, string> = {}): Promise<ThrowawayDatabase> {
  await using made = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-bench-" });
  made.defer(() => Deno.remove(folder, { recursive: true }));
  // Root runs Postgres as another user, who must be able to enter.
  await Deno.chmod(folder, 0o755).catch(() => {});
  const cluster = await startCluster({ folder, durable: false, settings });
  made.defer(() => cluster.stop());
  const maker = connect(cluster.superuserUrl("postgres"), 1);
  await maker.unsafe(`create database ${NAME}`);
  await maker.end();
  const password = crypto.randomUUID();
  const ownerUrl = await prepareDatabase(cluster, NAME, password);
  const superuserUrl = cluster.superuserUrl(NAME);
  const kept = made.move();
  return {
    version: cluster.version,
    ownerUrl,
    superuserUrl,
    urlAs: (role) => urlAs(superuserUrl, role, password),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
