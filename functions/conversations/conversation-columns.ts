import type { Sql } from "../../shared/db/client.ts";

/** A conversation as the API shows it: with its client and the last thing said. `c` is the conversation. */
export const conversationColumns = (sql: Sql) =>
  sql`
    c.id, c.business_id, c.channel_id, c.state, c.handled_by, c.assignee_id, c.unread_count, c.last_message_at,
    c.last_inbound_at, c.window_expires_at, c.created_at,
    (select to_jsonb(cl) from public.clients cl where cl.business_id = c.business_id and cl.id = c.client_id) as client,
    (
      select jsonb_build_object('direction', m.direction, 'kind', m.kind, 'body', left(m.body, 200), 'status', m.status)
      from public.messages m
      where m.business_id = c.business_id and m.conversation_id = c.id and m.kind not in ('reaction', 'edit', 'revoke')
      order by m.created_at desc, m.seq desc
      limit 1
    ) as last_message`;
