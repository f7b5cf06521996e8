import { z } from "zod";
import type { Caller } from "./caller.ts";
import type { ObjectRow } from "./object-rows.ts";
import type { Parts } from "./parts.ts";

export const RemoveRequest = z.object({ prefixes: z.array(z.string()).min(1).max(1000) });

/**
 * Removes the named objects, and answers with those that the caller could see and was allowed to remove. The
 * others are passed over in silence, as Storage does. The bytes go once the rows are gone for good.
 */
export async function removeObjects(
  { database, files }: Parts,
  caller: Caller,
  bucket: string,
  names: string[],
): Promise<ObjectRow[]> {
  const removed = await database.as(caller, "storage.object.delete_many", (tx) =>
    tx<ObjectRow[]>`
      delete from storage.objects where bucket_id = ${bucket} and name = any (${names}::text[])
      returning id, bucket_id, name, owner_id, version, metadata, user_metadata, created_at, updated_at,
        last_accessed_at`);
  for (const { version } of removed) await files.remove(bucket, version);
  return removed;
}
