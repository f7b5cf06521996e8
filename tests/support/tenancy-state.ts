import type postgres from "postgres";

/** All that says who may do what in a business, as one text: equal texts, nothing changed. */
export async function tenancyState(sql: postgres.Sql, businessId: string): Promise<string> {
  const [{ state }] = await sql<[{ state: string }]>`
    select jsonb_build_object(
      'roles', (select jsonb_agg(r order by r.id) from public.roles r where r.business_id = ${businessId}),
      'held', (select jsonb_agg(rp order by rp.role_id, rp.permission) from public.role_permissions rp
        where rp.business_id = ${businessId}),
      'employees', (select jsonb_agg(e order by e.id) from public.employees e where e.business_id = ${businessId}),
      'exceptions', (select jsonb_agg(ep order by ep.employee_id, ep.permission) from public.employee_permissions ep
        where ep.business_id = ${businessId})
    )::text as state`;
  return state;
}
