import type { Sql } from "../../shared/db/client.ts";
import type { Tenant } from "../../shared/tenant/resolve-tenant.ts";

/** The condition that `n` is one of the caller's own, for the bell and not expired. What they may know, the policy says. */
export const ownNotifications = (sql: Sql, { businessId, employeeId }: Tenant) =>
  sql`n.business_id = ${businessId} and n.employee_id = ${employeeId} and n.bell
    and (n.expires_at is null or n.expires_at > now())`;
