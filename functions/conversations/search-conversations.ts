import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { SearchConversations } from "./contract.ts";

type Found = Output<typeof SearchConversations>;

/** Messages that hold every word, newest first, and clients by part of name, username or phone. */
export async function searchConversations(
  { actor, origin, tenant }: EmployeeContext,
  { query }: Input<typeof SearchConversations>,
): Promise<Found> {
  return await asUser(actor, origin, async (sql) => {
    const [messages, clients] = await Promise.all([
      sql<Found["messages"]>`
        select * from private.search_messages(${tenant.businessId}, ${query.q}, ${query.limit})`,
      // Without the permission to see clients, a search simply finds none.
      tenant.permissions.has("clients.read")
        ? sql<
          Found["clients"]
        >`select * from private.search_clients(${tenant.businessId}, ${query.q}, ${query.limit})`
        : [],
    ]);
    return { messages: [...messages], clients: [...clients] };
  });
}
