import assert from "node:assert/strict";
import { closeConnection, type Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import { PERMISSIONS } from "../../shared/tenant/permissions.ts";
import { addEmployee, makeBusiness, makeUser, ROLES, type TestEmployee } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { tenancyState } from "../support/tenancy-state.ts";

const as = <T>(employee: TestEmployee, run: (sql: Sql) => Promise<T>) =>
  asUser({ kind: "user", id: employee.userId }, { requestId: "permissions-test" }, run);

Deno.test("permissions", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  adoptEnvironment(database.ownerUrl);

  await t.step("the registry in the database and the one in TypeScript name the same keys", async () => {
    const rows = await sql<{ key: string }[]>`select key from public.permissions order by key collate "C"`;
    assert.deepEqual(rows.map((row) => row.key), [...PERMISSIONS]);
  });

  await t.step("a business begins with four roles, what they hold, and its first Admin", async () => {
    const { userId } = await makeUser(sql);
    const [{ id }] = await sql<
      [{ id: string }]
    >`select private.create_business('New', 'new', ${userId}, 'First') as id`;
    const roles = await sql<{ key: string; held: string[]; expected: string[] }[]>`
      select r.key,
        array(select permission from public.role_permissions rp where rp.role_id = r.id order by 1) as held,
        array(select p.key from public.permissions p where r.key = any (p.default_roles) order by 1) as expected
      from public.roles r where r.business_id = ${id} order by r.key`;
    assert.deepEqual(roles.map((role) => role.key), ROLES.toSorted());
    for (const role of roles) assert.deepEqual(role.held, role.expected, role.key);
    assert.equal(roles.find((role) => role.key === "admin")!.held.length, PERMISSIONS.length);
    const employees = await sql`
      select e.user_id, e.active, r.key as role from public.employees e join public.roles r on r.id = e.role_id
      where e.business_id = ${id}`;
    assert.deepEqual([...employees], [{ user_id: userId, active: true, role: "admin" }]);
  });

  await t.step("a business that can't be finished isn't begun", async () => {
    const { userId } = await makeUser(sql);
    const count = async () => [
      ...await sql`select (select count(*) from public.businesses) as businesses, (select count(*) from public.roles) as roles,
        (select count(*) from public.role_permissions) as held, (select count(*) from public.audit_logs) as audited`,
    ];
    const before = await count();
    const create = (slug: string, user: string | null, name: string) =>
      refusalOf(sql`select private.create_business('Half', ${slug}, ${user}, ${name})`);
    // Each fails later than the one before: at the business itself, at its Admin's person, name, absence.
    assert.equal(await create("new", userId, "Admin"), "23505");
    assert.equal(await create("half", crypto.randomUUID(), "Admin"), "23503");
    assert.equal(await create("half", userId, " "), "23514");
    assert.equal(await create("half", null, "Admin"), "23502");
    assert.deepEqual(await count(), before);
  });

  await t.step("nobody gives, or takes from those who have, what they don't hold", async (t) => {
    const business = await makeBusiness(sql);
    const { admin, manager, agent } = business.employees;
    const former = await addEmployee(sql, business.id, "admin");
    const denied = await addEmployee(sql, business.id, "agent");
    const architect = await addEmployee(sql, business.id, "viewer");
    await sql`update public.employees set active = false where id = ${former.id}`;
    await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect) values
      (${business.id}, ${denied.id}, 'audit.read', 'deny'), (${business.id}, ${architect.id}, 'roles.manage', 'grant')`;
    const addRole = async (key: string, permission: string) => {
      const [role] = await sql<[{ id: string }]>`
        insert into public.roles (business_id, key, name) values (${business.id}, ${key}, ${key}) returning id`;
      await sql`insert into public.role_permissions (business_id, role_id, permission)
        values (${business.id}, ${role.id}, ${permission})`;
      return role.id;
    };
    const auditors = await addRole("auditors", "audit.read");
    const readers = await addRole("readers", "clients.read");
    const [{ id: adminRole }] = await sql<[{ id: string }]>`
      select id from public.roles where business_id = ${business.id} and key = 'admin'`;

    const give = (employee: TestEmployee, permission: string) => (sql: Sql) =>
      sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
        values (${business.id}, ${employee.id}, ${permission}, 'grant')`;
    const giveRole = (role: string, permission: string) => (sql: Sql) =>
      sql`insert into public.role_permissions (business_id, role_id, permission)
        values (${business.id}, ${role}, ${permission})`;
    const assign = (employee: TestEmployee, role: string) => (sql: Sql) =>
      sql`update public.employees set role_id = ${role} where id = ${employee.id}`;
    const setActive = (employee: TestEmployee, active: boolean) => (sql: Sql) =>
      sql`update public.employees set active = ${active} where id = ${employee.id}`;

    const beyond: [string, TestEmployee, (sql: Sql) => Promise<unknown>][] = [
      ["a manager gives an agent audit.read", manager, give(agent, "audit.read")],
      ["a manager gives themselves audit.read", manager, give(manager, "audit.read")],
      ["a manager gives a role audit.read", manager, giveRole(readers, "audit.read")],
      ["a manager makes themselves Admin", manager, assign(manager, adminRole)],
      ["a manager makes an agent Admin", manager, assign(agent, adminRole)],
      ["a manager gives an agent a role that holds more", manager, assign(agent, auditors)],
      [
        "a manager lifts a denial",
        manager,
        (sql) => sql`delete from public.employee_permissions where employee_id = ${denied.id}`,
      ],
      [
        "a manager turns a denial round",
        manager,
        (sql) =>
          sql`update public.employee_permissions set effect = 'grant' where employee_id = ${denied.id}`,
      ],
      [
        "a manager denies what they don't hold",
        manager,
        (sql) =>
          sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
          values (${business.id}, ${agent.id}, 'roles.manage', 'deny')`,
      ],
      ["a manager deactivates an Admin", manager, setActive(admin, false)],
      ["a manager demotes an Admin", manager, assign(admin, readers)],
      ["a manager brings a former Admin back", manager, setActive(former, true)],
      ["who manages roles gives one more than they hold", architect, giveRole(readers, "audit.read")],
      [
        "who manages roles gives their own role more",
        architect,
        (sql) =>
          sql`insert into public.role_permissions (business_id, role_id, permission)
          select business_id, role_id, 'employees.manage' from public.employees where id = ${architect.id}`,
      ],
      [
        "who manages roles takes from one what they don't hold",
        architect,
        (sql) => sql`delete from public.role_permissions where role_id = ${auditors}`,
      ],
      [
        "who manages roles deletes one that holds more",
        architect,
        (sql) => sql`delete from public.roles where id = ${auditors}`,
      ],
    ];
    for (const [what, who, run] of beyond) {
      await t.step(what, async () => {
        const before = await tenancyState(sql, business.id);
        assert.equal(await refusalOf(as(who, run)), "FD000/beyond_your_permissions");
        assert.equal(await tenancyState(sql, business.id), before);
      });
    }

    await t.step("what they do hold, they give and take", async () => {
      const count = async (who: TestEmployee, run: (sql: Sql) => Promise<unknown>) =>
        (await as(who, run) as { count: number }).count;
      assert.equal(await count(manager, give(denied, "business.update")), 1);
      assert.equal(await count(manager, assign(agent, readers)), 1);
      assert.equal(await count(manager, setActive(agent, false)), 1);
      assert.equal(await count(architect, giveRole(readers, "channels.read")), 1);
      assert.equal(await count(admin, assign(manager, adminRole)), 1);
      assert.equal(await count(admin, setActive(former, true)), 1);
      assert.equal(await count(admin, give(denied, "roles.manage")), 1);
    });

    await t.step("without employees.manage or roles.manage nothing is even seen to change", async () => {
      const viewer = business.employees.viewer;
      const before = await tenancyState(sql, business.id);
      assert.equal((await as(viewer, setActive(denied, false)) as { count: number }).count, 0);
      assert.equal(
        (await as(viewer, (sql) => sql`delete from public.roles`)).count,
        0,
      );
      assert.equal(await refusalOf(as(viewer, give(denied, "clients.read"))), "42501");
      assert.equal(await tenancyState(sql, business.id), before);
    });
  });

  await t.step("default roles stay, and Admin stays whole", async () => {
    const business = await makeBusiness(sql);
    const { admin, agent } = business.employees;
    const second = await addEmployee(sql, business.id, "admin");
    const before = await tenancyState(sql, business.id);
    for (const key of ROLES) {
      const remove = (sql: Sql) =>
        sql`delete from public.roles where business_id = ${business.id} and key = ${key}`;
      assert.equal(await refusalOf(as(admin, remove)), "FD000/default_role_is_fixed");
      assert.equal(
        await refusalOf(sql`delete from public.roles where business_id = ${business.id} and key = ${key}`),
        "FD000/default_role_is_fixed",
      );
    }
    const weaken = (sql: Sql) =>
      sql`delete from public.role_permissions rp using public.roles r
        where r.id = rp.role_id and r.key = 'admin' and r.business_id = ${business.id} and rp.permission = 'audit.read'`;
    assert.equal(await refusalOf(as(admin, weaken)), "FD000/admin_role_is_fixed");
    const deny = (sql: Sql) =>
      sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
        values (${business.id}, ${second.id}, 'audit.read', 'deny')`;
    assert.equal(await refusalOf(as(admin, deny)), "FD000/admin_role_is_fixed");
    assert.equal(
      await refusalOf(as(admin, (sql) => sql`update public.roles set key = 'boss' where key = 'admin'`)),
      "42501",
    );
    assert.equal(
      await refusalOf(as(admin, (sql) => sql`delete from public.employees where id = ${agent.id}`)),
      "42501",
    );
    assert.equal(await tenancyState(sql, business.id), before);
  });

  await closeConnection();
});
