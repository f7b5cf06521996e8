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
