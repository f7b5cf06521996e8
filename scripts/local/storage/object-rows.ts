import { z } from "zod";
import { type Caller, serviceCaller } from "./caller.ts";
import { asOwner, type Transaction } from "./database.ts";
import type { Parts } from "./parts.ts";
import { noSuchBucket, noSuchKey } from "./storage-error.ts";

/** What Storage keeps of a file beside its bytes. */
export type Metadata = {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: number;
};

/** What an uploader attaches to a file of their own accord. */
export const UserMetadata = z.record(z.string(), z.json());
export type UserMetadata = z.infer<typeof UserMetadata>;

export interface ObjectRow {
  id: string;
  bucket_id: string;
  name: string;
  owner_id: string | null;
  version: string;
  metadata: Metadata;
  user_metadata: UserMetadata | null;
  created_at: Date;
  updated_at: Date;
  last_accessed_at: Date;
}

export interface BucketRules {
  public: boolean;
  /** Bytes. */
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
}

/** A bucket's rules, whoever asks: Storage holds uploads to them before the policies speak. */
export async function requireBucket({ database }: Parts, id: string): Promise<BucketRules> {
  const [bucket] = await database.owner<BucketRules[]>`
    select coalesce(public, false) as public, file_size_limit::float8, allowed_mime_types
    from storage.buckets where id = ${id}`;
  if (!bucket) throw noSuchBucket();
  return bucket;
}

/** The object if the caller may read it; in a public bucket everybody may. */
export async function requireObject(
  parts: Parts,
  caller: Caller,
  bucket: string,
  name: string,
): Promise<ObjectRow> {
  const [open] = await parts.database.owner`select from storage.buckets where id = ${bucket} and public`;
  return await parts.database.as(
    open ? serviceCaller() : caller,
    "storage.object.get",
    (tx) => findObject(tx, bucket, name),
  );
}

/**
 * The row as the transaction's role sees it. Throws Storage's 404, which also stands for "not for you", and for a
 * row that was inserted by hand and never had bytes.
 */
export async function findObject(tx: Transaction, bucket: string, name: string): Promise<ObjectRow> {
  const [row] = await tx<ObjectRow[]>`
    select id, bucket_id, name, owner_id, version, metadata, user_metadata, created_at, updated_at, last_accessed_at
    from storage.objects
    where bucket_id = ${bucket} and name = ${name} and version is not null and metadata is not null`;
  if (!row) throw noSuchKey();
  return row;
}

export interface NewObject {
  bucket: string;
  name: string;
  version: string;
  metadata: Metadata;
  userMetadata: UserMetadata | null;
}

export interface Written {
  id: string;
  /** The version whose bytes nobody names any more once the transaction has committed. */
  replaced: string | undefined;
}

/**
 * Inserts the row as the caller, so that the insert policy decides; with `upsert` the policies for reading and
 * updating decide too. Without a `returning` clause on purpose: who may only add needs no right to read.
 */
export async function writeObject(
  tx: Transaction,
  caller: Caller,
  object: NewObject,
  upsert: boolean,
): Promise<Written> {
  const { bucket, name, version, metadata, userMetadata } = object;
  const before = await asOwner(tx, caller, async () => {
    // Two uploads to one new name wait here for each other, else neither would know which bytes it replaces.
    await tx`select pg_advisory_xact_lock(hashtextextended(${`${bucket}/${name}`}, 0))`;
    const [row] = await tx<{ id: string; version: string }[]>`
      select id, version from storage.objects where bucket_id = ${bucket} and name = ${name} for update`;
    return row;
  });
  const id = before?.id ?? crypto.randomUUID();
  await tx`
    insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (${id}, ${bucket}, ${name}, ${caller.owner ?? null}, ${caller.owner ?? null}, ${version},
      ${tx.json(metadata)}, ${userMetadata && tx.json(userMetadata)})
    ${
    upsert
      ? tx`on conflict (bucket_id, name) do update set owner = excluded.owner, owner_id = excluded.owner_id,
          version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
          updated_at = now()`
      : tx``
  }`;
  return { id, replaced: before?.version };
}
