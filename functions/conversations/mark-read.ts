import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { MarkRead } from "./contract.ts";

/** Throws `not_found` for a conversation or message that isn't in this business. */
export async function markRead(
  { actor, origin, tenant }: EmployeeContext,
  { params, body }: Input<typeof MarkRead>,
): Promise<Output<typeof MarkRead>> {
  const [row] = await asUser(actor, origin, (sql) =>
    sql<{ unread_count: number }[]>`
      select private.mark_read(${tenant.businessId}, ${params.id}, ${body.up_to ?? null}) as unread_count`);
  return { unread_count: row?.unread_count ?? 0 };
}
