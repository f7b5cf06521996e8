import type { Context, Hono } from "hono";
import { copyObject, CopyRequest } from "./copy-object.ts";
import { listObjects, listObjectsV2, ListRequest, ListV2Request } from "./list-objects.ts";
import { moveObject, MoveRequest } from "./move-object.ts";
import { findObject, requireBucket, requireObject } from "./object-rows.ts";
import { serviceCaller } from "./caller.ts";
import type { Parts } from "./parts.ts";
import { readJson } from "./read-json.ts";
import { removeObjects, RemoveRequest } from "./remove-objects.ts";
import { serveObject } from "./serve-object.ts";
import { noSuchBucket } from "./storage-error.ts";
import { uploadObject } from "./upload-object.ts";

/** The calls on objects. The routes with a bucket in second place come last: they'd catch the others. */
export function addObjectRoutes(app: Hono, parts: Parts) {
  const callerOf = (c: Context) => parts.authenticate(c.req.raw);

  app.post("/object/list/:bucket", async (c) => {
    const caller = await callerOf(c);
    return c.json(
      await listObjects(parts, caller, c.req.param("bucket"), await readJson(c.req.raw, ListRequest)),
    );
  });
  app.post("/object/list-v2/:bucket", async (c) => {
    const caller = await callerOf(c);
    return c.json(
      await listObjectsV2(parts, caller, c.req.param("bucket"), await readJson(c.req.raw, ListV2Request)),
    );
  });
  app.post("/object/move", async (c) => {
    const caller = await callerOf(c);
    return c.json(await moveObject(parts, caller, await readJson(c.req.raw, MoveRequest)));
  });
  app.post("/object/copy", async (c) => {
    const caller = await callerOf(c);
    return c.json(await copyObject(parts, caller, await readJson(c.req.raw, CopyRequest), wantsUpsert(c)));
  });
  app.delete("/object/:bucket", async (c) => {
    const caller = await callerOf(c);
    const { prefixes } = await readJson(c.req.raw, RemoveRequest);
    return c.json(await removeObjects(parts, caller, c.req.param("bucket"), prefixes));
  });

  app.get("/object/info/:bucket/:name{.+}", async (c) => {
    const { bucket, name } = c.req.param();
    const { metadata, user_metadata, ...row } = await requireObject(parts, await callerOf(c), bucket, name);
    return c.json({
      id: row.id,
      name: row.name,
      version: row.version,
      bucket_id: row.bucket_id,
      size: metadata.size,
      content_type: metadata.mimetype,
      cache_control: metadata.cacheControl,
      etag: metadata.eTag,
      metadata: user_metadata,
      last_modified: row.updated_at,
      created_at: row.created_at,
    });
  });
  app.get("/object/public/:bucket/:name{.+}", async (c) => {
    const { bucket, name } = c.req.param();
    if (!(await requireBucket(parts, bucket)).public) throw noSuchBucket();
    const find = () =>
      parts.database.as(serviceCaller(), "storage.object.get_public", (tx) => findObject(tx, bucket, name));
    return await serveObject(parts, c.req.raw, find, { download: c.req.query("download") });
  });

  const download = async (c: Context, bucket: string, name: string) => {
    const caller = await callerOf(c);
    const find = () => requireObject(parts, caller, bucket, name);
    return await serveObject(parts, c.req.raw, find, { download: c.req.query("download") });
  };
  app.get(
    "/object/authenticated/:bucket/:name{.+}",
    (c) => download(c, c.req.param("bucket"), c.req.param("name")),
  );
  app.get("/object/:bucket/:name{.+}", (c) => download(c, c.req.param("bucket"), c.req.param("name")));

  const upload = async (c: Context, bucket: string, name: string, upsert: boolean) =>
    c.json(await uploadObject(parts, await callerOf(c), { bucket, name, upsert }, c.req.raw));
  app.post(
    "/object/:bucket/:name{.+}",
    (c) => upload(c, c.req.param("bucket"), c.req.param("name"), wantsUpsert(c)),
  );
  // `update()` of supabase-js: hosted Storage makes the object too when there is none.
  app.put("/object/:bucket/:name{.+}", (c) => upload(c, c.req.param("bucket"), c.req.param("name"), true));
}

export const wantsUpsert = (c: Context) => c.req.header("x-upsert") === "true";
