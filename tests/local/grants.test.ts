import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import type postgres from "postgres";
import { connectAsLiteDoes, createDataApi, type DataApi } from "../../scripts/local/data-api.ts";
import { seed } from "../../scripts/local/database.ts";
import { makeSecrets } from "../../scripts/local/local-secrets.ts";
import { cloneDatabase } from "../support/database.ts";

const URL = "http://frontdesk.test";
const { jwtSecret, publishableKey, secretKey } = makeSecrets();
const OPTIONS = { url: URL, jwtSecret, publishableKey, secretKey };

/** All that says who may do what in a database, as one text: equal texts, nothing changed. */
async function rightsIn(sql: postgres.Sql): Promise<string> {
  const rows = await sql<{ kind: string; rights: unknown }[]>`
    select 'schema' as kind, jsonb_build_array(n.nspname, n.nspowner::regrole, n.nspacl::text) as rights from pg_namespace n
    union all
    select 'relation', jsonb_build_array(c.oid::regclass, c.relkind, c.relowner::regrole, c.relacl::text,
      c.relrowsecurity, c.relforcerowsecurity, c.reloptions) from pg_class c
    union all
    select 'column', jsonb_build_array(a.attrelid::regclass, a.attname, a.attacl::text) from pg_attribute a
    where a.attacl is not null
    union all
    select 'function', jsonb_build_array(p.oid::regprocedure, p.proowner::regrole, p.proacl::text, p.prosecdef,
      p.proconfig, p.prosrc) from pg_proc p
    union all
    select 'type', jsonb_build_array(t.oid::regtype, t.typowner::regrole, t.typacl::text) from pg_type t
    union all
    select 'default', jsonb_build_array(d.defaclrole::regrole, d.defaclnamespace::regnamespace, d.defaclobjtype,
      d.defaclacl::text) from pg_default_acl d
    union all
    select 'policy', to_jsonb(p) from pg_policies p
    union all
    select 'trigger', jsonb_build_array(t.tgrelid::regclass, t.tgname, t.tgenabled) from pg_trigger t
    union all
    select 'role', to_jsonb(r) - 'rolpassword' from pg_roles r
    union all
    select 'membership', jsonb_build_array(m.roleid::regrole, m.member::regrole, m.admin_option) from pg_auth_members m
    order by 1, 2`;
  return rows.map(({ kind, rights }) => `${kind} ${JSON.stringify(rights)}`).join("\n");
}

/** What supabase-js says through the Data API, without a network between. */
function clientOf(api: DataApi, key: string) {
  const fetch = (input: RequestInfo | globalThis.URL, init?: RequestInit) =>
    api.fetch(new Request(input, init));
  return createClient(URL, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch },
  });
}

/** Reads and writes as anon, as an employee and with the secret key, and everything that Auth is asked for. */
async function useEverything(api: DataApi) {
  const anon = clientOf(api, publishableKey);
  assert.notEqual((await anon.from("businesses").select()).error, null);
  assert.notEqual((await anon.rpc("nothing_of_that_name")).error, null);

  const employee = clientOf(api, publishableKey);
  const login = { email: "admin@samia-tarot.test", password: "frontdesk-demo" };
  assert.equal((await employee.auth.signInWithPassword(login)).error, null);
  assert.equal((await employee.auth.getUser()).data.user?.email, login.email);
  const { data: seen } = await employee.from("businesses").select("id, slug, channels(name)");
  assert.deepEqual(seen?.map(({ slug }) => slug), ["samia-tarot"]);
  const update = await employee.from("businesses").update({ name: "Samia" }).eq("id", seen![0]!.id).select();
  assert.equal(update.error, null);
  assert.equal(update.data?.[0].name, "Samia");
  assert.notEqual((await employee.from("clients").insert({ business_id: crypto.randomUUID() })).error, null);
  assert.equal((await employee.from("conversations").delete().eq("id", crypto.randomUUID())).data, null);
  assert.equal((await employee.auth.updateUser({ data: { theme: "dark" } })).error, null);
  assert.equal((await employee.auth.refreshSession()).error, null);
  assert.equal((await employee.auth.signOut()).error, null);

  const stranger = clientOf(api, publishableKey);
  const signUp = await stranger.auth.signUp({ email: "new@people.test", password: "a-long-password" });
  assert.equal(signUp.error, null);
  await stranger.auth.resetPasswordForEmail("new@people.test");
  assert.notEqual((await stranger.auth.signInWithPassword({ ...login, password: "wrong" })).error, null);

  const service = clientOf(api, secretKey);
  const { data: all } = await service.from("businesses").select("slug").order("slug");
  assert.deepEqual(all?.map(({ slug }) => slug), ["cedar-clinic", "samia-tarot"]);
}

/** The rights in a database with the demo businesses, before and after `use` was served as that role. */
async function rightsAround(
  role: string,
  use: (api: DataApi) => Promise<void>,
  connect?: typeof connectAsLiteDoes,
): Promise<{ before: string; after: string }> {
  await using database = await cloneDatabase();
  await seed(database.ownerUrl);
  const before = await rightsIn(database.sql);
  const api = await createDataApi({ ...OPTIONS, databaseUrl: database.urlAs(role) }, connect);
  try {
    await use(api);
  } finally {
    await api.close();
  }
  return { before, after: await rightsIn(database.sql) };
}

async function readOnce(api: DataApi) {
  for (const key of [publishableKey, secretKey]) await clientOf(api, key).from("businesses").select();
}

Deno.test("served requests leave every right as the migrations gave it", async () => {
  const { before, after } = await rightsAround("supabase_lite", useEverything);
  for (const kind of ["schema", "relation", "column", "function", "type", "default", "policy", "role"]) {
    assert.match(before, new RegExp(`^${kind} `, "m"), `no ${kind} was read`);
  }
  assert.equal(after, before);
});

Deno.test("the role that the Data API connects as could not change them, even when lite tries", async () => {
  const { before, after } = await rightsAround("supabase_lite", readOnce, connectAsLiteDoes);
  assert.equal(after, before);
});

Deno.test("lite as the owner and left to itself changes them, and that is seen", async () => {
  const { before, after } = await rightsAround("postgres", readOnce, connectAsLiteDoes);
  const added = [...new Set(after.split("\n")).difference(new Set(before.split("\n")))];
  const opened = added.filter((line) => /^relation \["businesses".*anon=[a-z]*a/i.test(line));
  assert.equal(opened.length, 1, added.join("\n"));
});
