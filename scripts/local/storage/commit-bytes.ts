import type { Caller } from "./caller.ts";
import type { Transaction } from "./database.ts";
import type { Incoming } from "./files.ts";
import type { Parts } from "./parts.ts";

/**
 * Runs `write`, which names `version` in a row, and gives the bytes their place just before that row commits.
 * So no row is ever seen without its bytes, and a row that was refused leaves none behind.
 */
export async function commitBytes<T>(
  { database, files }: Parts,
  caller: Caller,
  operation: string,
  incoming: Incoming,
  target: { bucket: string; version: string },
  write: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let kept = false;
  try {
    return await database.as(caller, operation, async (tx) => {
      const written = await write(tx);
      await incoming.keep(target.bucket, target.version);
      kept = true;
      return written;
    });
  } catch (error) {
    if (!kept) await incoming.discard();
    // The answer to a commit can be lost though it happened: bytes go only when no row is seen to name them.
    else if (!await isNamed()) await files.remove(target.bucket, target.version);
    throw error;
  }

  async function isNamed(): Promise<boolean> {
    try {
      const rows = await database.owner`select from storage.objects where version = ${target.version}`;
      return rows.length > 0;
    } catch {
      return true;
    }
  }
}
