import assert from "node:assert/strict";
import { closeConnection, type Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import { addEmployee, makeBusiness, type TestEmployee } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { tenancyState } from "../support/tenancy-state.ts";

const as = <T>(employee: TestEmployee, run: (sql: Sql) => Promise<T>) =>
  asUser({ kind: "user", id: employee.userId }, { requestId: "last-admin-test" }, run);

const deactivate = (employee: TestEmployee) => (sql: Sql) =>
  sql`update public.employees set active = false where id = ${employee.id}`;
const demote = (employee: TestEmployee) => (sql: Sql) =>
  sql`update public.employees e set role_id = r.id from public.roles r
    where e.id = ${employee.id} and r.business_id = e.business_id and r.key = 'viewer'`;

Deno.test("the last Admin", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  adoptEnvironment(database.ownerUrl);
  const activeAdmins = async (businessId: string) => {
    const [{ count }] = await sql<[{ count: number }]>`
      select count(*)::int from public.employees e join public.roles r on r.id = e.role_id
      where e.business_id = ${businessId} and e.active and r.key = 'admin'`;
    return count;
  };

  await t.step("can't leave, by whatever door", async () => {
    const business = await makeBusiness(sql);
    const { admin } = business.employees;
    const before = await tenancyState(sql, business.id);
    assert.equal(await refusalOf(as(admin, deactivate(admin))), "FD000/last_admin");
    assert.equal(await refusalOf(as(admin, demote(admin))), "FD000/last_admin");
    // Nor above the policies, nor by deleting the person.
    assert.equal(
      await refusalOf(sql`delete from public.employees where id = ${admin.id}`),
      "FD000/last_admin",
    );
    assert.equal(
      await refusalOf(sql`update public.employees set active = false where id = ${admin.id}`),
      "FD000/last_admin",
    );
    assert.equal(await refusalOf(sql`delete from auth.users where id = ${admin.userId}`), "FD000/last_admin");
    assert.equal(await tenancyState(sql, business.id), before);
  });

  await t.step("isn't denied anything by someone who acts while they are promoted", async () => {
    const business = await makeBusiness(sql);
    const { admin, manager, agent } = business.employees;
    const begun = Promise.withResolvers<void>();
    const promoted = Promise.withResolvers<void>();
    const denial = as(manager, async (tx) => {
      await tx`insert into public.employee_permissions (business_id, employee_id, permission, effect)
        values (${business.id}, ${agent.id}, 'employees.manage', 'deny')`;
      begun.resolve();
      await promoted.promise;
    });
    await begun.promise;
    const promotion = refusalOf(
      as(admin, (tx) =>
        tx`update public.employees e set role_id = r.id from public.roles r
        where e.id = ${agent.id} and r.business_id = e.business_id and r.key = 'admin'`),
    );
    // The promotion waits for the denial, whichever way the race goes.
    await new Promise((resolve) => setTimeout(resolve, 100));
    promoted.resolve();
    await denial;
    assert.equal(await promotion, "FD000/admin_role_is_fixed");
    assert.equal(await activeAdmins(business.id), 1);
  });

  await t.step("is whoever is left of two", async () => {
    const business = await makeBusiness(sql);
    const { admin } = business.employees;
    const second = await addEmployee(sql, business.id, "admin");
    assert.equal((await as(second, deactivate(admin))).count, 1);
    assert.equal(await refusalOf(as(second, demote(second))), "FD000/last_admin");
    assert.equal(await activeAdmins(business.id), 1);
  });

  await t.step("holds every permission, also someone who was denied some before", async () => {
    const business = await makeBusiness(sql);
    const { admin, agent } = business.employees;
    await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${business.id}, ${agent.id}, 'employees.manage', 'deny')`;
    const promote = (sql: Sql) =>
      sql`update public.employees e set role_id = r.id from public.roles r
        where e.id = ${agent.id} and r.business_id = e.business_id and r.key = 'admin'`;
    await refusalOf(as(admin, promote));
    await refusalOf(as(admin, deactivate(admin)));
    const [{ able }] = await sql<[{ able: boolean }]>`
      select exists (
        select from public.employees e where e.business_id = ${business.id} and e.active
          and (select count(*) from private.permissions_of(e.id)) = (select count(*) from public.permissions)
      ) as able`;
    assert(able, "nobody is left who may do everything, so nobody can ever lift the denial");
  });

  await t.step("goes with the business", async () => {
    const business = await makeBusiness(sql);
    await sql`delete from public.businesses where id = ${business.id}`;
    const [{ count }] = await sql<[{ count: number }]>`
      select count(*)::int from public.employees where business_id = ${business.id}`;
    assert.equal(count, 0);
  });

  for (const [what, remove] of [["deactivate", deactivate], ["demote", demote]] as const) {
    await t.step(
      `two Admins ${what} each other: the second waits for the first, and is refused`,
      async () => {
        const business = await makeBusiness(sql);
        const { admin } = business.employees;
        const second = await addEmployee(sql, business.id, "admin");
        const firstDid = Promise.withResolvers<void>();
        const firstMayEnd = Promise.withResolvers<void>();
        const first = as(admin, async (sql) => {
          const done = await remove(second)(sql);
          firstDid.resolve();
          await firstMayEnd.promise;
          return done;
        });
        await firstDid.promise;
        const refused = refusalOf(as(second, remove(admin)));
        await waitsForALock();
        firstMayEnd.resolve();
        assert.equal((await first).count, 1);
        assert.equal(await refused, "FD000/last_admin");
        assert.equal(await activeAdmins(business.id), 1);
      },
    );
  }

  await t.step("twenty races, in whatever order, leave one", async () => {
    const business = await makeBusiness(sql);
    const { admin } = business.employees;
    const second = await addEmployee(sql, business.id, "admin");
    for (let round = 0; round < 20; round++) {
      const [remove, other] = round % 2 ? [deactivate, demote] : [deactivate, deactivate];
      const pairs = round % 4 < 2
        ? [[admin, second], [second, admin]] as const
        : [[admin, admin], [second, second]] as const;
      const outcomes = await Promise.all(
        pairs.map(([who, whom], place) => refusalOf(as(who, (place ? other : remove)(whom)))),
      );
      // Whoever comes too late is refused as the last Admin, or as no Admin any more.
      const lawful = ["nothing", "FD000/last_admin", "FD000/beyond_your_permissions"];
      assert(outcomes.every((outcome) => lawful.includes(outcome)), outcomes.join());
      assert.equal(await activeAdmins(business.id), 1);
      await sql`update public.employees e set active = true, role_id = r.id from public.roles r
        where e.id in (${admin.id}, ${second.id}) and r.business_id = e.business_id and r.key = 'admin'`;
    }
  });

  await closeConnection();

  async function waitsForALock() {
    for (let attempt = 0; attempt < 500; attempt++) {
      const [{ waiting }] = await sql<[{ waiting: number }]>`
        select count(*)::int as waiting from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()`;
      if (waiting > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error("The second transaction never waited for the first.");
  }
});
