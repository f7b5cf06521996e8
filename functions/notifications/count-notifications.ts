import type { Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Output } from "../../shared/http/route.ts";
import type { Tenant } from "../../shared/tenant/resolve-tenant.ts";
import type { CountNotifications } from "./contract.ts";
import { ownNotifications } from "./own-notifications.ts";

export type Counts = Output<typeof CountNotifications>;

/** The badge. */
export function countNotifications({ actor, origin, tenant }: EmployeeContext): Promise<Counts> {
  return asUser(actor, origin, (sql) => readCounts(sql, tenant));
}

/** The same within a transaction, after what it changed. */
export async function readCounts(sql: Sql, tenant: Tenant): Promise<Counts> {
  const [counts] = await sql<[Counts]>`${selectCounts(sql, tenant)}`;
  return counts;
}

/** The one place where it is said what counts; a select of one row. */
export const selectCounts = (sql: Sql, tenant: Tenant) =>
  sql`
    select count(*)::int as unread, (count(*) filter (where n.seen_at is null))::int as unseen
    from public.notifications n
    where ${ownNotifications(sql, tenant)} and n.archived_at is null and n.read_at is null`;
