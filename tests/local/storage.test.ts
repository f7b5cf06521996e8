import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import { createFiles } from "../../scripts/local/storage/files.ts";
import type { ObjectRow } from "../../scripts/local/storage/object-rows.ts";
import { serveObject } from "../../scripts/local/storage/serve-object.ts";
import { createStorage } from "../../scripts/local/storage/storage.ts";
import { cloneDatabase } from "../support/database.ts";

const JWT_SECRET = "storage-test-secret-of-32-characters";
const SIGNING_KEY = "storage-test-signing-key-of-32-chars";
const SECRET_KEY = "sb_secret_storage_test";
const PUBLISHABLE_KEY = "sb_publishable_storage_test";

const bytes = await Deno.makeTempDir();
const database = await cloneDatabase();
const { sql } = database;
const storage = createStorage({
  databaseUrl: database.ownerUrl,
  folder: bytes,
  jwtSecret: JWT_SECRET,
  secretKey: SECRET_KEY,
  publishableKey: PUBLISHABLE_KEY,
  signingKey: SIGNING_KEY,
});
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, storage.fetch);
const url = `http://127.0.0.1:${server.addr.port}`;

Deno.test.afterAll(async () => {
  await server.shutdown();
  await storage.close();
  await database[Symbol.asyncDispose]();
  await Deno.remove(bytes, { recursive: true });
});

const token = (sub: string, claims: Record<string, unknown> = {}, secret = JWT_SECRET) =>
  new SignJWT({
    sub,
    role: "authenticated",
    aud: "authenticated",
    exp: Math.floor(Date.now() / 1000) + 600,
    ...claims,
  })
    .setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));

async function makeUser(name: string): Promise<string> {
  const id = crypto.randomUUID();
  await sql`insert into auth.users (id, email) values (${id}, ${`${name}-${id}@example.com`})`;
  return id;
}

async function makeBusiness(slug: string): Promise<string> {
  const admin = await makeUser("admin");
  const [row] = await sql<
    { id: string }[]
  >`select private.create_business(${slug}, ${slug}, ${admin}, 'Admin') as id`;
  return row!.id;
}

async function hire(business: string, role: string): Promise<string> {
  const user = await makeUser(role);
  await sql`insert into public.employees (business_id, user_id, role_id, display_name)
    select ${business}, ${user}, id, ${role} from public.roles where business_id = ${business} and key = ${role}`;
  return user;
}

function clientWith(key: string, bearer?: string) {
  const headers = bearer ? { Authorization: `Bearer ${bearer}` } : undefined;
  const auth = { persistSession: false, autoRefreshToken: false };
  return createClient(url, key, { auth, ...(headers ? { global: { headers } } : {}) }).storage;
}

const business = await makeBusiness("home");
const other = await makeBusiness("away");
const agent = clientWith(PUBLISHABLE_KEY, await token(await hire(business, "agent"))).from("media");
const viewer = clientWith(PUBLISHABLE_KEY, await token(await hire(business, "viewer"))).from("media");
const outsider = clientWith(PUBLISHABLE_KEY, await token(await hire(other, "agent"))).from("media");
const anon = clientWith(PUBLISHABLE_KEY).from("media");
const service = clientWith(SECRET_KEY);
const strangers = { outsider, anon };

/** All rows and all bytes, to be compared: after a refusal nothing may differ. */
async function everything() {
  const rows = await sql`select * from storage.objects order by id`;
  const files = new Map<string, string>();
  for await (const bucket of Deno.readDir(bytes)) {
    for await (const { name } of Deno.readDir(`${bytes}/${bucket.name}`)) {
      const content = await Deno.readFile(`${bytes}/${bucket.name}/${name}`);
      files.set(`${bucket.name}/${name}`, createHash("md5").update(content).digest("hex"));
    }
  }
  return { rows: JSON.parse(JSON.stringify(rows)), files: [...files].sort() };
}

async function unchanged(act: () => Promise<void>) {
  const before = await everything();
  await act();
  assert.deepEqual(await everything(), before);
}

/** Every row has its bytes, and no bytes lie without a row. */
async function assertWhole() {
  const rows = await sql<
    { path: string }[]
  >`select bucket_id || '/' || version as path from storage.objects order by 1`;
  const { files } = await everything();
  assert.deepEqual(files.map(([path]) => path), rows.map(({ path }) => path).sort());
}

