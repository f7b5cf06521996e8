-- One delivery, one call. shared/whatsapp/read-delivery.ts says what a delivery contains (the provider's language);
-- this says what becomes of it (ours). Everything below is idempotent and independent of the order of arrival.

create function private.status_rank(status text) returns int
language sql immutable
set search_path = ''
as $$
  -- Told 'failed' after 'delivered', another of the person's devices failed: the message did arrive.
  select array_position(array['received', 'pending', 'sent', 'failed', 'delivered', 'read', 'played'], status)
$$;
comment on function private.status_rank(text) is 'Statuses only move forward, in this order.';

create function private.settle_statuses(channels uuid[], wamids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- In one order, so that two deliveries about the same messages don't wait for each other.
  perform from unnest(channels, wamids) as wanted (channel_id, wamid)
  join public.messages m using (channel_id, wamid)
  order by m.id for no key update of m;

  with told as (
    select s.channel_id, s.wamid,
      (array_agg(s.status order by private.status_rank(s.status) desc))[1] as status,
      min(s.at) filter (where s.status = 'sent') as sent_at,
      min(s.at) filter (where s.status = 'delivered') as delivered_at,
      min(s.at) filter (where s.status in ('read', 'played')) as read_at,
      min(s.at) filter (where s.status = 'failed') as failed_at,
      (array_agg(s.error order by s.at) filter (where s.status = 'failed'))[1] as error
    from (select distinct * from unnest(channels, wamids) as w (channel_id, wamid)) wanted
    join private.message_statuses s using (channel_id, wamid)
    where private.status_rank(s.status) is not null
    group by s.channel_id, s.wamid
  )
  update public.messages m
  set status = case when private.status_rank(told.status) > private.status_rank(m.status) then told.status else m.status end,
      sent_at = coalesce(told.sent_at, m.sent_at),
      delivered_at = coalesce(told.delivered_at, m.delivered_at),
      read_at = coalesce(told.read_at, m.read_at),
      failed_at = coalesce(told.failed_at, m.failed_at),
      error = coalesce(told.error, m.error)
  from told
  where m.channel_id = told.channel_id and m.wamid = told.wamid and m.direction = 'outbound';
end
$$;
comment on function private.settle_statuses(uuid[], text[]) is 'Derives the status of these messages from all that was told of them.';

create function private.settle_references(channels uuid[], wamids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  with change as (
    select target.channel_id, target.wamid, c.kind, c.direction, c.body, c.created_at
    from (select distinct * from unnest(channels, wamids) as w (channel_id, wamid)) wanted
    join public.messages target using (channel_id, wamid)
    join public.messages c on c.channel_id = target.channel_id and c.refers_to_wamid = target.wamid
      and c.conversation_id = target.conversation_id
      -- Only its writer edits or revokes a message; both sides react.
      and (c.kind = 'reaction' or c.direction = target.direction)
  ),
  newest as (
    select distinct on (channel_id, wamid, kind, case when kind = 'reaction' then direction end) *
    from change
    order by channel_id, wamid, kind, case when kind = 'reaction' then direction end, created_at desc, body desc nulls first
  ),
  outcome as (
    select channel_id, wamid,
      coalesce(jsonb_agg(jsonb_build_object('from', direction, 'emoji', body, 'at', created_at) order by direction)
        filter (where kind = 'reaction' and body is not null), '[]') as reactions,
      max(created_at) filter (where kind = 'edit') as edited_at,
      max(body) filter (where kind = 'edit') as body,
      max(created_at) filter (where kind = 'revoke') as revoked_at
    from newest
    group by channel_id, wamid
  )
  update public.messages m
  set reactions = outcome.reactions,
      edited_at = outcome.edited_at,
      revoked_at = outcome.revoked_at,
      body = case
        when outcome.revoked_at is not null then null
        when outcome.edited_at is not null then outcome.body
        else m.body
      end
  from outcome
  where m.channel_id = outcome.channel_id and m.wamid = outcome.wamid;
end
$$;
comment on function private.settle_references(uuid[], text[]) is
  'Lets reactions, edits and revokes on record take effect on these messages, whichever came first.';

create function private.find_clients(
  people jsonb, channels uuid[], businesses uuid[], out clients uuid[], out unknown jsonb
)
language plpgsql stable
set search_path = ''
as $$
begin
  select array_agg(f.client order by f.place),
    -- Everyone takes the businesses' locks in the same order: nobody waits in a circle.
    coalesce(jsonb_agg(jsonb_build_object('business', f.business, 'phone', f.phone, 'user_id', f.user_id, 'at', f.at)
      order by f.business, f.place) filter (where not f.complete), '[]')
  into clients, unknown
  from (
    select p.place, businesses[p.number + 1] as business, p.phone, p.user_id, coalesce(p.at, now()) as at,
      coalesce(i.client_id, u.client_id) as client,
      channels[p.number + 1] is null or (
        (p.phone is null or coalesce(i.first_seen_at <= coalesce(p.at, now()), false))
        and (p.user_id is null or coalesce(u.first_seen_at <= coalesce(p.at, now()), false))
        and (p.phone is null or p.user_id is null or i.client_id = u.client_id)
      ) as complete
    from rows from (jsonb_to_recordset(people) as (number int, phone text, user_id text, at timestamptz)) with ordinality
      as p (number, phone, user_id, at, place)
    left join lateral (
      select i.client_id, i.first_seen_at from private.client_identities i
      where i.business_id = businesses[p.number + 1] and i.kind = 'phone' and i.value = p.phone
        and i.valid_until >= coalesce(p.at, now())
      order by i.valid_until limit 1
    ) i on true
    left join lateral (
      select u.client_id, u.first_seen_at from private.client_identities u
      where u.business_id = businesses[p.number + 1] and u.kind = 'user_id' and u.value = p.user_id
        and u.valid_until >= coalesce(p.at, now())
      order by u.valid_until limit 1
    ) u on true
  ) f;
end
$$;
comment on function private.find_clients(jsonb, uuid[], uuid[]) is
  'find_client for all people of a delivery at once: their clients, in their order, and those about whom something is new.';

create function private.store_whatsapp_messages(people jsonb, incoming jsonb, channels uuid[], businesses uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  person record;
  clients uuid[];
  unknown jsonb;
  learned uuid[] := '{}'::uuid[];
  renamed uuid[];
  conversations uuid[];
  locked int;
  made uuid;
  in_conversation uuid[];
  in_channel uuid[];
  touched text[];
  shown_at timestamptz[];
  said_at timestamptz[];
  unread boolean[];
begin
  select f.clients, f.unknown into clients, unknown from private.find_clients(people, channels, businesses) f;
  if unknown <> '[]' then
    for person in
      select * from jsonb_to_recordset(unknown) as p (business uuid, phone text, user_id text, at timestamptz)
    loop
      learned := learned || private.identify_client(person.business, person.phone, person.user_id, person.at);
    end loop;
    -- Two of these people may have turned out to be one.
    select f.clients into clients from private.find_clients(people, channels, businesses) f;
  end if;

  -- One delivery at a time per client, and clients always in the same order.
  select array_agg(known.conversation order by known.place), count(known.id), array_agg(known.id) filter (where known.renamed)
  into conversations, locked, renamed
  from (
    select * from (
      select t.place, c.id, v.id as conversation,
        said.sender ->> 'name' <> coalesce(c.profile_name, '') or said.sender ->> 'username' <> coalesce(c.username, '')
          or said.sender ->> 'wa_id' <> coalesce(c.wa_id, '') as renamed
      from unnest(clients) with ordinality as t (id, place)
      cross join lateral (
        select people -> (t.place - 1)::int -> 'sender' as sender, (people -> (t.place - 1)::int ->> 'number')::int + 1 as number
      ) said
      join public.clients c on c.id = t.id
      left join public.conversations v on v.client_id = c.id and v.channel_id = channels[said.number]
      order by c.id for no key update of c
    ) locked
    union all
    select t.place, null, null, null from unnest(clients) with ordinality as t (id, place) where t.id is null
  ) known;
  if locked <> cardinality(array_remove(clients, null)) then
    -- While we waited, one of them was merged into another: what we know of who is who is out of date.
    raise serialization_failure using message = 'a client was merged meanwhile';
  end if;
  if array_position(conversations, null) is not null then
    for person in
      select place, businesses[number] as business, channels[number] as channel
      from generate_subscripts(clients, 1) as place
      cross join lateral (select (people -> (place - 1) ->> 'number')::int + 1 as number) of_number
      where clients[place] is not null and conversations[place] is null
    loop
      insert into public.conversations (business_id, client_id, channel_id)
      values (person.business, clients[person.place], person.channel)
      on conflict (client_id, channel_id) do update set client_id = excluded.client_id
      returning id into made;
      conversations[person.place] := made;
    end loop;
  end if;

  with stored as (
    insert into public.messages as known (business_id, conversation_id, channel_id, direction, origin, wamid, kind, body, payload,
      sender, refers_to_wamid, reply_to_wamid, forwarded, status, created_at)
    select businesses[m.number + 1], conversations[m.person + 1], channels[m.number + 1], m.direction, m.origin, m.wamid, m.kind,
      m.body, m.payload, m.sender, m.refers_to, m.reply_to, m.forwarded, m.status, coalesce(m.at, now())
    from jsonb_to_recordset(incoming) as m (number int, person int, wamid text, direction text, origin text, kind text, body text,
      payload jsonb, sender jsonb, refers_to text, reply_to text, forwarded boolean, status text, at timestamptz)
    where channels[m.number + 1] is not null
    on conflict (channel_id, wamid) where wamid is not null do update
    set origin = excluded.origin, kind = excluded.kind, body = excluded.body, payload = excluded.payload,
        sender = coalesce(excluded.sender, known.sender), refers_to_wamid = excluded.refers_to_wamid,
        reply_to_wamid = excluded.reply_to_wamid, forwarded = excluded.forwarded
    -- Told twice, in history and live, or as a placeholder and with its media: the fuller telling stays.
    where known.origin = 'history'
      and (excluded.origin <> 'history' or known.kind = 'media_placeholder' and excluded.kind <> 'media_placeholder')
    returning known.conversation_id, known.channel_id, coalesce(known.refers_to_wamid, known.wamid) as touched,
      case when known.kind not in ('reaction', 'edit', 'revoke') then known.created_at end as shown_at,
      case when known.origin = 'client' and known.kind not in ('reaction', 'edit', 'revoke', 'system') then known.created_at end as said_at,
      known.payload ? 'group_id' as in_group
  )
  select array_agg(s.conversation_id), array_agg(s.channel_id), array_agg(s.touched), array_agg(s.shown_at),
    array_agg(case when not s.in_group then s.said_at end), array_agg(s.said_at is not null)
  into in_conversation, in_channel, touched, shown_at, said_at, unread
  from stored s;

  if touched is not null then
    update public.conversations c
    set last_message_at = greatest(c.last_message_at, news.shown_at),
        last_inbound_at = greatest(c.last_inbound_at, news.said_at),
        window_expires_at = greatest(c.last_inbound_at, news.said_at) + interval '24 hours',
        unread_count = c.unread_count + news.unread,
        state = case when news.unread > 0 then 'open' else c.state end
    from (
      select n.id, max(n.shown) as shown_at, max(n.said) as said_at, count(*) filter (where n.is_unread) as unread
      from unnest(in_conversation, shown_at, said_at, unread) as n (id, shown, said, is_unread)
      group by n.id
    ) news
    where c.id = news.id;
    if exists (
      select from unnest(in_channel, touched) as t (channel_id, wamid)
      join public.messages m on m.channel_id = t.channel_id and m.refers_to_wamid = t.wamid
    ) then
      perform private.settle_references(in_channel, touched);
    end if;
  end if;
  if incoming @> '[{"direction": "outbound"}]' then
    -- History knows how far a message had come, whichever telling of it was stored.
    update public.messages m
    set status = told.status
    from jsonb_to_recordset(incoming) as told (number int, wamid text, direction text, status text)
    where told.direction = 'outbound' and m.channel_id = channels[told.number + 1] and m.wamid = told.wamid
      and private.status_rank(told.status) > private.status_rank(m.status);
    perform private.settle_statuses(in_channel, touched);
  end if;
  if learned <> '{}' or renamed <> '{}' then
    perform private.refresh_client(c.business_id, c.id)
    from public.clients c where c.id = any (learned || renamed)
    order by c.id;
  end if;
end
$$;
comment on function private.store_whatsapp_messages(jsonb, jsonb, uuid[], uuid[]) is
  'Messages, echoes and history: set-based, exactly once by (channel, wamid), each effect derived from what was newly stored.';

create function private.store_whatsapp_statuses(incoming jsonb, channels uuid[], businesses uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  in_channel uuid[];
  wamids text[];
begin
  with stored as (
    insert into private.message_statuses as known (business_id, channel_id, wamid, status, recipient, at, error, payload)
    select distinct on (s.number, s.wamid, s.status, s.recipient)
      businesses[s.number + 1], channels[s.number + 1], s.wamid, s.status, s.recipient, coalesce(s.at, now()), s.error, s.payload
    from jsonb_to_recordset(incoming) as s (number int, wamid text, status text, recipient text, at timestamptz, error jsonb,
      payload jsonb)
    where channels[s.number + 1] is not null
    order by s.number, s.wamid, s.status, s.recipient, s.at
    on conflict (channel_id, wamid, status, recipient) do update
    set at = excluded.at, error = excluded.error, payload = excluded.payload
    where excluded.at < known.at
    returning channel_id, wamid
  )
  select array_agg(channel_id), array_agg(wamid) into in_channel, wamids from stored;
  perform private.settle_statuses(in_channel, wamids);
end
$$;
comment on function private.store_whatsapp_statuses(jsonb, uuid[], uuid[]) is 'Keeps every status with its first time; moves messages forward.';

create function private.store_whatsapp_events(incoming jsonb, numbers jsonb, only_channel uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.channel_events (business_id, channel_id, field, event, payload, dedupe_key, occurred_at)
  select distinct on (c.business_id, e.dedupe_key)
    c.business_id, case when n.phone_number_id is not null then c.id end,
    e.field, e.event, coalesce(e.payload, 'null'), e.dedupe_key, coalesce(e.at, now())
  from jsonb_to_recordset(incoming) as e (number int, field text, event text, payload jsonb, dedupe_key text, at timestamptz)
  cross join lateral (
    select numbers -> e.number ->> 'phone_number_id' as phone_number_id, numbers -> e.number ->> 'waba_id' as waba_id
  ) n
  -- What is said of a whole account is told once to each business on it.
  join public.channels c on c.active and (only_channel is null or c.id = only_channel)
    and (c.phone_number_id = n.phone_number_id or n.phone_number_id is null and c.waba_id = n.waba_id)
  order by c.business_id, e.dedupe_key
  on conflict (business_id, dedupe_key) do nothing;
end
$$;
comment on function private.store_whatsapp_events(jsonb, jsonb, uuid) is 'Account events, and everything whose kind is not known yet, whole.';

create function private.store_whatsapp_elements(elements jsonb, only_channel uuid) returns text[]
language plpgsql
set search_path = ''
as $$
declare
  channels uuid[];
  businesses uuid[];
  lost text[];
  moved record;
begin
  select array_agg(c.id order by n.place), array_agg(c.business_id order by n.place),
    array_agg(n.address) filter (where c.id is null and (n.phone_number_id is not null or not exists (
      select from public.channels w where w.waba_id = n.waba_id and w.active and (only_channel is null or w.id = only_channel))))
  into channels, businesses, lost
  from rows from (jsonb_to_recordset(elements -> 'numbers') as (address text, phone_number_id text, waba_id text))
    with ordinality as n (address, phone_number_id, waba_id, place)
  left join public.channels c
    on c.phone_number_id = n.phone_number_id and c.active and (only_channel is null or c.id = only_channel);

  if elements -> 'moves' <> '[]' then
    for moved in
      select * from jsonb_to_recordset(elements -> 'moves') as m (number int, from_phone text, from_user text, to_phone text,
        to_user text, at timestamptz)
      where channels[m.number + 1] is not null
      order by businesses[m.number + 1], m.at
    loop
      perform private.move_client(businesses[moved.number + 1], moved.from_phone, moved.from_user, moved.to_phone, moved.to_user,
        coalesce(moved.at, now()));
    end loop;
  end if;
  if elements -> 'messages' <> '[]' then
    perform private.store_whatsapp_messages(elements -> 'people', elements -> 'messages', channels, businesses);
  end if;
  if elements -> 'statuses' <> '[]' then
    perform private.store_whatsapp_statuses(elements -> 'statuses', channels, businesses);
  end if;
  if elements -> 'events' <> '[]' then
    perform private.store_whatsapp_events(elements -> 'events', elements -> 'numbers', only_channel);
  end if;
  return lost;
end
$$;
comment on function private.store_whatsapp_elements(jsonb, uuid) is
  'Brings each element where it belongs; returns the addresses that lead nowhere. A delivery signed by a business''s own '
  'Meta app speaks for that channel alone.';

create function private.receive_whatsapp(deliveries jsonb, elements jsonb, context text, only_channel uuid default null)
returns void
language plpgsql security definer
set search_path = ''
-- Every statement below probes by key, however large the tables are. A plan is made once per session and kept; without
-- these settings one made while the tables were small would go on reading them whole.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  lost text[];
begin
  -- Who acts, for the audit log; the caller's transaction is this one call.
  perform set_config('frontdesk.context', context, true);
  lost := private.store_whatsapp_elements(elements, only_channel);

  -- Receipt and effects stand or fall together: this is one transaction.
  insert into private.webhook_events as e (source, dedupe_key, payload, channel_id, processed_at, outcome, error)
  select 'whatsapp', d.key, coalesce(d.body, 'null'), only_channel, now(),
    case when d.failure is not null then 'failed' when d.addresses = '[]' then 'ignored' else 'done' end, d.failure
  from jsonb_to_recordset(deliveries) as d (key text, body jsonb, failure text, addresses jsonb)
  on conflict (source, dedupe_key) do update
  set outcome = excluded.outcome, error = excluded.error, processed_at = excluded.processed_at
  where e.outcome is distinct from 'done';
  if lost is not null then
    update private.webhook_events e
    set outcome = 'unrouted', error = 'no active channel for ' || unrouted.addresses
    from jsonb_to_recordset(deliveries) as d (key text, addresses jsonb)
    cross join lateral (
      select string_agg(a, ', ') as addresses from jsonb_array_elements_text(d.addresses) as a where a = any (lost)
    ) unrouted
    where e.source = 'whatsapp' and e.dedupe_key = d.key and unrouted.addresses is not null
      -- Not one that was done before, while its channel was still there.
      and e.processed_at = now();
  end if;
end
$$;
comment on function private.receive_whatsapp(jsonb, jsonb, text, uuid) is
  'Takes WhatsApp deliveries that arrived together: stores all that is in them, and their receipts. A delivery that can''t '
  'be stored comes again with its `failure` and no elements, and is kept for a replay. Everything in it is idempotent: a '
  'delivery told again changes nothing, and one that failed or was unrouted succeeds when it can.';
grant execute on function private.receive_whatsapp(jsonb, jsonb, text, uuid) to service_role;
