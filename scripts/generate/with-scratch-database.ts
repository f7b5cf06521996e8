import { createDatabase } from "../local/database.ts";
import { startThrowAwayCluster } from "../local/postgres/throw-away-cluster.ts";

/** Gives `use` the owner's address of a database that has every migration and nothing else; it is gone afterwards. */
export async function withScratchDatabase<T>(use: (ownerUrl: string) => Promise<T>): Promise<T> {
  await using cluster = await startThrowAwayCluster();
  return await use(await createDatabase(cluster, "frontdesk", crypto.randomUUID()));
}