interface Answer {
  data: unknown;
  error: { message: string; statusCode?: string } | null;
}

/** What Storage answered: `ok`, or the status it wrote into the body and its words. */
const outcome = ({ error }: Answer) => error ? `${error.statusCode} ${error.message}` : "ok";
const RLS = "403 new row violates row-level security policy";
const NOT_FOUND = "404 Object not found";
const INVALID_KEY = /^400 Invalid key/;

async function text(answer: PromiseLike<{ data: Blob | null; error: unknown }>): Promise<string> {
  const { data, error } = await answer;
  assert.equal(error, null);
  return await data!.text();
}

/** A file of this test alone, put there by the agent. */
async function put(name: string, content = "content", options?: { contentType?: string }) {
  const path = `${business}/${crypto.randomUUID()}/${name}`;
  assert.equal(outcome(await agent.upload(path, content, options)), "ok");
  return path;
}

Deno.test("an agent uploads, reads, lists, inspects and removes a file of their business", async () => {
  const path = `${business}/notes/read me, please (1).txt`;
  const metadata = { source: "test", nested: { n: 1 } };
  const { data, error } = await agent.upload(path, "hello", {
    contentType: "text/plain",
    metadata,
    cacheControl: "60",
  });
  assert.equal(error, null);
  assert.equal(data!.fullPath, `media/${path}`);
  assert.equal(await text(agent.download(path)), "hello");
  const { data: info } = await agent.info(path);
  assert.equal(info!.id, data!.id);
  assert.deepEqual([info!.size, info!.contentType, info!.cacheControl, info!.metadata], [
    5,
    "text/plain",
    "max-age=60",
    metadata,
  ]);
  assert.deepEqual((await agent.exists(path)).data, true);
  assert.deepEqual((await agent.exists(`${path}x`)).data, false);
  const [row] = await sql`select owner_id, owner::text from storage.objects where name = ${path}`;
  assert.ok(row!.owner_id && row!.owner === row!.owner_id);
  await assertWhole();
  const removed = await agent.remove([path, `${business}/not-there`]);
  assert.deepEqual(removed.data!.map(({ name }) => name), [path]);
  assert.equal(outcome(await agent.download(path)), NOT_FOUND);
  await assertWhole();
});

Deno.test("a Blob comes as a multipart form, whatever bytes it has", async () => {
  const content = new Uint8Array(300_000).map((_, i) => (i * 31) % 251);
  // Looks like the end of the form, at the start, in the middle and at the end.
  for (const at of [0, 65_530, 150_000, 299_990]) content.set(new TextEncoder().encode("\r\n------"), at);
  const path = `${business}/blob.png`;
  const blob = new Blob([content], { type: "image/png" });
  const answer = await agent.upload(path, blob, { metadata: { a: "é" }, cacheControl: "7" });
  assert.equal(outcome(answer), "ok");
  const { data } = await agent.download(path);
  assert.equal(data!.type, "image/png");
  assert.deepEqual(new Uint8Array(await data!.arrayBuffer()), content);
  const { data: info } = await agent.info(path);
  assert.deepEqual([info!.size, info!.cacheControl, info!.metadata], [300_000, "max-age=7", { a: "é" }]);
  assert.equal(info!.etag, `"${createHash("md5").update(content).digest("hex")}"`);
});

Deno.test("a form without a file, or cut off, is refused", async () => {
  const send = async (body: BodyInit, headers: HeadersInit = {}) => {
    const response = await fetch(`${url}/storage/v1/object/media/${business}/form`, {
      method: "POST",
      body,
      headers: { apikey: SECRET_KEY, ...headers },
    });
    return [response.status, (await response.json()).statusCode];
  };
  const empty = new FormData();
  empty.set("cacheControl", "1");
  const cut = '--b\r\nContent-Disposition: form-data; name=""; filename="f"\r\n\r\nhalf of i';
  await unchanged(async () => {
    assert.deepEqual(await send(empty), [400, "400"]);
    assert.deepEqual(await send(cut, { "content-type": "multipart/form-data; boundary=b" }), [400, "400"]);
    assert.deepEqual(await send("x", { "content-type": "multipart/form-data" }), [400, "400"]);
  });
});

