import assert from "node:assert/strict";
import type postgres from "postgres";
import { closeConnection, type Sql } from "../../shared/db/client.ts";
import { asUser, asWorker } from "../../shared/db/transaction.ts";
import { writeSecret } from "../../shared/secrets/business-secret.ts";
import { makeBusiness, type TestBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { refusalOf } from "../support/refusal-of.ts";

const ORIGIN = { requestId: "request-1", ip: "192.0.2.7", userAgent: "a browser" };

Deno.test("audit log", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  adoptEnvironment(database.ownerUrl);
  const business = await makeBusiness(sql);
  const { admin } = business.employees;
  const asAdmin = <T>(run: (sql: Sql) => Promise<T>) =>
    asUser({ kind: "user", id: admin.userId }, ORIGIN, run);

  await t.step("tells who did what to which row, from where, with old and new values", async () => {
    const [role] = await asAdmin((sql) =>
      sql<{ id: string }[]>`insert into public.roles (business_id, key, name)
        values (${business.id}, 'night', 'Night') returning id`
    );
    await asAdmin((sql) => sql`update public.roles set name = 'Night shift' where id = ${role!.id}`);
    await asAdmin((sql) => sql`delete from public.roles where id = ${role!.id}`);
    const rows = await sql`
      select action, old_values, new_values, business_id, table_name, row_id, actor_kind, actor_id, actor_reason,
        request_id, ip, user_agent, outcome
      from public.audit_logs where row_id = ${role!.id} order by id`;
    const same = {
      business_id: business.id,
      table_name: "roles",
      row_id: role!.id,
      actor_kind: "user",
      actor_id: admin.userId,
      actor_reason: null,
      request_id: "request-1",
      ip: "192.0.2.7",
      user_agent: "a browser",
      outcome: "success",
    };
    for (const row of rows) assert.deepEqual({ ...same, ...row }, { ...row, ...same });
    assert.deepEqual(rows.map((row) => row.action), ["insert", "update", "delete"]);
    const [inserted, updated, deleted] = rows;
    assert.deepEqual([inserted!.old_values, inserted!.new_values.name], [null, "Night"]);
    assert.deepEqual([updated!.old_values, updated!.new_values], [{ name: "Night" }, {
      name: "Night shift",
    }]);
    assert.deepEqual([deleted!.old_values.name, deleted!.new_values], ["Night shift", null]);
  });

  await t.step("tells why a worker did it", async () => {
    await asWorker(
      "worker",
      "renewal",
      { requestId: "request-2" },
      (sql) =>
        sql`update public.channels set name = 'Renewed' where business_id = ${business.id} and id = ${business.channel.id}`,
    );
    const [row] = await sql`select actor_kind, actor_id, actor_reason, request_id, old_values, new_values
      from public.audit_logs where request_id = 'request-2'`;
    assert.deepEqual(row, {
      actor_kind: "worker",
      actor_id: null,
      actor_reason: "renewal",
      request_id: "request-2",
      old_values: { name: "WhatsApp" },
      new_values: { name: "Renewed" },
    });
  });

  await t.step("tells where a request through the Data API came from", async () => {
    await sql.begin(async (tx) => {
      await tx`select set_config('role', 'authenticated', true),
        set_config('request.jwt.claims', ${
        JSON.stringify({ sub: admin.userId, role: "authenticated" })
      }, true),
        set_config('request.headers', ${
        JSON.stringify({ "x-forwarded-for": "192.0.2.8", "user-agent": "an app" })
      }, true)`;
      await tx`update public.businesses set name = 'Renamed' where id = ${business.id}`;
    });
    const [row] = await sql`select actor_kind, actor_id, ip, user_agent from public.audit_logs
      where table_name = 'businesses' and action = 'update' and business_id = ${business.id} order by id desc limit 1`;
    assert.deepEqual(row, {
      actor_kind: "user",
      actor_id: admin.userId,
      ip: "192.0.2.8",
      user_agent: "an app",
    });
  });

  await t.step("says nothing of what changed nothing, and of what was refused", async () => {
    const count = async () => (await sql`select count(*)::int from public.audit_logs`)[0]!.count;
    const before = await count();
    await asAdmin((sql) => sql`update public.businesses set name = name where id = ${business.id}`);
    await refusalOf(asAdmin((sql) => sql`update public.employees set active = false where id = ${admin.id}`));
    assert.equal(await count(), before);
  });

  await t.step("never holds a secret, sealed or not", async () => {
    const write = (secret: string) => writeSecret(business.id, "whatsapp:app_secret", secret, ORIGIN);
    await write("the first secret");
    await write("the second secret");
    await asWorker(
      "system",
      "clean up",
      ORIGIN,
      (sql) => sql`delete from private.business_secrets where business_id = ${business.id}`,
    );
    const rows = await sql`select action, old_values, new_values from public.audit_logs
      where table_name = 'business_secrets' order by id`;
    assert.deepEqual(rows.map((row) => row.action), ["insert", "update", "delete"]);
    const said = JSON.stringify(rows);
    assert.doesNotMatch(said, /nonce|"data"|secret"\}|first|second|\\\\x/);
    assert.match(said, /whatsapp:app_secret/);
  });

  await t.step(
    "can't be changed by anyone, the owner included",
    () => refusesChange(sql, business),
  );
  await t.step("has its partitions ahead of time", () => keepsAhead(sql, business.id));
  await t.step("catches up after its schedule stood still", () => catchesUp(sql, business.id));
  await closeConnection();
});

/** Every way to unmake history, through the parent and past it. */
async function refusesChange(sql: postgres.Sql, business: TestBusiness) {
  const partitions = await sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'public.audit_logs'::regclass order by 1`;
  const claims = JSON.stringify({ sub: business.employees.admin.userId, role: "authenticated" });
  const undone = new Error("undone");
  const outcome = async (role: string, change: string) =>
    await refusalOf(
      sql.begin(async (tx) => {
        await tx`select set_config('request.jwt.claims', ${claims}, true), set_config('role', ${role}, true)`;
        await tx.unsafe(change);
        throw undone;
      }).catch((error) => {
        if (error !== undone) throw error;
      }),
    );
  const allowed: string[] = [];
  for (const role of ["authenticated", "service_role", "postgres"]) {
    for (const { name } of [{ name: "public.audit_logs" }, ...partitions]) {
      const changes = [`update ${name} set outcome = 'failed'`, `delete from ${name}`, `truncate ${name}`];
      // Past every grant, a row's trigger needs a row to speak up: months to come have none.
      const hasRows = (await sql.unsafe(`select from ${name} limit 1`)).length > 0;
      for (const change of role === "postgres" && !hasRows ? changes.slice(2) : changes) {
        if (await outcome(role, change) !== "42501") allowed.push(`${change}, as ${role}`);
      }
    }
  }
  assert.deepEqual(allowed, []);
}

async function keepsAhead(sql: postgres.Sql, businessId: string) {
  const make = async (months: number) =>
    (await sql<[{ made: number }]>`select private.make_audit_partitions(${months}) as made`)[0].made;
  assert.equal(await make(3), 0, "the migration made this month's and three more");
  assert.equal(await make(6), 3);
  assert.equal(await make(6), 0);
  const unsafe = await sql`
    select c.relname from pg_class c where c.relnamespace = 'audit'::regnamespace and c.relkind = 'r'
      and (not c.relrowsecurity or c.relacl is not null and exists (
        select from aclexplode(c.relacl) a where a.grantee <> c.relowner))`;
  assert.deepEqual([...unsafe], []);
  assert.match(await writeAhead(sql, businessId, 6), /^audit\.audit_logs_\d{4}_\d{2}$/);
}

/** Should the schedule stand still, rows lie in the default partition; the next run must do its work all the same. */
async function catchesUp(sql: postgres.Sql, businessId: string) {
  assert.equal(await writeAhead(sql, businessId, 8), "audit.audit_logs_default");
  await sql`select private.make_audit_partitions(9)`;
  assert.match(await writeAhead(sql, businessId, 9), /^audit\.audit_logs_\d{4}_\d{2}$/);
}

/** Writes a row as of so many months from now; returns where it lies. */
async function writeAhead(sql: postgres.Sql, businessId: string, months: number): Promise<string> {
  const [row] = await sql<[{ partition: string }]>`
    insert into public.audit_logs (created_at, business_id, actor_kind, action, table_name)
    values (now() + make_interval(months => ${months}), ${businessId}, 'system', 'insert', 'test')
    returning tableoid::regclass::text as partition`;
  return row.partition;
}
