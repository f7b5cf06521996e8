import type postgres from "postgres";

export const ROLES = ["admin", "manager", "agent", "viewer"] as const;
export type Role = typeof ROLES[number];

export interface TestEmployee {
  id: string;
  userId: string;
  email: string;
}

export interface TestBusiness {
  id: string;
  slug: string;
  employees: Record<Role, TestEmployee>;
  channel: { id: string; phoneNumberId: string; wabaId: string; displayPhoneNumber: string };
}

/** A person who is nobody's employee yet. */
export async function makeUser(sql: postgres.Sql): Promise<{ userId: string; email: string }> {
  const userId = crypto.randomUUID();
  const email = `${userId}@people.test`;
  await sql`insert into auth.users (id, aud, role, email, email_confirmed_at)
    values (${userId}, 'authenticated', 'authenticated', ${email}, now())`;
  return { userId, email };
}

/** A business with one employee per default role and a WhatsApp channel; unlike every other one. */
export async function makeBusiness(sql: postgres.Sql, name = "Test"): Promise<TestBusiness> {
  const unique = crypto.randomUUID().slice(0, 8);
  const slug = `${name.toLowerCase()}-${unique}`;
  const admin = await makeUser(sql);
  const [{ id }] = await sql<[{ id: string }]>`
    select private.create_business(${name}, ${slug}, ${admin.userId}, 'Admin') as id`;
  const employees: Partial<Record<Role, TestEmployee>> = {};
  for (const role of ROLES) {
    employees[role] = role === "admin"
      ? await findEmployee(sql, id, admin)
      : await addEmployee(sql, id, role);
  }
  const digits = String(parseInt(unique, 16)).padStart(10, "0");
  const channel = { phoneNumberId: `2${digits}`, wabaId: `1${digits}`, displayPhoneNumber: `9617${digits}` };
  const [row] = await sql<[{ id: string }]>`
    insert into public.channels (business_id, name, phone_number_id, waba_id, display_phone_number)
    values (${id}, 'WhatsApp', ${channel.phoneNumberId}, ${channel.wabaId}, ${channel.displayPhoneNumber}) returning id`;
  return {
    id,
    slug,
    employees: employees as Record<Role, TestEmployee>,
    channel: { id: row.id, ...channel },
  };
}

/** One more employee of a business, with the role of that key. */
export async function addEmployee(
  sql: postgres.Sql,
  businessId: string,
  role: string,
): Promise<TestEmployee> {
  const user = await makeUser(sql);
  await sql`insert into public.employees (business_id, user_id, role_id, display_name)
    select ${businessId}, ${user.userId}, r.id, ${role} from public.roles r
    where r.business_id = ${businessId} and r.key = ${role}`;
  return await findEmployee(sql, businessId, user);
}

async function findEmployee(sql: postgres.Sql, businessId: string, user: { userId: string; email: string }) {
  const [row] = await sql<[{ id: string }]>`
    select id from public.employees where business_id = ${businessId} and user_id = ${user.userId}`;
  return { id: row.id, ...user };
}
