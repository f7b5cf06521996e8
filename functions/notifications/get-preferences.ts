import type { Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Output } from "../../shared/http/route.ts";
import type { Tenant } from "../../shared/tenant/resolve-tenant.ts";
import type { GetPreferences } from "./contract.ts";

type Preferences = Output<typeof GetPreferences>;

/** Every category and channel, said or not. */
export function getPreferences({ actor, origin, tenant }: EmployeeContext): Promise<Preferences> {
  return asUser(actor, origin, (sql) => readPreferences(sql, tenant));
}

/** The same within a transaction, after what it changed. */
export async function readPreferences(
  sql: Sql,
  { businessId, employeeId }: Tenant,
): Promise<Preferences> {
  const [preferences, [quietHours = null]] = await Promise.all([
    sql<Preferences["preferences"]>`
      select c.key as category, c.description, ch.channel, coalesce(p.enabled, ch.channel = any (c.channels)) as enabled,
        p.enabled is not null as own
      from public.notification_categories c
      cross join unnest('{bell,push,email}'::text[]) with ordinality as ch (channel, place)
      left join public.notification_preferences p
        on p.business_id = ${businessId} and p.employee_id = ${employeeId} and p.category = c.key and p.channel = ch.channel
      order by c.key, ch.place`,
    sql<NonNullable<Preferences["quiet_hours"]>[]>`
      select to_char(q.quiet_from, 'HH24:MI') as from, to_char(q.quiet_until, 'HH24:MI') as until, q.time_zone
      from public.quiet_hours q where q.business_id = ${businessId} and q.employee_id = ${employeeId}`,
  ]);
  return { preferences: [...preferences], quiet_hours: quietHours };
}