Deno.test("an existing name is refused, upsert and update replace it and its bytes", async () => {
  const path = await put("file.txt", "one");
  const { data: before } = await agent.info(path);
  await unchanged(async () =>
    assert.equal(outcome(await agent.upload(path, "two")), "409 The resource already exists")
  );
  assert.equal(outcome(await agent.upload(path, "two", { upsert: true })), "ok");
  assert.equal(await text(agent.download(path)), "two");
  assert.equal(outcome(await agent.update(path, new Blob(["three"]))), "ok");
  assert.equal(await text(agent.download(path)), "three");
  const { data: after } = await agent.info(path);
  assert.equal(after!.id, before!.id);
  assert.notEqual(after!.version, before!.version);
  await assertWhole();
});

Deno.test("many uploads to one name leave one file and its bytes", async () => {
  const path = `${business}/race.txt`;
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => agent.upload(path, `upload ${i}`, { upsert: i % 3 !== 0 })),
  );
  for (const answer of answers) assert.match(outcome(answer), /^(ok|409 )/);
  assert.match(await text(agent.download(path)), /^upload \d+$/);
  await assertWhole();
});

Deno.test("a reader gets a whole file while others replace it", async () => {
  const path = await put("busy.txt", "x".repeat(1000));
  const write = async () => {
    for (let i = 0; i < 20; i++) {
      assert.equal(outcome(await agent.update(path, String(i % 10).repeat(1000))), "ok");
    }
  };
  const read = async () => {
    for (let i = 0; i < 40; i++) assert.match(await text(viewer.download(path)), /^(.)\1{999}$/);
  };
  // Both come to their end, also when one fails: what still wrote would spoil the tests that follow.
  const ends = await Promise.allSettled([write(), read()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
});

Deno.test("a file that is replaced between the look and the reading is looked for again, however often", async () => {
  const path = await put("swapped.txt", "old");
  const row = () =>
    sql<ObjectRow[]>`select * from storage.objects where name = ${path}`.then(([row]) => row!);
  const stale: ObjectRow[] = [];
  for (const content of ["newer", "newer still", "newest"]) {
    stale.push(await row());
    assert.equal(outcome(await agent.update(path, content)), "ok");
  }
  const find = async () => stale.shift() ?? await row();
  const files = createFiles(bytes);
  const response = await serveObject({ files }, new Request(url), find, { download: undefined });
  assert.deepEqual([await response.text(), response.headers.get("content-length")], ["newest", "6"]);

  const lost = { ...await row(), version: crypto.randomUUID() };
  const serveLost = serveObject({ files }, new Request(url), () => Promise.resolve(lost), {
    download: undefined,
  });
  await assert.rejects(serveLost, /Object not found/);
});

for (const [who, storage] of Object.entries(strangers)) {
  Deno.test(`${who} is refused everything on another business's file, and changes nothing`, async () => {
    const path = await put("secret.txt", "secret");
    const own = `${who === "anon" ? business : other}/elsewhere.txt`;
    await unchanged(async () => {
      assert.equal(outcome(await storage.upload(`${business}/${who}.txt`, "x")), RLS);
      assert.equal(outcome(await storage.upload(path, "x")), RLS);
      assert.equal(outcome(await storage.upload(path, "x", { upsert: true })), RLS);
      assert.equal(outcome(await storage.upload(path, new Blob(["x"]))), RLS);
      assert.equal(outcome(await storage.update(path, "x")), RLS);
      assert.equal(outcome(await storage.download(path)), NOT_FOUND);
      assert.equal(outcome(await storage.info(path)), NOT_FOUND);
      assert.equal((await storage.exists(path)).data, false);
      assert.equal(outcome(await storage.createSignedUrl(path, 60)), NOT_FOUND);
      const many = await storage.createSignedUrls([path], 60);
      assert.deepEqual(many.data!.map(({ signedUrl }) => signedUrl), [null]);
      assert.match(many.data![0]!.error!, /does not exist or you do not have access/);
      assert.equal(outcome(await storage.createSignedUploadUrl(`${business}/new.txt`)), RLS);
      assert.equal(outcome(await storage.createSignedUploadUrl(path, { upsert: true })), RLS);
      assert.deepEqual((await storage.list(business)).data, []);
      assert.deepEqual((await storage.list()).data!.filter(({ name }) => name === business), []);
      assert.deepEqual((await storage.listV2({ prefix: business })).data!.objects, []);
      assert.deepEqual((await storage.remove([path])).data, []);
      assert.equal(outcome(await storage.move(path, own)), NOT_FOUND);
      assert.equal(outcome(await storage.copy(path, own)), NOT_FOUND);
    });
    assert.equal(await text(agent.download(path)), "secret");
  });
}

Deno.test("a viewer reads, and writes nothing", async () => {
  const path = await put("seen.txt", "seen");
  assert.equal(await text(viewer.download(path)), "seen");
  assert.equal((await viewer.list(path.slice(0, path.lastIndexOf("/")))).data!.length, 1);
  assert.equal(outcome(await viewer.createSignedUrl(path, 60)), "ok");
  await unchanged(async () => {
    assert.equal(outcome(await viewer.upload(`${business}/viewer.txt`, "x")), RLS);
    assert.equal(outcome(await viewer.update(path, "x")), RLS);
    assert.equal(outcome(await viewer.createSignedUploadUrl(`${business}/viewer.txt`)), RLS);
    assert.deepEqual((await viewer.remove([path])).data, []);
    assert.equal(outcome(await viewer.move(path, `${business}/viewer.txt`)), NOT_FOUND);
    assert.equal(outcome(await viewer.copy(path, `${business}/viewer.txt`)), RLS);
  });
});

Deno.test("nobody moves or copies a file out of their business or into another", async () => {
  const path = await put("mine.txt", "mine");
  await unchanged(async () => {
    assert.equal(outcome(await agent.move(path, `${other}/mine.txt`)), RLS);
    assert.equal(outcome(await agent.copy(path, `${other}/mine.txt`)), RLS);
    assert.equal(outcome(await agent.upload(`${other}/mine.txt`, "x")), RLS);
    assert.equal(outcome(await agent.upload("no-folder.txt", "x")), RLS);
  });
});

Deno.test("move renames and copy doubles; neither overwrites", async () => {
  const path = await put("from.txt", "moving");
  const to = `${path}.to`;
  assert.equal(outcome(await agent.move(path, to)), "ok");
  assert.equal(outcome(await agent.download(path)), NOT_FOUND);
  assert.equal(await text(agent.download(to)), "moving");
  const copied = await agent.copy(to, path);
  assert.equal(copied.data!.path, `media/${path}`);
  assert.equal(await text(agent.download(path)), "moving");
  await unchanged(async () => {
    assert.equal(outcome(await agent.move(to, path)), "409 The resource already exists");
    assert.equal(outcome(await agent.copy(to, path)), "409 The resource already exists");
    assert.equal(outcome(await agent.move(`${path}.none`, `${path}.x`)), NOT_FOUND);
  });
  await assertWhole();
});

Deno.test("removal works on the next call: an employee who was let go is a stranger", async () => {
  const user = await hire(business, "agent");
  const leaver = clientWith(PUBLISHABLE_KEY, await token(user)).from("media");
  const path = await put("left.txt");
  assert.equal(outcome(await leaver.download(path)), "ok");
  await sql`update public.employees set active = false where user_id = ${user}`;
  await unchanged(async () => {
    assert.equal(outcome(await leaver.download(path)), NOT_FOUND);
    assert.equal(outcome(await leaver.upload(`${path}.x`, "x")), RLS);
  });
});

Deno.test("a bad credential is refused, never taken for none", async () => {
  const user = await hire(business, "agent");
  const path = await put("guarded.txt");
  const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ sub: user, role: "service_role" }))}.`;
  const bad = {
    forged: await token(user, {}, "another-secret-of-32-characters-x"),
    expired: await token(user, { exp: 1 }),
    "wrong audience": await token(user, { aud: "other" }),
    "other role": await token(user, { role: "service_role" }),
    "no user": await token("nobody"),
    unsigned,
    rubbish: "rubbish",
    "other secret key": "sb_secret_other",
  };
  await unchanged(async () => {
    for (const [what, bearer] of Object.entries(bad)) {
      const media = clientWith(PUBLISHABLE_KEY, bearer).from("media");
      for (
        const answer of [
          await media.download(path),
          await media.upload(`${path}.x`, "x"),
          await media.list(business),
        ]
      ) {
        assert.match(outcome(answer), /^403 /, what);
        assert.notEqual(outcome(answer), RLS, what);
      }
    }
  });
  const response = await fetch(`${url}/storage/v1/object/media/${path}`, {
    headers: { authorization: "Basic x" },
  });
  const body = await response.json();
  assert.equal(response.status, 400);
  assert.deepEqual([body.statusCode, body.error], ["403", "Unauthorized"]);
  const noKey = await fetch(`${url}/storage/v1/object/media/${path}`, { headers: { apikey: SECRET_KEY } });
  assert.equal(await noKey.text(), "content");
});

Deno.test("a signed link reads without sign-in until it expires, and nothing else", async () => {
  const path = await put("linked file.txt", "linked");
  const { data } = await agent.createSignedUrl(path, 60, { download: "saved.txt" });
  const response = await fetch(data!.signedUrl);
  assert.equal(await response.text(), "linked");
  assert.match(response.headers.get("content-disposition")!, /^attachment; filename=saved\.txt;/);
  assert.ok(Date.parse(response.headers.get("expires")!) > Date.now());

  const refused = async (link: string) => {
    const response = await fetch(link);
    const { statusCode, error } = await response.json();
    assert.equal(response.status, 400);
    return `${statusCode} ${error}`;
  };
  const second = await put("second.txt");
  const link = (await agent.createSignedUrl(path, 1)).data!.signedUrl;
  const other = link.replace(encodeURI(path), encodeURI(second));
  assert.equal(await refused(other), "400 InvalidSignature");
  assert.equal(await refused(link.replace(/token=.*/, "token=x")), "400 InvalidJWT");
  assert.equal(await refused(link.replace(/\?.*/, "")), "400 InvalidJWT");
  const [head, , tail] = new URL(link).searchParams.get("token")!.split(".");
  const claims = { url: `media/${second}`, scope: "download", exp: 9e9 };
  assert.equal(
    await refused(`${other.replace(/token=.*/, "")}token=${head}.${btoa(JSON.stringify(claims))}.${tail}`),
    "400 InvalidJWT",
  );
  // A user's token is no link, and a link is no token for uploading.
  assert.equal(
    await refused(`${link.replace(/token=.*/, "")}token=${await token(crypto.randomUUID())}`),
    "400 InvalidJWT",
  );
  const download = new URL(link).searchParams.get("token")!;
  assert.match(outcome(await anon.uploadToSignedUrl(path, download, "x")), /^400 /);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  assert.equal(await refused(link), "400 InvalidJWT");
});

Deno.test("many links at once, for those files that are there", async () => {
  const paths = [await put("a.txt", "a"), await put("b.txt", "b"), `${business}/none.txt`];
  const { data } = await agent.createSignedUrls(paths, 60);
  assert.deepEqual(
    data!.map(({ path, error }) => [path, error === null]),
    paths.map((path, i) => [path, i < 2]),
  );
  assert.equal(await (await fetch(data![1]!.signedUrl!)).text(), "b");
});

Deno.test("a signed upload is the signer's, for one name, once", async () => {
  const path = `${business}/signed/${crypto.randomUUID()}.png`;
  const { data } = await agent.createSignedUploadUrl(path);
  assert.equal((await agent.info(path)).error?.message, "Object not found");
  await unchanged(async () => {
    assert.match(outcome(await anon.uploadToSignedUrl(`${path}2`, data!.token, "x")), /^400 /);
    assert.match(outcome(await anon.uploadToSignedUrl(path, `${data!.token}x`, "x")), /^400 /);
  });
  assert.equal(
    outcome(await anon.uploadToSignedUrl(path, data!.token, new Blob(["png"], { type: "image/png" }))),
    "ok",
  );
  const { data: file } = await agent.download(path);
  assert.deepEqual([file!.type, await file!.text()], ["image/png", "png"]);
  const [{ owners } = { owners: 0 }] = await sql`
    select count(*) filter (where owner_id is not null)::int as owners from storage.objects where name = ${path}`;
  assert.equal(owners, 1);
  await unchanged(async () => {
    assert.match(outcome(await anon.uploadToSignedUrl(path, data!.token, "again")), /^409 /);
    assert.match(outcome(await agent.createSignedUploadUrl(path)), /^409 /);
    // The token does not read.
    const response = await fetch(`${url}/storage/v1/object/sign/media/${path}?token=${data!.token}`);
    assert.equal((await response.json()).error, "InvalidSignature");
  });
  const again = await agent.createSignedUploadUrl(path, { upsert: true });
  assert.equal(outcome(await anon.uploadToSignedUrl(path, again.data!.token, "replaced")), "ok");
  assert.equal(await text(agent.download(path)), "replaced");
  await assertWhole();
});

Deno.test("names that try to leave the folder are refused, and nothing lies outside it", async () => {
  const raw = async (name: string, method = "POST") => {
    const response = await fetch(`${url}/storage/v1/object/media/${name}`, {
      method,
      headers: { apikey: SECRET_KEY },
      ...(method === "POST" ? { body: "x" } : {}),
    });
    const { statusCode, message } = await response.json();
    return `${statusCode} ${message}`;
  };
  await unchanged(async () => {
    assert.match(await raw(`${business}%2f..%2f${other}%2fx`), INVALID_KEY);
    assert.match(await raw("..%2f..%2f..%2fetc%2fpasswd"), INVALID_KEY);
    assert.match(await raw(`${business}/..%5c..%5cx`), INVALID_KEY);
    assert.match(await raw(`${business}//x`), INVALID_KEY);
    assert.match(await raw(`${business}/x%00y`), INVALID_KEY);
    assert.match(await raw(`${business}/%252e%252e/x`), INVALID_KEY);
    assert.match(await raw(`${business}/файл.txt`), INVALID_KEY);
    assert.match(await raw(`${business}/x%00y`, "GET"), /^40/);
    assert.match(await raw("..%2f..%2fpassword", "GET"), /^404/);
    assert.match(outcome(await agent.upload(`${business}/./x`, "x")), /^(ok|400)/);
    await agent.remove([`${business}/x`]);
    assert.match(outcome(await agent.move(await put("t.txt"), `${business}/../${other}/x`)), INVALID_KEY);
    assert.match(outcome(await agent.copy(`${business}/x`, "../x")), INVALID_KEY);
    await agent.remove(
      (await sql`select name from storage.objects where name like '%/t.txt'`).map(({ name }) => name),
    );
  });
  assert.match(outcome(await service.createBucket("../up", { public: false })), /^400 Bucket name/);
  // `..` is a name that hosted Storage takes; its bytes still lie inside.
  assert.equal(outcome(await service.createBucket("..", { public: false })), "ok");
  const moved = await fetch(`${url}/storage/v1/object/move`, {
    method: "POST",
    headers: { apikey: SECRET_KEY, "content-type": "application/json" },
    body: JSON.stringify({
      bucketId: "media",
      sourceKey: await put("leaving.txt"),
      destinationBucket: "..",
      destinationKey: "left.txt",
    }),
  });
  assert.equal(moved.status, 200);
  await moved.body!.cancel();
  const [row] = await sql`select version from storage.objects where bucket_id = '..'`;
  assert.ok((await Deno.stat(`${bytes}/=002e=002e/${row!.version}`)).isFile);
  await sql`delete from storage.objects where bucket_id = '..'`;
  await Deno.remove(`${bytes}/=002e=002e`, { recursive: true });
});

