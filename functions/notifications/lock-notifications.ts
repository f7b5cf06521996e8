import type { Sql } from "../../shared/db/client.ts";
import type { Tenant } from "../../shared/tenant/resolve-tenant.ts";
import { ownNotifications } from "./own-notifications.ts";

/**
 * The ids of the caller's own of which `condition` holds; a select on `n` that locks them in one order, whatever its
 * plan. Two that mark many at once so wait for each other, and never in a circle.
 */
export const lockNotifications = (sql: Sql, tenant: Tenant, condition: ReturnType<typeof ownNotifications>) =>
  sql`
    select n.id from public.notifications n
    where ${ownNotifications(sql, tenant)} and ${condition}
    order by n.id for no key update`;
