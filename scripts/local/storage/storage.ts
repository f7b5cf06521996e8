import { Hono } from "hono";
import { cors } from "hono/cors";
import { addBucketRoutes } from "./buckets.ts";
import { createAuthenticate } from "./caller.ts";
import { connectDatabase } from "./database.ts";
import { createFiles } from "./files.ts";
import { addObjectRoutes } from "./object-routes.ts";
import { createSignatures } from "./signatures.ts";
import { addSignedRoutes } from "./signed-routes.ts";
import { StorageError, storageErrorFrom } from "./storage-error.ts";

export interface StorageOptions {
  /** The owner's (`postgres`), who may become anon, authenticated and service_role. */
  databaseUrl: string;
  /** Where the bytes lie. */
  folder: string;
  /** Of the users' HS256 access tokens. */
  jwtSecret: string;
  secretKey: string;
  publishableKey: string;
  /** Of signed links. */
  signingKey: string;
}

export interface Storage {
  /** Answers what lies under `/storage/v1`. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Supabase Storage for this machine: the calls that supabase-js makes, over the real storage tables and under the
 * real policies, with the bytes in a folder. Left out: image transformation, resumable uploads, S3, versioning.
 */
export function createStorage(options: StorageOptions): Storage {
  const database = connectDatabase(options.databaseUrl);
  const parts = {
    database,
    files: createFiles(options.folder),
    authenticate: createAuthenticate(options),
    signatures: createSignatures(options.signingKey),
  };
  const app = new Hono().basePath("/storage/v1");
  app.use(cors());
  addBucketRoutes(app, parts);
  addSignedRoutes(app, parts);
  addObjectRoutes(app, parts);
  app.notFound((c) => {
    const route = `${c.req.method}:${c.req.path}`;
    return new StorageError("404", "NotFound", `The local Storage has no route ${route}`, "Not Found")
      .response();
  });
  app.onError((error) => {
    const known = storageErrorFrom(error);
    if (!known) console.error("Storage:", error);
    return (known ?? new StorageError("500", "InternalError", "Internal server error", "Internal"))
      .response();
  });
  return {
    fetch: async (request) => await app.fetch(request),
    close: () => database.close(),
  };
}
