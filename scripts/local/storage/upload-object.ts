import { Buffer } from "node:buffer";
import { z } from "zod";
import type { Caller } from "./caller.ts";
import { commitBytes } from "./commit-bytes.ts";
import { readMultipart } from "./multipart.ts";
import { mustBeKey } from "./names.ts";
import { type BucketRules, requireBucket, UserMetadata, writeObject } from "./object-rows.ts";
import type { Parts } from "./parts.ts";
import { invalidMimeType, invalidRequest, tooLarge } from "./storage-error.ts";

/** Bytes; a bucket may allow less, never more. Hosted projects begin with the same. */
export const GLOBAL_SIZE_LIMIT = 50 * 1024 * 1024;

interface Upload {
  body: ReadableStream<Uint8Array> | null;
  mimeType: string;
  cacheControl: string;
  userMetadata: UserMetadata | null;
}

/** Stores a request's file under `name`, as the caller. Answers what supabase-js reads as `{ id, fullPath }`. */
export async function uploadObject(
  parts: Parts,
  caller: Caller,
  target: { bucket: string; name: string; upsert: boolean },
  request: Request,
): Promise<{ Id: string; Key: string }> {
  const { bucket, name, upsert } = target;
  mustBeKey(name);
  const rules = await requireBucket(parts, bucket);
  const upload = await readUpload(request);
  mustFit(rules, upload.mimeType);
  const incoming = await parts.files.receive(upload.body, sizeLimit(rules));
  const version = crypto.randomUUID();
  const metadata = {
    eTag: incoming.eTag,
    size: incoming.size,
    mimetype: upload.mimeType,
    cacheControl: upload.cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: incoming.size,
    httpStatusCode: 200,
  };
  const { id, replaced } = await commitBytes(
    parts,
    caller,
    "storage.object.upload",
    incoming,
    { bucket, version },
    (tx) =>
      writeObject(tx, caller, { bucket, name, version, metadata, userMetadata: upload.userMetadata }, upsert),
  );
  if (replaced) await parts.files.remove(bucket, replaced);
  return { Id: id, Key: `${bucket}/${name}` };
}

/** Throws Storage's refusal unless the bucket takes the type and, where it is known, the size in bytes. */
export function mustFit(rules: BucketRules, mimeType: string, size = 0) {
  const [type = ""] = mimeType.toLowerCase().split(";");
  const allowed = rules.allowed_mime_types ?? [];
  const takes = (pattern: string) =>
    pattern.endsWith("/*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type.trim();
  if (allowed.length > 0 && !allowed.some((pattern) => pattern === "*/*" || takes(pattern.toLowerCase()))) {
    throw invalidMimeType(mimeType);
  }
  if (size > sizeLimit(rules)) throw tooLarge();
}

const sizeLimit = (rules: BucketRules) =>
  Math.min(rules.file_size_limit ?? GLOBAL_SIZE_LIMIT, GLOBAL_SIZE_LIMIT);

/** A Blob comes as a form with its settings as fields, everything else as the body with them as headers. */
async function readUpload(request: Request): Promise<Upload> {
  const contentType = request.headers.get("content-type") ?? "application/octet-stream";
  if (contentType.startsWith("multipart/form-data")) {
    if (!request.body) throw invalidRequest("The multipart form is empty");
    const { fields, mimeType, body } = await readMultipart(contentType, request.body);
    const seconds = fields.get("cacheControl");
    const userMetadata = parseUserMetadata(fields.get("metadata"));
    return { body, mimeType, userMetadata, cacheControl: seconds ? `max-age=${seconds}` : "no-cache" };
  }
  const encoded = request.headers.get("x-metadata");
  return {
    body: request.body,
    mimeType: contentType,
    cacheControl: request.headers.get("cache-control") ?? "no-cache",
    userMetadata: parseUserMetadata(encoded === null ? undefined : Buffer.from(encoded, "base64").toString()),
  };
}

const UserMetadataText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("it is not JSON");
    return z.NEVER;
  }
}).pipe(UserMetadata);

function parseUserMetadata(text: string | undefined): UserMetadata | null {
  if (text === undefined) return null;
  const parsed = UserMetadataText.safeParse(text);
  if (!parsed.success) throw invalidRequest(`Invalid metadata: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}
