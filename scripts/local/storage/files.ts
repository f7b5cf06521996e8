import { createHash } from "node:crypto";
import { join } from "node:path";
import { invalidRequest, StorageError, tooLarge } from "./storage-error.ts";

/** Bytes that lie under a temporary name until a row speaks for them. */
export interface Incoming {
  /** Gives them their place. Call it before the row commits: a row without bytes must never be seen. */
  keep(bucket: string, version: string): Promise<void>;
  discard(): Promise<void>;
}

export interface Measure {
  size: number;
  /** MD5 in quotes, as S3 gives it. */
  eTag: string;
}

export interface Files {
  /** Writes a stream to disk. Throws Storage's 413 when it is longer than `limit` bytes. */
  receive(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Incoming & Measure>;
  /** `undefined` when the version has no bytes. */
  copy(bucket: string, version: string): Promise<Incoming | undefined>;
  open(bucket: string, version: string): Promise<Deno.FsFile | undefined>;
  /** Never throws: bytes that nobody names are harmless, a failed answer after a commit is not. */
  remove(bucket: string, version: string): Promise<void>;
}

/** How far an upload that is too large is still read, in bytes: a client that is cut off hears no answer. */
const PATIENCE = 64 * 1024 * 1024;

/** Bytes lie in `<folder>/<bucket>/<version>`; a version is a uuid we made, so no name can lead out of the folder. */
export function createFiles(folder: string): Files {
  const pathOf = (bucket: string, version: string) => {
    if (!/^[0-9a-f-]{36}$/.test(version)) {
      throw new Error(`storage.objects has a version that is no uuid: ${version}`);
    }
    return join(folder, folderName(bucket), version);
  };

  async function stage<T>(write: (path: string) => Promise<T>): Promise<Incoming & T> {
    await Deno.mkdir(join(folder, ".incoming"), { recursive: true });
    const path = join(folder, ".incoming", crypto.randomUUID());
    const discard = () => Deno.remove(path).catch(() => {});
    try {
      return {
        ...await write(path),
        discard,
        async keep(bucket, version) {
          await Deno.mkdir(join(folder, folderName(bucket)), { recursive: true });
          await Deno.rename(path, pathOf(bucket, version));
        },
      };
    } catch (error) {
      await discard();
      throw error;
    }
  }

  return {
    receive: (body, limit) => stage((path) => writeStream(path, body, limit)),
    async copy(bucket, version) {
      try {
        return await stage((path) => Deno.copyFile(pathOf(bucket, version), path).then(() => ({})));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    },
    open: (bucket, version) => openIfThere(pathOf(bucket, version)),
    async remove(bucket, version) {
      try {
        await Deno.remove(pathOf(bucket, version));
      } catch {
        // Gone already, or still being read on a system that locks open files.
      }
    },
  };
}

async function writeStream(
  path: string,
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Measure> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const hash = createHash("md5");
  let size = 0;
  const reader = body?.getReader();
  while (reader) {
    const { value, done } = await reader.read().catch((cause) => {
      throw cause instanceof StorageError ? cause : invalidRequest("The upload broke off");
    });
    if (done) break;
    size += value.length;
    if (size > limit + PATIENCE) await reader.cancel();
    if (size > limit) continue;
    hash.update(value);
    await writeAll(file, value);
  }
  if (size > limit) throw tooLarge();
  await file.syncData();
  return { size, eTag: `"${hash.digest("hex")}"` };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array) {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

async function openIfThere(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Bucket names may hold what a file system can't (`..`, `:`, `*`); those characters are spelled out. */
const folderName = (bucket: string) =>
  bucket.replaceAll(/[^\w-]/g, (mark) => `=${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
