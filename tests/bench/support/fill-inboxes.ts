import type postgres from "postgres";
import type { Report } from "./bench.ts";

export interface Size {
  businesses: number;
  conversationsEach: number;
  messagesEach: number;
  /** Conversations of the first business: plans that suit the average must not fail whoever has many clients. */
  largest: number;
}

export const LARGEST = "business-1";

/** Each tenth conversation is a long one, so that a page of messages is a full page. */
const LONG_EVERY = 10;
const LONG_SHARE = 0.55;

/**
 * Fills a database with businesses, their employees (one per default role), clients, conversations and messages;
 * set-based, with every trigger and key on. Everything follows from numbers: each run measures the same data.
 */
export async function fillInboxes(sql: postgres.Sql, size: Size, report: Report): Promise<void> {
  const started = performance.now();
  const told = (what: string) => report(`  ${what} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  await makeBusinesses(sql, size);
  told(`${size.businesses} businesses with their employees`);
  const conversations = await makeConversations(sql, size);
  told(`${conversations} clients and conversations`);
  let messages = 0;
  const step = Math.ceil(size.businesses / 10);
  for (let from = 1; from <= size.businesses; from += step) {
    const upTo = Math.min(from + step - 1, size.businesses);
    messages += await makeMessages(sql, size, from, upTo);
    told(`${messages} messages`);
  }
  await sql.unsafe("vacuum (analyze)");
  told("vacuumed and analysed");
}

async function makeBusinesses(sql: postgres.Sql, { businesses }: Size): Promise<void> {
  await sql`
    insert into public.businesses (name, slug) select 'Business ' || n, 'business-' || n from generate_series(1, ${businesses}::int) n`;
  await sql`
    insert into auth.users (id, aud, role, email, email_confirmed_at)
    select gen_random_uuid(), 'authenticated', 'authenticated', r.key || '@' || b.slug || '.test', now()
    from public.businesses b join public.roles r on r.business_id = b.id`;
  await sql`
    insert into public.employees (business_id, user_id, role_id, display_name)
    select b.id, u.id, r.id, r.name
    from public.businesses b
    join public.roles r on r.business_id = b.id
    join auth.users u on u.email = r.key || '@' || b.slug || '.test'`;
  await sql`
    insert into public.channels (business_id, name, phone_number_id, waba_id)
    select id, 'WhatsApp', 'number-of-' || slug, 'account-of-' || slug from public.businesses`;
}

async function makeConversations(sql: postgres.Sql, { conversationsEach, largest }: Size): Promise<number> {
  await sql`
    insert into public.clients (business_id, name, profile_name, phone)
    select b.id, 'Client ' || n, 'Client ' || n, '+961' || lpad(n::text, 8, '0')
    from public.businesses b
    cross join lateral generate_series(1, case when b.slug = ${LARGEST} then ${largest}::int else ${conversationsEach}::int end) n`;
  const { count } = await sql`
    insert into public.conversations (business_id, client_id, channel_id, unread_count, last_message_at, last_inbound_at,
      window_expires_at)
    select cl.business_id, cl.id, ch.id, case when n % 8 = 0 then n % 5 + 1 else 0 end, at, at, at + interval '24 hours'
    from public.clients cl
    join public.channels ch on ch.business_id = cl.business_id
    cross join lateral (select right(cl.phone, 8)::int as n) numbered
    cross join lateral (select timestamptz '2026-01-31' - n * interval '7 minutes' as at) dated`;
  return count;
}

async function makeMessages(sql: postgres.Sql, size: Size, from: number, upTo: number): Promise<number> {
  const long = Math.floor(size.conversationsEach / LONG_EVERY);
  const inLong = Math.round(size.messagesEach * LONG_SHARE / long);
  const inShort = Math.round(size.messagesEach * (1 - LONG_SHARE) / (size.conversationsEach - long));
  const { count } = await sql`
    insert into public.messages (business_id, conversation_id, channel_id, direction, origin, wamid, kind, body, payload, status,
      created_at)
    select c.business_id, c.id, c.channel_id, direction, case direction when 'inbound' then 'client' else 'echo' end,
      'wamid.' || c.id || '.' || n, 'text', body,
      jsonb_build_object('id', 'wamid.' || c.id || '.' || n, 'type', 'text', 'text', jsonb_build_object('body', body)),
      case direction when 'inbound' then 'received' else 'read' end, c.last_message_at - (n - 1) * interval '3 minutes'
    from public.conversations c
    join public.businesses b on b.id = c.business_id
    join public.clients cl on cl.business_id = c.business_id and cl.id = c.client_id
    cross join lateral generate_series(1, case when right(cl.phone, 8)::int % ${LONG_EVERY}::int = 0
      then ${inLong}::int else ${inShort}::int end) n
    cross join lateral (select case when n % 3 = 0 then 'outbound' else 'inbound' end as direction) d
    cross join lateral (
      select 'May I come at ' || n % 24 || ' for word' || n * 7 % 500 || ' and word' || n * 31 % 900 || '?' as body
    ) said
    where substring(b.slug from '\\d+')::int between ${from}::int and ${upTo}::int`;
  return count;
}
