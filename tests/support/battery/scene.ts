import type postgres from "postgres";
import { type Permission, PERMISSIONS } from "../../../shared/tenant/permissions.ts";
import { addEmployee, makeBusiness, makeUser, type TestBusiness } from "../business.ts";
import type { TestFunctions } from "../functions.ts";
import { textDelivery } from "../whatsapp.ts";

/** Who stands where while every route is tried. All ids of people are those of their logins. */
export interface Scene {
  sql: postgres.Sql;
  /** The business the requests are about, and one whose people and rows must stay outside. */
  ours: TestBusiness;
  theirs: TestBusiness;
  /** A person with a login and no business. */
  nobody: string;
  /** Was set inactive; was removed. */
  suspended: string;
  removed: string;
  /** Businesses with an Admin of their own: one set inactive, one deleted. */
  closed: { id: string; admin: string };
  deleted: { id: string; admin: string };
  /** An employee of `ours` who holds this permission and no other; with `null`, none at all. */
  holderOf(permission: Permission | null): Promise<string>;
  /** Employees of `ours` who hold everything else: by their role, and by a denial. */
  lacking(permission: Permission): Promise<{ byRole: string; byDenial: string }>;
  /** A fresh client with a fresh message in both businesses. */
  fill(): Promise<void>;
  /** The newest row of a business in a table; `undefined` where there is no such table or row. */
  newest(table: string, businessId: string): Promise<string | undefined>;
}

export async function setScene(sql: postgres.Sql, functions: TestFunctions): Promise<Scene> {
  const [ours, theirs, closed, deleted] = [
    await makeBusiness(sql, "Ours"),
    await makeBusiness(sql, "Theirs"),
    await makeBusiness(sql, "Closed"),
    await makeBusiness(sql, "Deleted"),
  ];
  await sql`update public.businesses set active = false where id = ${closed.id}`;
  await sql`update public.businesses set deleted_at = now() where id = ${deleted.id}`;
  const suspended = await addEmployee(sql, ours.id, "manager");
  await sql`update public.employees set active = false where id = ${suspended.id}`;
  const removed = await addEmployee(sql, ours.id, "manager");
  await sql`delete from public.employees where id = ${removed.id}`;

  const holders = new Map<string, Promise<string>>();
  const once = (key: string, make: () => Promise<string>) => {
    const known = holders.get(key) ?? make();
    holders.set(key, known);
    return known;
  };
  let clients = 0;

  return {
    sql,
    ours,
    theirs,
    nobody: (await makeUser(sql)).userId,
    suspended: suspended.userId,
    removed: removed.userId,
    closed: { id: closed.id, admin: closed.employees.admin.userId },
    deleted: { id: deleted.id, admin: deleted.employees.admin.userId },
    holderOf: (permission) =>
      once(`only ${permission}`, () => employWith(sql, ours.id, permission ? [permission] : [])),
    async lacking(permission) {
      const others = PERMISSIONS.filter((key) => key !== permission);
      return {
        byRole: await once(`but ${permission}`, () => employWith(sql, ours.id, others)),
        byDenial: await once(
          `denied ${permission}`,
          () => employWith(sql, ours.id, [...PERMISSIONS], permission),
        ),
      };
    },
    async fill() {
      const from = `9617${String(++clients).padStart(7, "0")}`;
      for (const { channel } of [ours, theirs]) {
        const { status } = await functions.deliver(textDelivery(channel, { from, text: `hello ${clients}` }));
        if (status !== 200) throw new Error(`The scene can't be filled: the webhook answered ${status}.`);
      }
    },
    async newest(table, businessId) {
      const [{ known }] = await sql<[{ known: boolean }]>`
        select count(*) = 2 as known from information_schema.columns
        where table_schema = 'public' and table_name = ${table} and column_name in ('id', 'business_id')`;
      if (!known) return undefined;
      const [row] = await sql<{ id: string }[]>`
        select id from ${
        sql(`public.${table}`)
      } where business_id = ${businessId} order by created_at desc, id limit 1`;
      return row?.id;
    },
  };
}

/** Employs someone with exactly these permissions in a role of their own, less one that is denied. */
async function employWith(
  sql: postgres.Sql,
  businessId: string,
  permissions: Permission[],
  denied?: Permission,
) {
  const key = `battery_${crypto.randomUUID().slice(0, 8)}`;
  const [role] = await sql<[{ id: string }]>`
    insert into public.roles (business_id, key, name) values (${businessId}, ${key}, ${key}) returning id`;
  await sql`insert into public.role_permissions (business_id, role_id, permission)
    select ${businessId}, ${role.id}, unnest(${permissions}::text[])`;
  const employee = await addEmployee(sql, businessId, key);
  if (denied) {
    await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${businessId}, ${employee.id}, ${denied}, 'deny')`;
  }
  return employee.userId;
}
