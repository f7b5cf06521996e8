import { join } from "node:path";

/**
 * Claims a cluster's folder for this process. The system itself gives the claim back when the process ends, however it
 * ends; so who holds it knows that a Postgres which runs on this data was left behind. Throws while somebody else does.
 */
export async function claimHome(home: string): Promise<Disposable> {
  const file = await Deno.open(join(home, "claim"), { write: true, create: true });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new Error(
    `Another Frontdesk is running on the data in ${home}. Stop it first (Ctrl-C in its window).`,
  );
}