Deno.test("buckets: limits of size and type hold, and only the secret key manages them", async () => {
  const agentBuckets = clientWith(PUBLISHABLE_KEY, await token(await hire(business, "admin")));
  const settings = { public: false, fileSizeLimit: "10B", allowedMimeTypes: ["image/*", "text/plain"] };
  assert.equal(outcome(await agentBuckets.createBucket("small", settings)), RLS);
  assert.equal(outcome(await service.createBucket("small", settings)), "ok");
  assert.equal(outcome(await service.createBucket("small", settings)), "409 The resource already exists");
  assert.match(outcome(await service.createBucket("huge", { public: false, fileSizeLimit: "2GB" })), /^413/);
  const { data: bucket } = await service.getBucket("small");
  assert.deepEqual([bucket!.file_size_limit, bucket!.allowed_mime_types], [10, ["image/*", "text/plain"]]);
  assert.deepEqual((await service.listBuckets({ search: "SMA" })).data!.map(({ id }) => id), ["small"]);
  assert.deepEqual((await agentBuckets.listBuckets()).data, []);
  for (
    const answer of [
      await agentBuckets.getBucket("small"),
      await agentBuckets.updateBucket("small", { public: true }),
      await agentBuckets.emptyBucket("small"),
      await agentBuckets.deleteBucket("small"),
    ]
  ) assert.equal(outcome(answer), "404 Bucket not found");

  const small = service.from("small");
  const textPlain = { contentType: "text/plain;charset=UTF-8" };
  await unchanged(async () => {
    assert.match(outcome(await small.upload("x", "12345678901", textPlain)), /^413 /);
    assert.match(outcome(await small.upload("x", new Blob(["12345678901"], { type: "image/png" }))), /^413 /);
    assert.match(outcome(await small.upload("x", "x", { contentType: "application/pdf" })), /^415 /);
    assert.match(outcome(await small.upload("x", new Blob(["x"], { type: "text/html" }))), /^415 /);
    assert.equal(outcome(await service.from("none").upload("x", "x")), "404 Bucket not found");
  });
  assert.equal(outcome(await small.upload("x", "1234567890", textPlain)), "ok");
  assert.equal(outcome(await small.upload("y", new Blob([], { type: "image/png" }))), "ok");
  assert.match(outcome(await service.deleteBucket("small")), /^409 /);

  assert.equal(outcome(await service.updateBucket("small", { public: true, fileSizeLimit: null })), "ok");
  const { data: updated } = await service.getBucket("small");
  assert.deepEqual([updated!.public, updated!.file_size_limit, updated!.allowed_mime_types?.length], [
    true,
    null,
    2,
  ]);
  const open = await fetch(anon.getPublicUrl("x").data.publicUrl.replace("/media/", "/small/"));
  assert.equal(await open.text(), "1234567890");
  assert.equal(await text(clientWith(PUBLISHABLE_KEY).from("small").download("x")), "1234567890");
  assert.equal(outcome(await clientWith(PUBLISHABLE_KEY).from("small").upload("z", "z", textPlain)), RLS);

  assert.equal(outcome(await service.emptyBucket("small")), "ok");
  assert.equal(outcome(await service.deleteBucket("small")), "ok");
  assert.equal(outcome(await service.getBucket("small")), "404 Bucket not found");
  await assertWhole();
});

