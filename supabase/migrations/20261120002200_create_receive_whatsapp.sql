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

create function private.message_weight(origin text, kind text) returns int
language sql immutable
set search_path = ''
as $$
  select case when origin = 'history' then 0 else 2 end + case when kind = 'media_placeholder' then 0 else 1 end
$$;
comment on function private.message_weight(text, text) is
  'The same message may be told twice: in history and live, as a placeholder and with its media. The weightier telling stays.';

create function private.settle_statuses(channels uuid[], wamids text[]) returns void
language sql
set search_path = ''
as $$
  -- In one order, so that two deliveries about the same messages don't wait for each other.
  select from public.messages m
  where (m.channel_id, m.wamid) in (select * from unnest(channels, wamids))
  order by m.id for no key update;

  with told as (
    select s.channel_id, s.wamid,
      (array_agg(s.status order by private.status_rank(s.status) desc))[1] as status,
      min(s.at) filter (where s.status = 'sent') as sent_at,
      min(s.at) filter (where s.status = 'delivered') as delivered_at,
      min(s.at) filter (where s.status in ('read', 'played')) as read_at,
      min(s.at) filter (where s.status = 'failed') as failed_at,
      (array_agg(s.error order by s.at) filter (where s.status = 'failed'))[1] as error
    from private.message_statuses s
    where (s.channel_id, s.wamid) in (select * from unnest(channels, wamids)) and private.status_rank(s.status) is not null
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
  where m.channel_id = told.channel_id and m.wamid = told.wamid and m.direction = 'outbound'
$$;
comment on function private.settle_statuses(uuid[], text[]) is 'Derives the status of these messages from all that was told of them.';

create function private.settle_references(channels uuid[], wamids text[]) returns void
language sql
set search_path = ''
as $$
  with change as (
    select target.id, c.kind, c.direction, c.body, c.created_at, c.seq
    from unnest(channels, wamids) as wanted (channel_id, wamid)
    join public.messages target on target.channel_id = wanted.channel_id and target.wamid = wanted.wamid
    join public.messages c on c.channel_id = target.channel_id and c.refers_to_wamid = target.wamid
      and c.conversation_id = target.conversation_id
      -- Only its writer edits or revokes a message; both sides react.
      and (c.kind = 'reaction' or c.direction = target.direction)
  ),
  newest as (
    select distinct on (id, kind, case when kind = 'reaction' then direction end) *
    from change
    order by id, kind, case when kind = 'reaction' then direction end, created_at desc, body desc nulls first
  ),
  outcome as (
    select id,
      coalesce(jsonb_agg(jsonb_build_object('from', direction, 'emoji', body, 'at', created_at) order by direction)
        filter (where kind = 'reaction' and body is not null), '[]') as reactions,
      max(created_at) filter (where kind = 'edit') as edited_at,
      max(body) filter (where kind = 'edit') as body,
      max(created_at) filter (where kind = 'revoke') as revoked_at
    from newest
    group by id
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
  where m.id = outcome.id
    and (m.reactions, m.edited_at, m.revoked_at) is distinct from (outcome.reactions, outcome.edited_at, outcome.revoked_at)
$$;
comment on function private.settle_references(uuid[], text[]) is
  'Lets reactions, edits and revokes on record take effect on these messages, whichever came first.';

create function private.whatsapp_channels(elements jsonb, only_channel uuid)
returns table (phone_number_id text, channel_id uuid, business_id uuid)
language sql stable
set search_path = ''
as $$
  select c.phone_number_id, c.id, c.business_id
  from public.channels c
  where c.active
    and c.phone_number_id in (select e ->> 'phone_number_id' from jsonb_array_elements(elements) as e)
    and (only_channel is null or c.id = only_channel)
$$;
comment on function private.whatsapp_channels(jsonb, uuid) is
  'Where these elements belong. A delivery signed by a business''s own Meta app speaks for that channel alone.';

create function private.store_whatsapp_messages(incoming jsonb, only_channel uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  person record;
  people jsonb := '[]';
  expected int;
  locked int;
  touched_channels uuid[];
  touched_wamids text[];
  told_channels uuid[];
  told_wamids text[];
  renamed uuid[];
begin
  for person in
    select c.business_id, c.channel_id, m.phone, m.user_id, min(coalesce(m.at, now())) as at
    from jsonb_to_recordset(incoming) as m (phone_number_id text, phone text, user_id text, at timestamptz)
    join private.whatsapp_channels(incoming, only_channel) c using (phone_number_id)
    group by c.business_id, c.channel_id, m.phone, m.user_id
    -- Everyone takes the businesses' locks in the same order.
    order by c.business_id, min(m.at), m.phone, m.user_id
  loop
    people := people || jsonb_build_object(
      'business_id', person.business_id, 'channel_id', person.channel_id, 'phone', person.phone, 'user_id', person.user_id,
      'client_id', private.identify_client(person.business_id, person.phone, person.user_id, person.at));
  end loop;
  if jsonb_array_length(people) > 1 then
    -- Two people of this delivery may have turned out to be one: ask again who is who now.
    select jsonb_agg(p || jsonb_build_object('client_id',
      (private.find_client((p ->> 'business_id')::uuid, p ->> 'phone', p ->> 'user_id', now()))[1]))
    into people from jsonb_array_elements(people) as p;
  end if;

  -- One delivery at a time per client, clients always in the same order: nobody waits in a circle.
  select count(distinct p ->> 'client_id') into expected from jsonb_array_elements(people) as p;
  perform from public.clients c
  where c.id in (select (p ->> 'client_id')::uuid from jsonb_array_elements(people) as p)
  order by c.id for no key update;
  get diagnostics locked = row_count;
  if locked <> expected then
    -- While we waited a client was merged into another: what we know of who is who is out of date.
    raise serialization_failure using message = 'a client was merged meanwhile';
  end if;

  insert into public.conversations (business_id, client_id, channel_id)
  select distinct p.business_id, p.client_id, p.channel_id
  from jsonb_to_recordset(people) as p (business_id uuid, client_id uuid, channel_id uuid)
  on conflict (business_id, client_id, channel_id) do nothing;

  with stored as (
    insert into public.messages as known (business_id, conversation_id, channel_id, direction, origin, wamid, kind, body, payload,
      sender, refers_to_wamid, reply_to_wamid, forwarded, status, created_at)
    select distinct on (c.channel_id, m.wamid)
      c.business_id, c.id, c.channel_id, m.direction, m.origin, m.wamid, m.kind, m.body, m.payload,
      m.sender, m.refers_to, m.reply_to, m.forwarded, m.status, coalesce(m.at, now())
    from jsonb_to_recordset(incoming) as m (phone_number_id text, wamid text, phone text, user_id text, direction text, origin text,
      kind text, body text, payload jsonb, sender jsonb, refers_to text, reply_to text, forwarded boolean, status text, at timestamptz)
    join private.whatsapp_channels(incoming, only_channel) ch using (phone_number_id)
    join jsonb_to_recordset(people) as p (channel_id uuid, client_id uuid, phone text, user_id text)
      on p.channel_id = ch.channel_id and p.phone is not distinct from m.phone and p.user_id is not distinct from m.user_id
    join public.conversations c
      on c.business_id = ch.business_id and c.client_id = p.client_id and c.channel_id = ch.channel_id
    order by c.channel_id, m.wamid, private.message_weight(m.origin, m.kind) desc
    on conflict (channel_id, wamid) where wamid is not null do update
    set origin = excluded.origin, kind = excluded.kind, body = excluded.body, payload = excluded.payload,
        sender = coalesce(excluded.sender, known.sender), refers_to_wamid = excluded.refers_to_wamid,
        reply_to_wamid = excluded.reply_to_wamid, forwarded = excluded.forwarded
    where private.message_weight(excluded.origin, excluded.kind) > private.message_weight(known.origin, known.kind)
    returning known.*
  ),
  news as (
    select s.conversation_id,
      max(s.created_at) filter (where s.kind not in ('reaction', 'edit', 'revoke')) as last_message_at,
      max(s.created_at) filter (where said_by_client and not s.payload ? 'group_id') as last_inbound_at,
      count(*) filter (where said_by_client) as unread
    from stored s
    cross join lateral (select s.origin = 'client' and s.kind not in ('reaction', 'edit', 'revoke', 'system') as said_by_client) said
    group by s.conversation_id
  ),
  told as (
    update public.conversations c
    set last_message_at = greatest(c.last_message_at, news.last_message_at),
        last_inbound_at = greatest(c.last_inbound_at, news.last_inbound_at),
        window_expires_at = greatest(c.last_inbound_at, news.last_inbound_at) + interval '24 hours',
        unread_count = c.unread_count + news.unread,
        state = case when news.unread > 0 then 'open' else c.state end
    from news
    where c.id = news.conversation_id
    returning c.id, c.client_id
  )
  select
    array_agg(s.channel_id), array_agg(coalesce(s.refers_to_wamid, s.wamid)),
    array_agg(s.channel_id) filter (where s.direction = 'outbound'), array_agg(s.wamid) filter (where s.direction = 'outbound'),
    array_agg(distinct cl.id) filter (where
      s.sender ->> 'name' <> coalesce(cl.profile_name, '') or s.sender ->> 'username' <> coalesce(cl.username, '')
      or s.sender ->> 'wa_id' <> coalesce(cl.wa_id, ''))
  into touched_channels, touched_wamids, told_channels, told_wamids, renamed
  from stored s
  join told t on t.id = s.conversation_id
  join public.clients cl on cl.business_id = s.business_id and cl.id = t.client_id;

  if touched_wamids is not null then
    perform private.settle_references(touched_channels, touched_wamids);
  end if;
  if told_wamids is not null then
    perform private.settle_statuses(told_channels, told_wamids);
  end if;
  if incoming @> '[{"origin": "history", "direction": "outbound"}]' then
    -- History knows how far a message had come, whichever telling of it was stored.
    update public.messages m
    set status = told.status
    from jsonb_to_recordset(incoming) as told (phone_number_id text, wamid text, direction text, status text)
    join private.whatsapp_channels(incoming, only_channel) ch using (phone_number_id)
    where told.direction = 'outbound' and m.channel_id = ch.channel_id and m.wamid = told.wamid
      and private.status_rank(told.status) > private.status_rank(m.status);
  end if;
  perform private.refresh_client(cl.business_id, cl.id)
  from public.clients cl
  where cl.id = any (renamed) or cl.id in (
    select p.client_id
    from jsonb_to_recordset(people) as p (client_id uuid, phone text, user_id text)
    join public.clients known on known.id = p.client_id
    where '+' || p.phone <> coalesce(known.phone, '') or p.user_id <> coalesce(known.wa_user_id, '')
  );
end
$$;
comment on function private.store_whatsapp_messages(jsonb, uuid) is
  'Messages, echoes and history of one delivery: set-based, exactly once by (channel, wamid), each effect derived from what was newly stored.';

create function private.store_whatsapp_statuses(incoming jsonb, only_channel uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  channels uuid[];
  wamids text[];
begin
  with stored as (
    insert into private.message_statuses as known (business_id, channel_id, wamid, status, recipient, at, error, payload)
    select distinct on (c.channel_id, s.wamid, s.status, s.recipient)
      c.business_id, c.channel_id, s.wamid, s.status, s.recipient, coalesce(s.at, now()), s.error, s.payload
    from jsonb_to_recordset(incoming) as s (phone_number_id text, wamid text, status text, recipient text, at timestamptz,
      error jsonb, payload jsonb)
    join private.whatsapp_channels(incoming, only_channel) c using (phone_number_id)
    order by c.channel_id, s.wamid, s.status, s.recipient, s.at
    on conflict (channel_id, wamid, status, recipient) do update
    set at = excluded.at, error = excluded.error, payload = excluded.payload
    where excluded.at < known.at
    returning channel_id, wamid
  )
  select array_agg(channel_id), array_agg(wamid) into channels, wamids from (select distinct channel_id, wamid from stored) s;
  if wamids is not null then
    perform private.settle_statuses(channels, wamids);
  end if;
end
$$;
comment on function private.store_whatsapp_statuses(jsonb, uuid) is 'Keeps every status with its first time; moves messages forward.';

create function private.store_whatsapp_events(incoming jsonb, only_channel uuid) returns void
language sql
set search_path = ''
as $$
  insert into public.channel_events (business_id, channel_id, field, event, payload, dedupe_key, occurred_at)
  select distinct on (c.business_id, e.dedupe_key)
    c.business_id, c.id, e.field, e.event, coalesce(e.payload, 'null'), e.dedupe_key, coalesce(e.at, now())
  from jsonb_to_recordset(incoming) as e (phone_number_id text, waba_id text, field text, event text, payload jsonb,
    dedupe_key text, at timestamptz)
  join lateral (
    -- An event without a number concerns the whole account: it is told once to each business on it.
    select ch.business_id, case when e.phone_number_id is not null then ch.id end as id
    from public.channels ch
    where ch.active and (only_channel is null or ch.id = only_channel)
      and (ch.phone_number_id = e.phone_number_id or e.phone_number_id is null and ch.waba_id = e.waba_id)
  ) c on true
  order by c.business_id, e.dedupe_key
  on conflict (business_id, dedupe_key) do nothing
$$;
comment on function private.store_whatsapp_events(jsonb, uuid) is 'Account events, and everything whose kind is not known yet, whole.';

create function private.unrouted_whatsapp(elements jsonb, only_channel uuid) returns text
language sql stable
set search_path = ''
as $$
  select 'no active channel for ' || string_agg(distinct address, ', ' order by address)
  from (
    select coalesce('phone number ' || (e ->> 'phone_number_id'), 'account ' || coalesce(e ->> 'waba_id', '(none)')) as address
    from jsonb_array_elements(elements) as e
    where not exists (
      select from public.channels c
      where c.active and (only_channel is null or c.id = only_channel)
        and (c.phone_number_id = e ->> 'phone_number_id' or e ->> 'phone_number_id' is null and c.waba_id = e ->> 'waba_id')
    )
  ) lost
$$;
comment on function private.unrouted_whatsapp(jsonb, uuid) is 'Null when every element has somewhere to go.';

create function private.receive_whatsapp(
  event_key text, body jsonb, elements jsonb, only_channel uuid default null, unreadable text default null
) returns table (id bigint, outcome text, error text)
language plpgsql security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  receipt private.webhook_events;
  moved record;
  lost text;
begin
  -- Receipt before work. A redelivery waits here for the first one, then finds what came of it.
  insert into private.webhook_events as e (source, dedupe_key, payload, channel_id)
  values ('whatsapp', event_key, body, only_channel)
  on conflict (source, dedupe_key) do update set dedupe_key = excluded.dedupe_key
  returning e.* into receipt;
  if receipt.outcome in ('done', 'ignored') then
    return query select receipt.id, receipt.outcome, receipt.error;
    return;
  end if;

  receipt.error := unreadable;
  receipt.outcome := case when unreadable is not null then 'failed' end;
  if unreadable is null then
    begin
      for moved in
        select c.business_id, m.*
        from jsonb_to_recordset(elements -> 'moves') as m (phone_number_id text, from_phone text, from_user text, to_phone text,
          to_user text, at timestamptz)
        join private.whatsapp_channels(elements -> 'moves', only_channel) c using (phone_number_id)
        order by c.business_id, m.at
      loop
        perform private.move_client(moved.business_id, moved.from_phone, moved.from_user, moved.to_phone, moved.to_user,
          coalesce(moved.at, now()));
      end loop;
      if elements -> 'messages' <> '[]' then
        perform private.store_whatsapp_messages(elements -> 'messages', only_channel);
      end if;
      if elements -> 'statuses' <> '[]' then
        perform private.store_whatsapp_statuses(elements -> 'statuses', only_channel);
      end if;
      if elements -> 'events' <> '[]' then
        perform private.store_whatsapp_events(elements -> 'events', only_channel);
      end if;
      lost := private.unrouted_whatsapp(
        (elements -> 'messages') || (elements -> 'statuses') || (elements -> 'events') || (elements -> 'moves'), only_channel);
      receipt.error := lost;
      receipt.outcome := case
        when lost is not null then 'unrouted'
        when elements = '{"messages": [], "statuses": [], "events": [], "moves": []}' then 'ignored'
        else 'done'
      end;
    exception
      when deadlock_detected or serialization_failure then
        raise;
      when foreign_key_violation then
        -- A client was merged away between finding and using it. The caller tries again and finds who stayed.
        raise serialization_failure using message = sqlerrm;
      when others then
        receipt.outcome := 'failed';
        receipt.error := sqlstate || ': ' || sqlerrm;
    end;
  end if;

  update private.webhook_events e
  set outcome = receipt.outcome, error = receipt.error, processed_at = now()
  where e.id = receipt.id;
  return query select receipt.id, receipt.outcome, receipt.error;
end
$$;
comment on function private.receive_whatsapp(text, jsonb, jsonb, uuid, text) is
  'Takes one WhatsApp delivery: stores its receipt, then all that is in it, or nothing and the reason. Called again with '
  'the same key it repeats only what did not succeed.';
grant execute on function private.receive_whatsapp(text, jsonb, jsonb, uuid, text) to service_role;
