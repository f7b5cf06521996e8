import { z } from "zod";
import { asUser } from "../../shared/db/transaction.ts";
import { Problem } from "../../shared/problem/problem.ts";
import { readCursor, writeCursor } from "../../shared/http/cursor.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { ListMessages } from "./contract.ts";

type Row = Output<typeof ListMessages>["messages"][number] & { place: string; seq: string };

/**
 * A page of a conversation in either direction. Reactions, edits and revokes show in the messages they changed.
 * Throws `not_found`.
 */
export async function listMessages(
  { actor, origin, tenant }: EmployeeContext,
  { params, query }: Input<typeof ListMessages>,
): Promise<Output<typeof ListMessages>> {
  const from = readCursor(query.cursor, z.string().regex(/^\d{1,18}$/));
  const newest = query.order === "newest";
  const rows = await asUser(actor, origin, async (sql) => {
    const [conversation] = await sql`
      select from public.conversations where business_id = ${tenant.businessId} and id = ${params.id}`;
    if (!conversation) throw new Problem("not_found", { detail: "There is no such conversation." });
    return await sql<Row[]>`
      select m.*, to_json(m.created_at) #>> '{}' as place
      from public.messages m
      where m.business_id = ${tenant.businessId} and m.conversation_id = ${params.id}
        and m.kind not in ('reaction', 'edit', 'revoke')
        ${
      from
        ? sql`and (m.created_at, m.seq) ${
          newest ? sql`<` : sql`>`
        } (${from.at}::text::timestamptz, ${from.tie}::text::bigint)`
        : sql``
    }
      order by ${newest ? sql`m.created_at desc, m.seq desc` : sql`m.created_at, m.seq`}
      limit ${query.limit + 1}`;
  });
  const messages = rows.slice(0, query.limit);
  const last = messages.at(-1);
  return {
    messages,
    next: rows.length > query.limit && last ? writeCursor({ at: last.place, tie: last.seq }) : null,
  };
}
