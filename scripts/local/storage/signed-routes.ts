import type { Hono } from "hono";
import { z } from "zod";
import { type Caller, serviceCaller } from "./caller.ts";
import { mustBeKey } from "./names.ts";
import { findObject, requireBucket, writeObject } from "./object-rows.ts";
import { wantsUpsert } from "./object-routes.ts";
import type { Parts } from "./parts.ts";
import { readJson } from "./read-json.ts";
import { serveObject } from "./serve-object.ts";
import { uploadObject } from "./upload-object.ts";

const Expiry = z.object({ expiresIn: z.int().min(1) });
const ExpiryOfMany = Expiry.extend({ paths: z.array(z.string()).min(1).max(1000) });

/** Seconds an upload link works; hosted projects have no other value. */
const UPLOAD_SECONDS = 2 * 60 * 60;

/**
 * Links that need no sign-in. The policies decide when a link is made; from then on whoever holds it may use it,
 * until it expires, for that object and that purpose.
 */
export function addSignedRoutes(app: Hono, parts: Parts) {
  const { authenticate, database, signatures } = parts;

  app.post("/object/upload/sign/:bucket/:name{.+}", async (c) => {
    const { bucket, name } = c.req.param();
    const caller = await authenticate(c.req.raw);
    const upsert = wantsUpsert(c);
    await requireUploadAllowed(parts, caller, bucket, name, upsert);
    const url = `${bucket}/${name}`;
    const token = await signatures.sign(
      { url, scope: "upload", owner: caller.owner, upsert },
      UPLOAD_SECONDS,
    );
    return c.json({ url: `/object/upload/sign/${url}?token=${token}`, token });
  });
  app.put("/object/upload/sign/:bucket/:name{.+}", async (c) => {
    const { bucket, name } = c.req.param();
    const { owner, upsert = false } = await signatures.verify(c.req.query("token"), "upload", bucket, name);
    return c.json(await uploadObject(parts, serviceCaller(owner), { bucket, name, upsert }, c.req.raw));
  });

  const signedPath = async (bucket: string, name: string, seconds: number) => {
    const url = `${bucket}/${name}`;
    return `/object/sign/${url}?token=${await signatures.sign({ url, scope: "download" }, seconds)}`;
  };
  app.post("/object/sign/:bucket", async (c) => {
    const bucket = c.req.param("bucket");
    const caller = await authenticate(c.req.raw);
    const { expiresIn, paths } = await readJson(c.req.raw, ExpiryOfMany);
    const rows = await database.as(caller, "storage.object.sign_many", (tx) =>
      tx<{ name: string }[]>`
        select name from storage.objects where bucket_id = ${bucket} and name = any (${paths}::text[])`);
    const visible = new Set(rows.map(({ name }) => name));
    const error = "Either the object does not exist or you do not have access to it";
    return c.json(
      await Promise.all(
        paths.map(async (path) =>
          visible.has(path)
            ? { error: null, path, signedURL: await signedPath(bucket, path, expiresIn) }
            : { error, path, signedURL: null }
        ),
      ),
    );
  });
  app.post("/object/sign/:bucket/:name{.+}", async (c) => {
    const { bucket, name } = c.req.param();
    const caller = await authenticate(c.req.raw);
    const { expiresIn } = await readJson(c.req.raw, Expiry);
    await database.as(caller, "storage.object.sign", (tx) => findObject(tx, bucket, name));
    return c.json({ signedURL: await signedPath(bucket, name, expiresIn) });
  });
  app.get("/object/sign/:bucket/:name{.+}", async (c) => {
    const { bucket, name } = c.req.param();
    const { exp: expires } = await signatures.verify(c.req.query("token"), "download", bucket, name);
    const find = () =>
      database.as(serviceCaller(), "storage.object.get_signed", (tx) => findObject(tx, bucket, name));
    return await serveObject(parts, c.req.raw, find, { download: c.req.query("download"), expires });
  });
}

/** Writes the row as the caller and takes it back, to learn what the policies say. Throws their refusal. */
async function requireUploadAllowed(
  parts: Parts,
  caller: Caller,
  bucket: string,
  name: string,
  upsert: boolean,
) {
  mustBeKey(name);
  await requireBucket(parts, bucket);
  const metadata = {
    eTag: "",
    size: 0,
    mimetype: "",
    cacheControl: "",
    lastModified: "",
    contentLength: 0,
    httpStatusCode: 200,
  };
  const probe = { bucket, name, version: crypto.randomUUID(), metadata, userMetadata: null };
  try {
    await parts.database.as(caller, "storage.object.upload_signed", async (tx) => {
      await writeObject(tx, caller, probe, upsert);
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
}

class TakenBack extends Error {}
