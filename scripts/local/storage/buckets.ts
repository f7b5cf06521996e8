import type { Hono } from "hono";
import { z } from "zod";
import type { Transaction } from "./database.ts";
import { mustBeBucketName } from "./names.ts";
import type { Parts } from "./parts.ts";
import { readJson } from "./read-json.ts";
import { invalidRequest, noSuchBucket, StorageError, tooLarge } from "./storage-error.ts";
import { GLOBAL_SIZE_LIMIT } from "./upload-object.ts";

const Settings = z.object({
  public: z.boolean().optional(),
  file_size_limit: z.union([z.int().min(0), z.string()]).nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
});
const NewBucket = Settings.extend({ name: z.string(), id: z.string().optional() });
const Listing = z.object({
  limit: z.coerce.number().int().min(1).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  search: z.string().default(""),
  sortColumn: z.enum(["id", "name", "created_at", "updated_at"]).default("id"),
  sortOrder: z.enum(["asc", "desc"]).default("asc"),
});

/** The calls on buckets. They run as the caller too: without a policy on storage.buckets only the secret key sees any. */
export function addBucketRoutes(app: Hono, { authenticate, database, files }: Parts) {
  const columns = (tx: Transaction) =>
    tx`id, name, 'STANDARD' as type, coalesce(owner_id, '') as owner, public, file_size_limit::float8,
      allowed_mime_types, created_at, updated_at`;
  const requireVisible = async (tx: Transaction, id: string) => {
    const [bucket] = await tx`select ${columns(tx)} from storage.buckets where id = ${id}`;
    if (!bucket) throw noSuchBucket();
    return bucket;
  };

  app.get("/bucket", async (c) => {
    const caller = await authenticate(c.req.raw);
    const listing = Listing.safeParse(c.req.query());
    if (!listing.success) {
      throw invalidRequest(`querystring/${listing.error.issues[0]?.path.join("/")} is invalid`);
    }
    const { limit, offset, search, sortColumn, sortOrder } = listing.data;
    const buckets = await database.as(
      caller,
      "storage.bucket.list",
      (tx) =>
        tx`select ${columns(tx)} from storage.buckets where strpos(lower(name), lower(${search})) > 0
        order by ${tx(sortColumn)} ${sortOrder === "desc" ? tx`desc` : tx`asc`}
        limit ${limit ?? null} offset ${offset}`,
    );
    return c.json(buckets);
  });
  app.get("/bucket/:id", async (c) => {
    const caller = await authenticate(c.req.raw);
    return c.json(
      await database.as(caller, "storage.bucket.get", (tx) => requireVisible(tx, c.req.param("id"))),
    );
  });
  app.post("/bucket", async (c) => {
    const caller = await authenticate(c.req.raw);
    const bucket = await readJson(c.req.raw, NewBucket);
    const id = mustBeBucketName(bucket.id ?? bucket.name);
    await database.as(
      caller,
      "storage.bucket.create",
      (tx) =>
        tx`insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
        values (${id}, ${mustBeBucketName(bucket.name)}, ${caller.owner ?? null}, ${caller.owner ?? null},
          ${bucket.public ?? false}, ${bytesOf(bucket.file_size_limit)}, ${
          bucket.allowed_mime_types ?? null
        })`,
    );
    return c.json({ name: bucket.name });
  });
  app.put("/bucket/:id", async (c) => {
    const caller = await authenticate(c.req.raw);
    const { public: open, file_size_limit: size, allowed_mime_types: types } = await readJson(
      c.req.raw,
      Settings,
    );
    const changed = await database.as(
      caller,
      "storage.bucket.update",
      (tx) =>
        tx`update storage.buckets set updated_at = now(), public = coalesce(${open ?? null}, public),
          file_size_limit = case when ${size === undefined} then file_size_limit else ${
          bytesOf(size)
        }::bigint end,
          allowed_mime_types = case when ${types === undefined} then allowed_mime_types else ${
          types ?? null
        }::text[] end
        where id = ${c.req.param("id")} returning id`,
    );
    if (changed.length === 0) throw noSuchBucket();
    return c.json({ message: "Successfully updated" });
  });
  app.post("/bucket/:id/empty", async (c) => {
    const id = c.req.param("id");
    const removed = await database.as(await authenticate(c.req.raw), "storage.bucket.empty", async (tx) => {
      await requireVisible(tx, id);
      return await tx<
        { version: string }[]
      >`delete from storage.objects where bucket_id = ${id} returning version`;
    });
    for (const { version } of removed) await files.remove(id, version);
    return c.json({ message: "Successfully emptied" });
  });
  app.delete("/bucket/:id", async (c) => {
    const id = c.req.param("id");
    await database.as(await authenticate(c.req.raw), "storage.bucket.delete", async (tx) => {
      await requireVisible(tx, id);
      const [object] = await tx`select from storage.objects where bucket_id = ${id} limit 1`;
      if (object) {
        throw new StorageError("409", "ResourceNotEmpty", "The bucket you tried to delete is not empty");
      }
      const gone = await tx`delete from storage.buckets where id = ${id} returning id`;
      if (gone.length === 0) throw noSuchBucket();
    });
    return c.json({ message: "Successfully deleted" });
  });
}

const UNITS: Record<string, number> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/** Bytes of `20000` or `"20MB"`; null for no limit of its own. */
function bytesOf(limit: number | string | null | undefined): number | null {
  if (limit === null || limit === undefined) return null;
  const [, amount, unit = "b"] = /^(\d+(?:\.\d+)?)(gb|mb|kb|b)?$/i.exec(String(limit)) ?? [];
  if (amount === undefined) {
    throw invalidRequest("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
  }
  const bytes = Math.floor(Number(amount) * (UNITS[unit.toLowerCase()] ?? 1));
  if (bytes > GLOBAL_SIZE_LIMIT) throw tooLarge();
  return bytes;
}
