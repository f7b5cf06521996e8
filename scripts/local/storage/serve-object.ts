import { holdBytes } from "./hold-bytes.ts";
import type { ObjectRow } from "./object-rows.ts";
import type { Parts } from "./parts.ts";
import { StorageError } from "./storage-error.ts";

export interface ServeOptions {
  /** The value of `?download`: a file name, or empty for the object's own. */
  download: string | undefined;
  /** When a signed link ends, in seconds since 1970. */
  expires?: number;
}

/** Answers with an object's bytes, a range of them, or 304. `find` is asked again as long as they are being replaced. */
export async function serveObject(
  { files }: Pick<Parts, "files">,
  request: Request,
  find: () => Promise<ObjectRow>,
  options: ServeOptions,
): Promise<Response> {
  const found = await find();
  const headers = headersOf(found, options);
  if (request.headers.get("if-none-match")?.includes(found.metadata.eTag)) {
    return new Response(null, { status: 304, headers });
  }
  if (request.method === "HEAD") return new Response(null, { headers });
  const { row, bytes: file } = await holdBytes(
    found,
    find,
    ({ bucket_id, version }) => files.open(bucket_id, version),
  );
  try {
    return await respond(file, row, headersOf(row, options), request.headers.get("range"));
  } catch (error) {
    file.close();
    throw error;
  }
}

async function respond(file: Deno.FsFile, row: ObjectRow, headers: Headers, wanted: string | null) {
  const { size } = row.metadata;
  const range = wanted === null ? undefined : rangeOf(wanted, size);
  if (!range) return new Response(file.readable, { headers });
  const length = range.end - range.start + 1;
  await file.seek(range.start, Deno.SeekMode.Start);
  headers.set("content-range", `bytes ${range.start}-${range.end}/${size}`);
  headers.set("content-length", String(length));
  return new Response(file.readable.pipeThrough(firstBytes(length)), { status: 206, headers });
}

/** One range; several are answered with the whole, as HTTP permits. Throws Storage's 400 for one outside the file. */
function rangeOf(header: string, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new StorageError("400", "InvalidRange", "invalid range provided", "invalid_range");
  return { start, end };
}

function firstBytes(length: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = length;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) controller.terminate();
    },
  });
}

function headersOf({ metadata, updated_at }: ObjectRow, { download, expires }: ServeOptions): Headers {
  const headers = new Headers({
    "accept-ranges": "bytes",
    "content-length": String(metadata.size),
    // Hosted Storage serves no pages either: an uploaded one would run on the project's own address.
    "content-type": metadata.mimetype.includes("text/html") ? "text/plain" : metadata.mimetype,
    "x-content-type-options": "nosniff",
    "etag": metadata.eTag,
    "last-modified": updated_at.toUTCString(),
  });
  if (expires === undefined) headers.set("cache-control", metadata.cacheControl);
  else headers.set("expires", new Date(expires * 1000).toUTCString());
  if (download === "") headers.set("content-disposition", "attachment;");
  else if (download !== undefined) {
    const name = encodeURIComponent(download);
    headers.set("content-disposition", `attachment; filename=${name}; filename*=UTF-8''${name};`);
  }
  return headers;
}
