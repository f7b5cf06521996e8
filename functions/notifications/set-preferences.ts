import type { Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { Tenant } from "../../shared/tenant/resolve-tenant.ts";
import type { SetPreferences } from "./contract.ts";
import { readPreferences } from "./get-preferences.ts";

type Body = Input<typeof SetPreferences>["body"];

/** All of it or nothing. Of what is said twice of one category and channel, the last counts. */
export function setPreferences(
  { actor, origin, tenant }: EmployeeContext,
  { body: { changes, quiet_hours } }: Input<typeof SetPreferences>,
): Promise<Output<typeof SetPreferences>> {
  const last = new Map(changes.map((change) => [`${change.category} ${change.channel}`, change]));
  return asUser(actor, origin, async (sql) => {
    await changePreferences(sql, tenant, [...last.values()]);
    if (quiet_hours !== undefined) await changeQuietHours(sql, tenant, quiet_hours);
    return await readPreferences(sql, tenant);
  });
}

async function changePreferences(
  sql: Sql,
  { businessId, employeeId }: Tenant,
  changes: Body["changes"],
): Promise<void> {
  const told = JSON.stringify(changes);
  await sql`
    delete from public.notification_preferences p
    using jsonb_to_recordset(${told}::text::jsonb) as c (category text, channel text, enabled boolean)
    where p.business_id = ${businessId} and p.employee_id = ${employeeId}
      and c.enabled is null and p.category = c.category and p.channel = c.channel`;
  await sql`
    insert into public.notification_preferences (business_id, employee_id, category, channel, enabled)
    select ${businessId}, ${employeeId}, c.category, c.channel, c.enabled
    from jsonb_to_recordset(${told}::text::jsonb) as c (category text, channel text, enabled boolean)
    where c.enabled is not null
    on conflict (employee_id, category, channel) do update set enabled = excluded.enabled`;
}

async function changeQuietHours(
  sql: Sql,
  { businessId, employeeId }: Tenant,
  hours: NonNullable<Body["quiet_hours"]> | null,
): Promise<void> {
  if (hours === null) {
    await sql`delete from public.quiet_hours where business_id = ${businessId} and employee_id = ${employeeId}`;
    return;
  }
  await sql`
    insert into public.quiet_hours (business_id, employee_id, quiet_from, quiet_until, time_zone)
    values (${businessId}, ${employeeId}, ${hours.from}::text::time, ${hours.until}::text::time, ${hours.time_zone})
    on conflict (employee_id) do update
    set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, time_zone = excluded.time_zone`;
}