Deno.test("a private bucket has no public address", async () => {
  const path = await put("private.txt");
  const response = await fetch(agent.getPublicUrl(path).data.publicUrl);
  assert.equal((await response.json()).message, "Bucket not found");
});

Deno.test("50 MB is the most, counted as it arrives", async () => {
  const megabyte = new Uint8Array(1024 * 1024);
  const stream = (megabytes: number, more: number) =>
    ReadableStream.from((function* () {
      for (let i = 0; i < megabytes; i++) yield megabyte;
      yield new Uint8Array(more);
    })());
  await unchanged(async () => {
    const streamed = await agent.upload(`${business}/big`, stream(50, 1), { duplex: "half" });
    assert.match(outcome(streamed), /^413 /);
    const blob = new Blob([...Array<Uint8Array<ArrayBuffer>>(50).fill(megabyte), new Uint8Array(1)]);
    assert.match(outcome(await agent.upload(`${business}/big`, blob)), /^413 /);
  });
  assert.equal(outcome(await agent.upload(`${business}/big`, stream(50, 0), { duplex: "half" })), "ok");
  assert.equal((await agent.info(`${business}/big`)).data!.size, 50 * 1024 * 1024);
  await agent.remove([`${business}/big`]);
});

Deno.test("an upload that breaks off leaves nothing", async () => {
  await unchanged(async () => {
    const cut = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(new Uint8Array(100_000));
        await new Promise((resolve) => setTimeout(resolve, 50));
        cut.abort();
      },
    });
    await assert.rejects(fetch(`${url}/storage/v1/object/media/${business}/cut`, {
      method: "POST",
      body,
      signal: cut.signal,
      headers: { apikey: SECRET_KEY },
    }));
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
});

