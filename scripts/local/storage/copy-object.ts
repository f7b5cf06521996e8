import { z } from "zod";
import type { Caller } from "./caller.ts";
import { commitBytes } from "./commit-bytes.ts";
import { holdBytes } from "./hold-bytes.ts";
import { mustBeKey } from "./names.ts";
import { findObject, type ObjectRow, requireBucket, writeObject } from "./object-rows.ts";
import { MoveRequest } from "./move-object.ts";
import type { Parts } from "./parts.ts";
import { mustFit } from "./upload-object.ts";

export const CopyRequest = MoveRequest.extend({
  copyMetadata: z.boolean().default(true),
  metadata: z.object({ cacheControl: z.string().optional(), mimetype: z.string().optional() }).optional(),
});

const OPERATION = "storage.object.copy";

/** Copies an object the caller may read to a name they may write; the copy is theirs. */
export async function copyObject(
  parts: Parts,
  caller: Caller,
  request: z.infer<typeof CopyRequest>,
  upsert: boolean,
): Promise<{ Id: string; Key: string }> {
  const { bucketId, sourceKey, destinationKey: name, destinationBucket: bucket = bucketId, copyMetadata } =
    request;
  mustBeKey(name);
  const rules = await requireBucket(parts, bucket);
  const metadataOf = (row: ObjectRow) => ({
    ...row.metadata,
    ...(copyMetadata ? {} : request.metadata),
    lastModified: new Date().toISOString(),
  });
  const find = () => parts.database.as(caller, OPERATION, (tx) => findObject(tx, bucketId, sourceKey));
  const { row: source, bytes: incoming } = await holdBytes(await find(), find, (row) => {
    const { mimetype, size } = metadataOf(row);
    mustFit(rules, mimetype, size);
    return parts.files.copy(bucketId, row.version);
  });
  const metadata = metadataOf(source);
  const version = crypto.randomUUID();
  const userMetadata = copyMetadata ? source.user_metadata : null;
  const { id, replaced } = await commitBytes(
    parts,
    caller,
    OPERATION,
    incoming,
    { bucket, version },
    (tx) => writeObject(tx, caller, { bucket, name, version, metadata, userMetadata }, upsert),
  );
  if (replaced) await parts.files.remove(bucket, replaced);
  return { Id: id, Key: `${bucket}/${name}` };
}
