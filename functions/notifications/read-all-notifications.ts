import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input } from "../../shared/http/route.ts";
import type { ReadAllNotifications } from "./contract.ts";
import { type Counts, readCounts } from "./count-notifications.ts";
import { lockNotifications } from "./lock-notifications.ts";

/** Whoever says `up_to` says it as they were told it: in milliseconds, of which Postgres knows a thousand parts. */
export function readAllNotifications(
  { actor, origin, tenant }: EmployeeContext,
  { body: { category, up_to } }: Input<typeof ReadAllNotifications>,
): Promise<Counts> {
  return asUser(actor, origin, async (sql) => {
    const unread = sql`n.archived_at is null and n.read_at is null
      ${category ? sql`and n.category = ${category}` : sql``}
      ${up_to ? sql`and date_trunc('milliseconds', n.updated_at) <= ${up_to}::text::timestamptz` : sql``}`;
    await sql`
      update public.notifications set read_at = now() where id in (${
      lockNotifications(sql, tenant, unread)
    })`;
    return await readCounts(sql, tenant);
  });
}
