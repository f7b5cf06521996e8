import type postgres from "postgres";

/** What a test tells employees of; what it leaves out doesn't matter to it. */
export interface TestEvent {
  audience: Record<string, unknown>;
  category?: string;
  texts?: Record<string, { title: string; body: string }>;
  actionPath?: string;
  priority?: string;
  group?: string;
  dedupe?: string;
  expiresAt?: Date;
  occurrences?: number;
  related?: string;
}

export const TEXTS = { en: { title: "Title", body: "Body" }, ar: { title: "عنوان", body: "نص" } };

/** Calls private.notify; returns how many employees it concerned. */
export async function notify(
  sql: postgres.Sql | postgres.TransactionSql,
  business: string,
  event: TestEvent,
) {
  const { category = "conversations.message", texts = TEXTS, actionPath = "/conversations/1" } = event;
  const [row] = await sql<[{ told: number }]>`
    select private.notify(${business}, ${JSON.stringify(event.audience)}::text::jsonb, ${category},
      ${JSON.stringify(texts)}::text::jsonb, ${actionPath}, priority => ${event.priority ?? null},
      related_kind => ${event.related ? "conversation" : null}, related_id => ${event.related ?? null},
      group_key => ${event.group ?? null}, dedupe_key => ${event.dedupe ?? null},
      expires_at => ${event.expiresAt ?? null}, occurrences => ${event.occurrences ?? 1}) as told`;
  return row.told;
}

export type Channel = "bell" | "push" | "email";

/** What an employee wants of a category, different from its own channels. */
export async function prefer(
  sql: postgres.Sql,
  business: string,
  employee: string,
  wanted: Partial<Record<Channel, boolean>>,
  category = "conversations.message",
): Promise<void> {
  for (const [channel, enabled] of Object.entries(wanted)) {
    await sql`insert into public.notification_preferences (business_id, employee_id, category, channel, enabled)
      values (${business}, ${employee}, ${category}, ${channel}, ${enabled})
      on conflict (employee_id, category, channel) do update set enabled = excluded.enabled`;
  }
}

/** Makes it quiet for an employee from so many minutes before now until so many after, in UTC. */
export const beQuiet = (sql: postgres.Sql, business: string, employee: string, before = 60, after = 120) =>
  sql`insert into public.quiet_hours (business_id, employee_id, quiet_from, quiet_until, time_zone)
    values (${business}, ${employee}, (now() at time zone 'UTC' - make_interval(mins => ${before}))::time(0),
      (now() at time zone 'UTC' + make_interval(mins => ${after}))::time(0), 'UTC')`;

/** A device that no push service knows; returns its id. */
export async function addDevice(
  sql: postgres.Sql,
  business: string,
  employee: string,
  given: { endpoint: string; keys: { p256dh: string; auth: string } } = {
    endpoint: `https://fcm.googleapis.com/${crypto.randomUUID()}`,
    keys: { p256dh: "p".repeat(87), auth: "a".repeat(22) },
  },
): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into public.push_subscriptions (business_id, employee_id, endpoint, p256dh, auth, name)
    values (${business}, ${employee}, ${given.endpoint}, ${given.keys.p256dh}, ${given.keys.auth}, 'Test device')
    returning id`;
  return row.id;
}

/** An open conversation, assigned to nobody unless somebody is named. */
export async function addConversation(
  sql: postgres.Sql,
  business: { id: string; channel: { id: string } },
  assignee: string | null = null,
): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    with client as (insert into public.clients (business_id, name) values (${business.id}, 'Layla') returning id)
    insert into public.conversations (business_id, client_id, channel_id, assignee_id)
    select ${business.id}, id, ${business.channel.id}, ${assignee} from client returning id`;
  return row.id;
}

export interface Told {
  id: string;
  employee: string;
  bell: boolean;
  occurrences: number;
  title: string;
  language: string;
  /** Jobs that push or mail it. */
  pushes: number;
  mails: number;
}

/** A business's notifications and what was to come of each, oldest first. */
export const readTold = (sql: postgres.Sql, business: string): Promise<Told[]> =>
  sql<Told[]>`
    select n.id, n.employee_id as employee, n.bell, n.occurrences, n.title, n.language,
      (select count(*)::int from private.jobs j where j.queue = 'push' and j.payload ->> 'notification' = n.id::text) as pushes,
      (select count(*)::int from private.jobs j where j.queue = 'email' and j.payload ->> 'notification' = n.id::text) as mails
    from public.notifications n where n.business_id = ${business}
    order by n.created_at, n.id`;

/** All that notifying writes, as one fingerprint: equal ones, nothing was told. */
export async function tellingState(sql: postgres.Sql): Promise<string> {
  const [{ state }] = await sql<[{ state: string }]>`
    select md5(jsonb_build_object(
      'notifications', (select jsonb_agg(n order by n.id) from public.notifications n),
      'jobs', (select jsonb_agg(j order by j.id) from private.jobs j),
      'events', (select jsonb_agg(e order by e.business_id, e.dedupe_key) from private.notified_events e)
    )::text) as state`;
  return state;
}