Deno.test("list: folders first, then files; search, order and pages", async () => {
  const root = `${business}/list-${crypto.randomUUID()}`;
  for (const name of ["b.txt", "a.txt", "C.txt", "sub/x.txt", "sub/y.txt", "other/deep/z.txt"]) {
    assert.equal(outcome(await agent.upload(`${root}/${name}`, name)), "ok");
  }
  const names = async (options?: Parameters<typeof agent.list>[1], folder = root) =>
    (await agent.list(folder, options)).data!.map(({ name, id }) => id === null ? `${name}/` : name);
  assert.deepEqual(await names(), ["other/", "sub/", "C.txt", "a.txt", "b.txt"]);
  assert.deepEqual(await names({}, `${root}/`), await names());
  assert.deepEqual(await names({}, `${root}/sub`), ["x.txt", "y.txt"]);
  assert.deepEqual(await names({}, root.slice(0, -1)), []);
  assert.deepEqual(await names({ limit: 2, offset: 1 }), ["sub/", "C.txt"]);
  assert.deepEqual(await names({ search: "c" }), ["C.txt"]);
  assert.deepEqual(await names({ search: "%" }), []);
  assert.deepEqual(await names({ sortBy: { column: "name", order: "desc" } }), [
    "sub/",
    "other/",
    "b.txt",
    "a.txt",
    "C.txt",
  ]);
  assert.deepEqual(
    await names({ sortBy: { column: "created_at", order: "desc" }, search: "" }).then((all) => all.slice(2)),
    [
      "C.txt",
      "a.txt",
      "b.txt",
    ],
  );
  assert.match(outcome(await agent.list(root, { sortBy: { column: "name; drop" } })), /^400 body\/sortBy/);
  const { data } = await agent.list(root, { search: "a.txt" });
  assert.deepEqual([data![0]!.metadata!.size, data![0]!.metadata!.mimetype], [5, "text/plain;charset=UTF-8"]);

  const first = await agent.listV2({ prefix: `${root}/`, limit: 4 });
  const second = await agent.listV2({ prefix: `${root}/`, limit: 4, cursor: first.data!.nextCursor });
  assert.deepEqual([first.data!.hasNext, second.data!.hasNext], [true, false]);
  assert.equal(new Set([...first.data!.objects, ...second.data!.objects].map(({ name }) => name)).size, 6);
  const delimited = await agent.listV2({ prefix: `${root}/s`, with_delimiter: true });
  assert.deepEqual(delimited.data!.folders.map(({ name }) => name), [`${root}/sub/`]);
  assert.deepEqual(delimited.data!.objects, []);
});

