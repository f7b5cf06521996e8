import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input } from "../../shared/http/route.ts";
import type { MarkSeen } from "./contract.ts";
import { type Counts, readCounts } from "./count-notifications.ts";
import { lockNotifications } from "./lock-notifications.ts";

/** Ids that are unknown, deleted meanwhile or someone else's are all alike: the others are marked. */
export function markSeen(
  { actor, origin, tenant }: EmployeeContext,
  { body: { ids } }: Input<typeof MarkSeen>,
): Promise<Counts> {
  return asUser(actor, origin, async (sql) => {
    const unseen = sql`n.seen_at is null
      ${ids ? sql`and ${JSON.stringify(ids)}::text::jsonb ? n.id::text` : sql``}`;
    await sql`
      update public.notifications set seen_at = now() where id in (${
      lockNotifications(sql, tenant, unseen)
    })`;
    return await readCounts(sql, tenant);
  });
}
