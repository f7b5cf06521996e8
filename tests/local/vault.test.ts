import assert from "node:assert/strict";
import type postgres from "postgres";
import { z } from "zod";
import { connect, prepareDatabase } from "../../scripts/local/database.ts";
import { fillVault } from "../../scripts/local/fill-vault.ts";
import { cloneDatabase } from "../support/database.ts";
import { refusalOf } from "../support/refusal-of.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

/** Everything in the Vault, with the transaction that last wrote it. */
async function contents(): Promise<string[]> {
  const rows = await sql<{ row: string }[]>`
    select to_jsonb(s)::text || s.xmin::text as row from vault.secrets s order by s.created_at, s.id`;
  return rows.map(({ row }) => row);
}

/** The secret of that name, as SQL reads it. */
async function read(name: string): Promise<string | undefined> {
  const [row] = await sql<{ secret: string }[]>`
    select decrypted_secret as secret from vault.decrypted_secrets where name = ${name}`;
  return row?.secret;
}

const as = (role: string, attempt: (tx: postgres.TransactionSql) => Promise<unknown>) =>
  sql.begin(async (tx) => {
    await tx.unsafe(`set local role ${role}`);
    return await attempt(tx);
  });

Deno.test("a secret is made, read by name, and changed in what is given", async () => {
  const [made] = await sql<{ id: string }[]>`select vault.create_secret('first', 'a-name', 'what for') as id`;
  assert.equal(await read("a-name"), "first");
  await sql`select vault.update_secret(${made!.id}, new_secret => 'second')`;
  assert.equal(await read("a-name"), "second");
  await sql`select vault.update_secret(${made!.id}, new_name => 'another-name')`;
  assert.equal(await read("a-name"), undefined);
  assert.equal(await read("another-name"), "second");
  const [{ description } = { description: "" }] = await sql<{ description: string }[]>`
    select description from vault.decrypted_secrets where id = ${made!.id}`;
  assert.equal(description, "what for");
});

Deno.test("a name is taken once, and any number of secrets have none", async () => {
  await sql`select vault.create_secret('first', 'taken')`;
  await sql`select vault.create_secret('nameless'), vault.create_secret('nameless too')`;
  const before = await contents();
  assert.equal(await refusalOf(sql`select vault.create_secret('second', 'taken')`), "23505");
  assert.deepEqual(await contents(), before);
});

Deno.test("clients have no way into the Vault", async () => {
  const [made] = await sql<{ id: string }[]>`select vault.create_secret('kept', 'closed') as id`;
  const before = await contents();
  for (const role of ["anon", "authenticated"]) {
    const attempts: ((tx: postgres.TransactionSql) => Promise<unknown>)[] = [
      (tx) => tx`select * from vault.secrets`,
      (tx) => tx`select decrypted_secret from vault.decrypted_secrets`,
      (tx) => tx`select vault.create_secret('mine', 'mine')`,
      (tx) => tx`select vault.update_secret(${made!.id}, 'mine')`,
      (tx) => tx`delete from vault.secrets`,
    ];
    for (const attempt of attempts) assert.equal(await refusalOf(as(role, attempt)), "42501", role);
  }
  assert.deepEqual(await contents(), before);
});

Deno.test("secrets are written through the functions only, also by the owner of our objects", async () => {
  const before = await contents();
  for (const role of ["postgres", "service_role"]) {
    const insert = as(role, (tx) => tx`insert into vault.secrets (secret, name) values ('mine', 'mine')`);
    assert.equal(await refusalOf(insert), "42501", role);
    const update = as(role, (tx) => tx`update vault.secrets set secret = 'mine'`);
    assert.equal(await refusalOf(update), "42501", role);
  }
  assert.deepEqual(await contents(), before);
  await as("service_role", (tx) => tx`select vault.create_secret('a worker''s', 'by-service-role')`);
  assert.equal(await read("by-service-role"), "a worker's");
});

Deno.test("filling makes what is new, changes what differs and leaves the rest untouched", async () => {
  await fillVault(sql, { filled_url: "http://one.test", filled_secret: "one" });
  const first = await contents();
  await fillVault(sql, { filled_url: "http://one.test", filled_secret: "one" });
  assert.deepEqual(await contents(), first);
  await fillVault(sql, { filled_url: "http://two.test", filled_secret: "one" });
  assert.equal(await read("filled_url"), "http://two.test");
  assert.equal(await read("filled_secret"), "one");
  assert.equal((await contents()).length, first.length);
});

Deno.test("a database from before these parts gets them, and keeps what it has", async () => {
  await using old = await cloneDatabase();
  const cluster = z.object({ superuserUrl: z.url(), password: z.string() })
    .parse(JSON.parse(Deno.env.get("FRONTDESK_TEST_CLUSTER") ?? "{}"));
  const superuserUrl = (name: string) =>
    Object.assign(new URL(cluster.superuserUrl), { pathname: name }).href;
  const name = new URL(old.ownerUrl).pathname;
  const superuser = connect(superuserUrl(name), 1);
  await superuser.unsafe("drop schema net, vault cascade");
  await superuser.end();
  await old.sql`select cron.schedule('kept', '5 seconds', 'select 1')`;
  for (const _time of ["first", "again"]) {
    await prepareDatabase({ superuserUrl: () => superuserUrl(name) }, name.slice(1), cluster.password);
    await old.sql`select net.http_post('http://127.0.0.1/')`;
    await old.sql`select vault.create_secret('works')`;
  }
  assert.equal((await old.sql`select from cron.job where jobname = 'kept'`).length, 1);
  assert.equal((await old.sql`select from net.http_request_queue`).length, 2);
  assert.equal((await old.sql`select from vault.secrets`).length, 2);
});