Deno.test("content comes with its type, tag and ranges, and never as a page", async () => {
  const path = await put("page.html", "<script>0</script>", { contentType: "text/html" });
  const get = (headers: HeadersInit = {}, method = "GET", query = "") =>
    fetch(`${url}/storage/v1/object/authenticated/media/${path}${query}`, {
      method,
      headers: { apikey: SECRET_KEY, ...headers },
    });
  const whole = await get();
  assert.equal(await whole.text(), "<script>0</script>");
  assert.match(whole.headers.get("content-type")!, /^text\/plain/);
  assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
  const etag = whole.headers.get("etag")!;
  assert.equal((await get({ "if-none-match": etag })).status, 304);
  const part = await get({ range: "bytes=1-6" });
  assert.deepEqual([part.status, part.headers.get("content-range"), await part.text()], [
    206,
    "bytes 1-6/18",
    "script",
  ]);
  assert.equal(await (await get({ range: "bytes=-3" })).text(), "pt>");
  assert.equal(await (await get({ range: "bytes=15-99" })).text(), "pt>");
  assert.equal((await (await get({ range: "bytes=18-" })).json()).error, "invalid_range");
  const head = await get({}, "HEAD");
  assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "18", ""]);
  const download = await get({}, "GET", "?download=");
  assert.equal(download.headers.get("content-disposition"), "attachment;");
  await download.body!.cancel();
  const named = await get({}, "GET", "?download=n%C3%A4me.txt");
  assert.match(named.headers.get("content-disposition")!, /filename\*=UTF-8''n%C3%A4me\.txt;/);
  await named.body!.cancel();
  const unknown = await fetch(`${url}/storage/v1/render/image/public/media/x`);
  assert.deepEqual([unknown.status, (await unknown.json()).statusCode], [400, "404"]);
});

Deno.test("a row that the database refuses takes its bytes with it", async () => {
  await sql`create function public.refuse() returns trigger language plpgsql as $$
    begin if new.name like '%refused%' then raise exception 'refused'; end if; return new; end $$`;
  await sql`create constraint trigger refuse after insert on storage.objects deferrable initially deferred
    for each row execute function public.refuse()`;
  const report = console.error;
  console.error = () => {};
  try {
    // Deferred: the insert succeeds, the commit fails, after the bytes got their place.
    await unchanged(async () => {
      assert.equal(outcome(await agent.upload(`${business}/refused.txt`, "x")), "500 Internal server error");
    });
  } finally {
    console.error = report;
    await sql`drop trigger refuse on storage.objects`;
    await sql`drop function public.refuse()`;
  }
});
