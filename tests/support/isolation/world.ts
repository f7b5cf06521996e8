import type postgres from "postgres";
import type { Role } from "./catalogue.ts";

/** Somebody who runs a statement. `owner` sets the stage and sees everything. */
export interface Actor {
  /** As a failure names them. */
  name: string;
  role: Role | "owner";
  user?: string;
  /** Their place in A, or in B for B's own Admin. */
  employee?: string;
  /** Works in A, though without any permission there. */
  employed?: boolean;
}

/** Somebody who works in a business. */
type Employee = Actor & { user: string; employee: string };

export type Side = "a" | "b";

/** Two businesses: everyone below tries to reach A. */
export interface World {
  business: Record<Side, string>;
  admin: Record<Side, Employee>;
  /** Holds every permission of A through a role that may lose them, unlike Admin's. */
  member: Employee & { fullRole: string };
  /** Admin in both businesses: only the tables themselves keep such a person from moving rows. */
  both: Employee & { employeeOfB: string };
  /** Whose the rows of personal tables are. */
  owner: Record<Side, Employee>;
  /** Nobody of them may see or change a row of A. */
  outsiders: Actor[];
  emptyRole: string;
}

export const OWNER: Actor = { name: "the owner", role: "owner" };
export const ANON: Actor = { name: "anon", role: "anon" };
export const SERVICE: Actor = { name: "service_role", role: "service_role" };

/** Makes the two businesses and everyone who tries. Nothing is committed. */
export async function makeWorld(sql: postgres.TransactionSql): Promise<World> {
  const suffix = crypto.randomUUID();
  const signIn = async (name: string) => {
    const user = crypto.randomUUID();
    await sql`insert into auth.users (id, aud, role, email)
      values (${user}, 'authenticated', 'authenticated', ${`${user}@people.test`})`;
    return { name, role: "authenticated" as const, user };
  };
  const found = async (side: Side) => {
    const admin = await signIn(side === "a" ? "an admin of the business" : "an admin of another business");
    const [row] = await sql<[{ id: string }]>`
      select private.create_business(${side}, ${`${side}-${suffix}`}, ${admin.user}, 'Admin') as id`;
    const [{ employee }] = await sql<[{ employee: string }]>`
      select id as employee from public.employees where business_id = ${row.id}`;
    return { admin: { ...admin, employee }, id: row.id };
  };
  const a = await found("a");
  const b = await found("b");
  const addRole = async (key: string) => {
    const [row] = await sql<[{ id: string }]>`
      insert into public.roles (business_id, key, name) values (${a.id}, ${key}, ${key}) returning id`;
    return row.id;
  };
  const roleOf = async (business: string, key: string) => {
    const [row] = await sql<[{ id: string }]>`
      select id from public.roles where business_id = ${business} and key = ${key}`;
    return row.id;
  };
  const employ = async (
    actor: { user: string },
    business: string,
    role: string,
    name: string,
    active = true,
  ) => {
    const [row] = await sql<[{ id: string }]>`
      insert into public.employees (business_id, user_id, role_id, display_name, active)
      values (${business}, ${actor.user}, ${role}, ${name}, ${active}) returning id`;
    return row.id;
  };

  const emptyRole = await addRole("isolation_empty");
  const fullRole = await addRole("isolation_full");
  await sql`insert into public.role_permissions (business_id, role_id, permission)
    select ${a.id}, ${fullRole}, key from public.permissions`;

  const signedIn = await signIn("an employee with every permission");
  const member = { ...signedIn, employee: await employ(signedIn, a.id, fullRole, "Member"), fullRole };
  const both = await signIn("an admin of both businesses");
  const former = await signIn("an ex-employee");
  const powerless = await signIn("an employee without permissions");
  const denied = await signIn("an employee who is denied everything");
  const stranger = await signIn("someone without a business");
  const bothInA = await employ(both, a.id, await roleOf(a.id, "admin"), "Both");
  const bothInB = await employ(both, b.id, await roleOf(b.id, "admin"), "Both");
  await employ(former, a.id, await roleOf(a.id, "admin"), "Former", false);
  const powerlessEmployee = await employ(powerless, a.id, emptyRole, "Powerless");
  const deniedEmployee = await employ(denied, a.id, fullRole, "Denied");
  await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
    select ${a.id}, ${deniedEmployee}, key, 'deny' from public.permissions`;
  await employ(await signIn("a colleague"), a.id, await roleOf(a.id, "agent"), "Colleague");
  await employ(await signIn("a colleague"), b.id, await roleOf(b.id, "agent"), "Colleague");

  return {
    business: { a: a.id, b: b.id },
    admin: { a: a.admin, b: b.admin },
    member,
    both: { ...both, employee: bothInA, employeeOfB: bothInB },
    owner: { a: member, b: b.admin },
    outsiders: [
      ANON,
      b.admin,
      stranger,
      former,
      { ...powerless, employee: powerlessEmployee, employed: true },
      { ...denied, employee: deniedEmployee, employed: true },
    ],
    emptyRole,
  };
}
