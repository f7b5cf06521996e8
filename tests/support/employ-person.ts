import type postgres from "postgres";
import type { TestEmployee } from "./business.ts";

/** Makes someone who is employed elsewhere an agent of this business as well. */
export async function employPerson(
  sql: postgres.Sql,
  { userId, email }: TestEmployee,
  businessId: string,
): Promise<TestEmployee> {
  const [{ id }] = await sql<[{ id: string }]>`
    insert into public.employees (business_id, user_id, role_id, display_name)
    select ${businessId}, ${userId}, id, 'Here as well' from public.roles
    where business_id = ${businessId} and key = 'agent'
    returning id`;
  return { id, userId, email };
}
