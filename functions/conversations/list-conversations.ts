import { z } from "zod";
import { asUser } from "../../shared/db/transaction.ts";
import { readCursor, writeCursor } from "../../shared/http/cursor.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { conversationColumns } from "./conversation-columns.ts";
import type { ListConversations } from "./contract.ts";

type Row = Output<typeof ListConversations>["conversations"][number] & { place: string };

/** A page of the inbox, newest message first. A conversation without messages isn't in the inbox yet. */
export async function listConversations(
  { actor, origin, tenant }: EmployeeContext,
  { query }: Input<typeof ListConversations>,
): Promise<Output<typeof ListConversations>> {
  const after = readCursor(query.cursor, z.uuid());
  const assignee = query.assignee === "me" ? tenant.employeeId : query.assignee;
  const rows = await asUser(actor, origin, (sql) =>
    sql<Row[]>`
      select ${conversationColumns(sql)}, to_json(c.last_message_at) #>> '{}' as place
      from public.conversations c
      where c.business_id = ${tenant.businessId} and c.last_message_at is not null
        ${query.state ? sql`and c.state = ${query.state}` : sql``}
        ${query.handled_by ? sql`and c.handled_by = ${query.handled_by}` : sql``}
        ${query.unread === "true" ? sql`and c.unread_count > 0` : sql``}
        ${query.unread === "false" ? sql`and c.unread_count = 0` : sql``}
        ${
      assignee === "none"
        ? sql`and c.assignee_id is null`
        : assignee
        ? sql`and c.assignee_id = ${assignee}`
        : sql``
    }
        ${
      after
        ? sql`and (c.last_message_at, c.id) < (${after.at}::text::timestamptz, ${after.tie}::uuid)`
        : sql``
    }
      order by c.last_message_at desc, c.id desc
      limit ${query.limit + 1}`);
  const conversations = rows.slice(0, query.limit);
  const last = conversations.at(-1);
  return {
    conversations,
    next: rows.length > query.limit && last ? writeCursor({ at: last.place, tie: last.id }) : null,
  };
}
