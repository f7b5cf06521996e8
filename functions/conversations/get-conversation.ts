import { asUser } from "../../shared/db/transaction.ts";
import { Problem } from "../../shared/problem/problem.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { conversationColumns } from "./conversation-columns.ts";
import type { GetConversation } from "./contract.ts";

/** Throws `not_found`, also for a conversation of another business. */
export async function getConversation(
  { actor, origin, tenant }: EmployeeContext,
  { params }: Input<typeof GetConversation>,
): Promise<Output<typeof GetConversation>> {
  const [conversation] = await asUser(actor, origin, (sql) =>
    sql<Output<typeof GetConversation>[]>`
      select ${conversationColumns(sql)}
      from public.conversations c
      where c.business_id = ${tenant.businessId} and c.id = ${params.id}`);
  if (!conversation) throw new Problem("not_found", { detail: "There is no such conversation." });
  return conversation;
}
