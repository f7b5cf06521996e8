import { connect, prepareDatabase } from "../local/database.ts";
import { startCluster } from "../local/postgres/cluster.ts";

/** Gives `use` the owner's address of a database that has every migration and nothing else; it is gone afterwards. */
export async function withScratchDatabase<T>(use: (ownerUrl: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "frontdesk-generate-" });
  try {
    // Root runs Postgres as another user, who must be able to enter; Windows has no such modes.
    await Deno.chmod(folder, 0o755).catch(() => {});
    const cluster = await startCluster({ folder, durable: false });
    try {
      const maker = connect(cluster.superuserUrl("postgres"), 1);
      await maker.unsafe("create database frontdesk");
      await maker.end();
      return await use(await prepareDatabase(cluster, "frontdesk", crypto.randomUUID()));
    } finally {
      await cluster.stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
