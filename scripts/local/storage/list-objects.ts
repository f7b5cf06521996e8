import { Buffer } from "node:buffer";
import { z } from "zod";
import type { Caller } from "./caller.ts";
import type { Metadata } from "./object-rows.ts";
import type { Parts } from "./parts.ts";
import { invalidRequest } from "./storage-error.ts";

const Order = z.enum(["asc", "desc"]).default("asc");

export const ListRequest = z.object({
  prefix: z.string(),
  limit: z.int().min(1).default(100),
  offset: z.int().min(0).default(0),
  search: z.string().default(""),
  sortBy: z.object({
    column: z.enum(["name", "updated_at", "created_at", "last_accessed_at"]).default("name"),
    order: Order,
  }).default({ column: "name", order: "asc" }),
});

export const ListV2Request = z.object({
  prefix: z.string().default(""),
  limit: z.int().min(1).max(1000).default(1000),
  cursor: z.string().optional(),
  with_delimiter: z.boolean().default(false),
  sortBy: z.object({ column: z.enum(["name", "updated_at", "created_at"]), order: Order })
    .default({ column: "name", order: "asc" }),
});

/** A file, or a folder: then everything but the name is null. */
interface Entry {
  name: string;
  id: string | null;
  updated_at: Date | null;
  created_at: Date | null;
  last_accessed_at: Date | null;
  metadata: Metadata | null;
}

/** The folder's files and folders that the caller may see, named relative to it; folders come first. */
export async function listObjects(
  parts: Parts,
  caller: Caller,
  bucket: string,
  request: z.infer<typeof ListRequest>,
): Promise<Entry[]> {
  const prefix = request.prefix === "" || request.prefix.endsWith("/")
    ? request.prefix
    : `${request.prefix}/`;
  return await findEntries(parts, caller, { ...request, ...request.sortBy, bucket, prefix, delimited: true });
}

/** The newer listing: by any prefix, flat or in folders, page by page. The cursor is ours to read alone. */
export async function listObjectsV2(
  parts: Parts,
  caller: Caller,
  bucket: string,
  request: z.infer<typeof ListV2Request>,
) {
  const { limit, sortBy, with_delimiter: delimited } = request;
  const offset = request.cursor ? readCursor(request.cursor) : 0;
  // Folders are cut at the next slash after the last one of the prefix; the rest of the prefix is a search.
  const prefix = delimited ? request.prefix.slice(0, request.prefix.lastIndexOf("/") + 1) : request.prefix;
  const search = request.prefix.slice(prefix.length);
  const query = { bucket, prefix, search, delimited, ...sortBy, offset, limit: limit + 1 };
  const entries = await findEntries(parts, caller, query);
  const hasNext = entries.length > limit;
  const page = entries.slice(0, limit).map((entry) => ({ ...entry, name: prefix + entry.name }));
  return {
    hasNext,
    folders: page.filter(({ id }) => id === null).map(({ name }) => ({ name: `${name}/`, key: name })),
    objects: page.filter(({ id }) => id !== null).map((entry) => ({ ...entry, key: entry.name })),
    ...(hasNext ? { nextCursor: Buffer.from(String(offset + limit)).toString("base64url") } : {}),
  };
}

function readCursor(cursor: string): number {
  const offset = Number(Buffer.from(cursor, "base64url").toString());
  if (!Number.isSafeInteger(offset) || offset < 0) throw invalidRequest("body/cursor is not one of ours");
  return offset;
}

interface Query {
  bucket: string;
  prefix: string;
  search: string;
  delimited: boolean;
  column: string;
  order: "asc" | "desc";
  limit: number;
  offset: number;
}

async function findEntries({ database }: Parts, caller: Caller, query: Query): Promise<Entry[]> {
  const { bucket, prefix, search, delimited, column, order, limit, offset } = query;
  return await database.as(caller, "storage.object.list", (tx) =>
    tx<Entry[]>`
      with visible as (
        select substr(name, length(${prefix}::text) + 1) as rest, id, updated_at, created_at, last_accessed_at, metadata
        from storage.objects where bucket_id = ${bucket} and starts_with(name, ${prefix})
      ), entries as (
        select distinct split_part(rest, '/', 1) as name, null::uuid as id, null::timestamptz as updated_at,
          null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
        from visible where ${delimited}::boolean and strpos(rest, '/') > 0
        union all
        select rest, id, updated_at, created_at, last_accessed_at, metadata
        from visible where not (${delimited}::boolean and strpos(rest, '/') > 0)
      )
      select * from entries where starts_with(lower(name), lower(${search}))
      order by id is not null, ${column === "name" ? tx`name collate "C"` : tx(column)}
        ${order === "desc" ? tx`desc` : tx`asc`}, name collate "C"
      limit ${limit} offset ${offset}`);
}
