import { createDatabase, urlAs } from "../../../scripts/local/database.ts";
import { startThrowAwayCluster } from "../../../scripts/local/postgres/throw-away-cluster.ts";

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
  const cluster = made.use(await startThrowAwayCluster({ settings }));
  const password = crypto.randomUUID();
  const ownerUrl = await createDatabase(cluster, NAME, password);

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
