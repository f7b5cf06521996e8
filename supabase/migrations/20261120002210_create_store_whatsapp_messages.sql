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
      -- As identify_client has it: an id tells more surely who it is than a number, which may change hands.
      coalesce(u.client_id, i.client_id) as client,
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
  opening uuid[];
  opened uuid[];
  of_concern uuid[];
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
  select array_agg(known.conversation order by known.place), count(known.id), array_agg(known.id) filter (where known.renamed),
    array_agg(known.conversation) filter (where known.opens)
  into conversations, locked, renamed, opening
  from (
    select * from (
      select t.place, c.id, v.id as conversation,
        said.sender ->> 'name' <> coalesce(c.profile_name, '') or said.sender ->> 'username' <> coalesce(c.username, '')
          or said.sender ->> 'wa_id' <> coalesce(c.wa_id, '') as renamed,
        -- Whoever writes first, perhaps after an echo or history, or comes back, opens it.
        v.state = 'closed' or v.id is not null and v.last_inbound_at is null as opens
      from unnest(clients) with ordinality as t (id, place)
      cross join lateral (
        select people -> (t.place - 1)::int -> 'sender' as sender, (people -> (t.place - 1)::int ->> 'number')::int + 1 as number
      ) said
      join public.clients c on c.id = t.id
      left join public.conversations v on v.client_id = c.id and v.channel_id = channels[said.number]
      order by c.id for no key update of c
    ) locked
    union all
    select t.place, null, null, null, null from unnest(clients) with ordinality as t (id, place) where t.id is null
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
      opening := opening || made;
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
    if opening is not null then
      -- Looked at again now that their clients are locked: of two deliveries that race to open one, one does. What is
      -- said in a group opens what is new, and then nothing: it is no message to us alone.
      select array_agg(v.id) into opened from public.conversations v
      where v.id = any (opening) and (
        v.state = 'closed' or v.last_message_at is null or v.last_inbound_at is null and exists (
          select from unnest(in_conversation, said_at) as n (id, said) where n.id = v.id and n.said is not null
        )
      );
    end if;
    with updated as (
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
      where c.id = news.id
      returning c.id, c.assignee_id, news.unread
    )
    select array_agg(u.id) filter (where u.unread > 0 and (u.assignee_id is not null or u.id = any (opened))) into of_concern from updated u;
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
  -- Last: by now it is known what the people are called.
  if of_concern is not null then
    perform private.notify_of_messages(of_concern, opened, in_conversation, unread);
  end if;
  if touched is not null and incoming @> '[{"kind": "revoke"}]' then
    perform private.retell_messages(in_conversation);
  end if;
end
$$;
comment on function private.store_whatsapp_messages(jsonb, jsonb, uuid[], uuid[]) is
  'Messages, echoes and history: set-based, exactly once by (channel, wamid), each effect derived from what was newly stored.';
