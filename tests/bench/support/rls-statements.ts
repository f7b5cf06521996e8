import type postgres from "postgres";
import { conversationColumns } from "../../../functions/conversations/conversation-columns.ts";

type Query = postgres.PendingQuery<postgres.Row[]>;
type Ask = (sql: postgres.TransactionSql) => Query;

/** What is asked in the comparison: who asks, and about what. */
export interface Subject {
  business: string;
  conversation: string;
  channel: string;
  message: string;
}

export interface Statement {
  name: string;
  /** Above row level security, with the business named. */
  floor: Ask;
  /** Under row level security. */
  measured: Ask;
}

/** The same question to both sides. */
const same = (name: string, ask: Ask): Statement => ({ name, floor: ask, measured: ask });

/** The inbox as a client of the Data API asks for it. `business` absent: the client forgot its filter. */
export const inboxPage = (business?: string): Ask => (sql) =>
  sql`
    select c.* from public.conversations c
    where ${business ? sql`c.business_id = ${business} and` : sql``} c.last_message_at is not null
    order by c.last_message_at desc, c.id desc
    limit 50`;

/** The inbox as functions/conversations asks for it: with each one's client and last message. */
const inboxOfApi = (business?: string): Ask => (sql) =>
  sql`
    select ${conversationColumns(sql)}, to_json(c.last_message_at) #>> '{}' as place
    from public.conversations c
    where ${business ? sql`c.business_id = ${business} and` : sql``} c.last_message_at is not null
    order by c.last_message_at desc, c.id desc
    limit 51`;

const unread = (business?: string): Ask => (sql) =>
  sql`
    select count(*), sum(unread_count) from public.conversations
    where ${business ? sql`business_id = ${business} and` : sql``} unread_count > 0`;

const messageById = (id: string, business?: string): Ask => (sql) =>
  sql`select * from public.messages where ${
    business ? sql`business_id = ${business} and` : sql``
  } id = ${id}`;

export const inboxStatements = (business: string): Statement[] => [
  same("inbox page", inboxPage(business)),
  same("inbox page of the API", inboxOfApi(business)),
  { name: "inbox page, unfiltered", floor: inboxPage(business), measured: inboxPage() },
  { name: "inbox page of the API, unfiltered", floor: inboxOfApi(business), measured: inboxOfApi() },
];

export const readingStatements = ({ business, conversation, message }: Subject): Statement[] => [
  ...inboxStatements(business),
  same("unread count", unread(business)),
  { name: "unread count, unfiltered", floor: unread(business), measured: unread() },
  same("one message by id", messageById(message, business)),
  {
    name: "one message by id, unfiltered",
    floor: messageById(message, business),
    measured: messageById(message),
  },
  same(
    "page of messages",
    (sql) =>
      sql`
      select m.* from public.messages m
      where m.business_id = ${business} and m.conversation_id = ${conversation} and m.kind not in ('reaction', 'edit', 'revoke')
      order by m.created_at desc, m.seq desc
      limit 50`,
  ),
];

/**
 * Nobody signed in may insert messages (flows do, above row level security), so that insert is measured under a policy
 * of the bench's own, in the house's shape. Roles are what an Admin really inserts.
 */
export const MESSAGE_POLICY = `
  grant insert on public.messages to authenticated;
  create policy "for the bench" on public.messages for insert to authenticated
    with check (business_id = any (array(select private.businesses_with('conversations.reply'))))`;

export const writingStatements = ({ business, conversation, channel }: Subject): Statement[] => [
  same(
    "insert one role",
    (sql) =>
      sql`insert into public.roles (business_id, key, name) values (${business}, ${uniqueKey()}, 'A role')`,
  ),
  same(
    "insert one message (policy of the bench)",
    (sql) =>
      sql`
      insert into public.messages (business_id, conversation_id, channel_id, direction, origin, wamid, kind, body, status)
      values (${business}, ${conversation}, ${channel}, 'outbound', 'employee', ${uniqueKey()}, 'text', 'See you at ten', 'sent')`,
  ),
];

let keys = 0;
const uniqueKey = () => `bench_${++keys}`;
