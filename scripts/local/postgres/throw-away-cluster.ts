import { type Cluster, type ClusterOptions, removeCluster, startCluster } from "./cluster.ts";

/** A running Postgres whose data is gone once it is disposed of. */
export interface ThrowAwayCluster extends Cluster, AsyncDisposable {
  /** Stops the server and starts it with other settings, on the same data. */
  restart(options: Omit<ClusterOptions, "folder" | "durable">): Promise<void>;
}

/** Starts a Postgres in a temporary folder. It doesn't wait for the disk. */
export async function startThrowAwayCluster(
  options: Omit<ClusterOptions, "folder" | "durable"> = {},
): Promise<ThrowAwayCluster> {
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-" });
  const start = (chosen: typeof options) => startCluster({ ...chosen, folder, durable: false });
  let cluster: Cluster;
  try {
    // Root runs Postgres as another user, who must be able to enter.
    await Deno.chmod(folder, 0o755).catch(() => {});
    cluster = await start(options);
  } catch (error) {
    await removeCluster(folder);
    throw error;
  }
  return {
    get port() {
      return cluster.port;
    },
    get version() {
      return cluster.version;
    },
    superuserUrl: (database) => cluster.superuserUrl(database),
    stop: () => cluster.stop(),
    async restart(chosen) {
      await cluster.stop();
      cluster = await start(chosen);
    },
    async [Symbol.asyncDispose]() {
      await cluster.stop();
      await removeCluster(folder);
    },
  };
}
