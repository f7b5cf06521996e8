import type postgres from "postgres";

/** The numbers that the payload files speak of, given to two businesses of a test. */
export const PAYLOAD_CHANNELS = [
  { phoneNumberId: "200000000000001", wabaId: "100000000000001", displayPhoneNumber: "96170000001" },
  { phoneNumberId: "200000000000002", wabaId: "100000000000002", displayPhoneNumber: "96170000002" },
];

/** Makes a business answer for one of the payload files' numbers. */
export const useChannel = (sql: postgres.Sql, channelId: string, channel: typeof PAYLOAD_CHANNELS[number]) =>
  sql`update public.channels set phone_number_id = ${channel.phoneNumberId}, waba_id = ${channel.wabaId},
    display_phone_number = ${channel.displayPhoneNumber} where id = ${channelId}`;

/**
 * All that WhatsApp deliveries made of a database, without what depends on the order or moment of arrival: generated
 * ids, and when we stored it. Equal states print equally.
 */
export async function readWhatsappState(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    with client_key as (
      select c.id, string_agg(i.kind || ':' || i.value || '<' || i.valid_until, ',' order by i.kind, i.value, i.valid_until) as key
      from public.clients c left join private.client_identities i on i.client_id = c.id
      group by c.id
    )
    select line from (
      select 'client ' || k.key || ' ' || (to_jsonb(c) - '{id,created_at,updated_at}'::text[])::text as line
      from public.clients c join client_key k using (id)
      union all
      select 'identity ' || i.kind || ':' || i.value || ' ' || i.valid_until || ' ' || i.first_seen_at || ' ' || k.key
      from private.client_identities i join client_key k on k.id = i.client_id
      union all
      select 'conversation ' || k.key || ' ' || ch.phone_number_id || ' '
        || (to_jsonb(c) - '{id,client_id,created_at,updated_at}'::text[])::text
      from public.conversations c join client_key k on k.id = c.client_id join public.channels ch on ch.id = c.channel_id
      union all
      select 'message ' || k.key || ' ' || (to_jsonb(m) - '{id,seq,conversation_id,received_at,updated_at,search}'::text[])::text
      from public.messages m join public.conversations c on c.id = m.conversation_id join client_key k on k.id = c.client_id
      union all
      select 'status ' || to_jsonb(s)::text from private.message_statuses s
      union all
      select 'event ' || (to_jsonb(e) - '{id,created_at}'::text[])::text from public.channel_events e
      union all
      select 'receipt ' || (to_jsonb(w) - '{id,received_at,processed_at}'::text[])::text from private.webhook_events w
    ) lines
    order by line`;
  return rows.map(({ line }) => line);
}

/** Forgets everything that deliveries made, and what employees and clients were told of it. */
export const clearWhatsappState = (sql: postgres.Sql) =>
  sql`truncate public.clients, public.conversations, public.messages, public.channel_events,
    private.client_identities, private.message_statuses, private.webhook_events,
    public.notifications, public.communication_logs, private.jobs, private.notified_events`;
