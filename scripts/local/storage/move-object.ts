import { z } from "zod";
import type { Caller } from "./caller.ts";
import { commitBytes } from "./commit-bytes.ts";
import type { Transaction } from "./database.ts";
import { mustBeKey } from "./names.ts";
import { findObject, type ObjectRow, requireBucket } from "./object-rows.ts";
import type { Parts } from "./parts.ts";
import { noSuchKey } from "./storage-error.ts";
import { mustFit } from "./upload-object.ts";

export const MoveRequest = z.object({
  bucketId: z.string(),
  sourceKey: z.string(),
  destinationKey: z.string(),
  destinationBucket: z.string().optional(),
});

const OPERATION = "storage.object.move";

/** Renames the row as the caller. Bytes lie under their version, so only a move to another bucket touches them. */
export async function moveObject(
  parts: Parts,
  caller: Caller,
  { bucketId, sourceKey, destinationKey, destinationBucket = bucketId }: z.infer<typeof MoveRequest>,
): Promise<{ message: string; Id: string; Key: string }> {
  mustBeKey(destinationKey);
  const rules = await requireBucket(parts, destinationBucket);
  const source = await parts.database.as(caller, OPERATION, (tx) => findObject(tx, bucketId, sourceKey));
  if (destinationBucket === bucketId) {
    await parts.database.as(
      caller,
      OPERATION,
      (tx) => rename(tx, source, bucketId, destinationKey, source.version),
    );
  } else {
    mustFit(rules, source.metadata.mimetype, source.metadata.size);
    const incoming = await parts.files.copy(bucketId, source.version);
    if (!incoming) throw noSuchKey();
    const version = crypto.randomUUID();
    const target = { bucket: destinationBucket, version };
    await commitBytes(
      parts,
      caller,
      OPERATION,
      incoming,
      target,
      (tx) => rename(tx, source, destinationBucket, destinationKey, version),
    );
    await parts.files.remove(bucketId, source.version);
  }
  return { message: "Successfully moved", Id: source.id, Key: destinationKey };
}

/** Moves the version that was looked at, no other: somebody may have replaced or removed it since. */
async function rename(tx: Transaction, source: ObjectRow, bucket: string, name: string, version: string) {
  const rows = await tx`
    update storage.objects set bucket_id = ${bucket}, name = ${name}, version = ${version}, updated_at = now()
    where id = ${source.id} and version = ${source.version} returning id`;
  if (rows.length === 0) throw noSuchKey();
}
