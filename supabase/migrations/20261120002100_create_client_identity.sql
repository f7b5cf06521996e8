-- Who wrote? Found by any phone or business-scoped id that ever led to a client, as of the moment of writing.

create function private.find_client(
  business uuid, phone_key text, user_key text, at_time timestamptz, out by_phone uuid, out by_user uuid, out complete boolean
)
language plpgsql stable
set search_path = ''
as $$
declare
  since timestamptz := '-infinity'::timestamptz;
  since_user timestamptz := '-infinity'::timestamptz;
begin
  -- One probe of the primary key each. plpgsql keeps their plans; an SQL function would be planned anew each time.
  if phone_key is not null then
    select i.client_id, i.first_seen_at into by_phone, since from private.client_identities i
    where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until >= at_time
    order by i.valid_until limit 1;
  end if;
  if user_key is not null then
    select i.client_id, i.first_seen_at into by_user, since_user from private.client_identities i
    where i.business_id = business and i.kind = 'user_id' and i.value = user_key and i.valid_until >= at_time
    order by i.valid_until limit 1;
  end if;
  complete := coalesce(since <= at_time and since_user <= at_time, false)
    and coalesce(by_phone = by_user, true) and coalesce(by_phone, by_user) is not null;
end
$$;
comment on function private.find_client(uuid, text, text, timestamptz) is
  'The clients that a phone and an id led to at that moment: none, one, or two that turn out to be one person. `complete` '
  'when it is one and nothing about them is new.';

create function private.repoint(target regclass, business uuid, old_id uuid, new_id uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  reference record;
begin
  for reference in
    select c.conrelid::regclass as child, a.attname as child_column
    from pg_catalog.pg_constraint c
    join pg_catalog.pg_attribute parent on parent.attrelid = c.confrelid and parent.attname = 'id'
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey, parent.attnum)]
    where c.confrelid = target and c.contype = 'f' and c.conparentid = 0
  loop
    execute format('update %s set %I = $1 where business_id = $2 and %I = $3', reference.child, reference.child_column,
      reference.child_column) using new_id, business, old_id;
  end loop;
end
$$;
comment on function private.repoint(regclass, uuid, uuid, uuid) is
  'Makes every row that refers to one row refer to another, in whichever table: the catalogue knows, so a later table needs no line here.';

create function private.merge_clients(business uuid, same uuid[]) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  keeper uuid;
  other uuid;
  pair record;
begin
  -- Whoever is writing to one of them finishes first, and is seen below; whoever comes later waits, and finds who stayed.
  perform from public.clients c where c.id = any (same) order by c.id for update;
  perform from public.conversations c where c.business_id = business and c.client_id = any (same) order by c.id for update;
  select c.id into keeper from public.clients c where c.id = any (same) order by c.created_at, c.id limit 1;
  foreach other in array array_remove(same, keeper) loop
    for pair in
      select mine.id as kept, theirs.id as gone
      from public.conversations mine
      join public.conversations theirs on theirs.business_id = mine.business_id and theirs.channel_id = mine.channel_id
      where mine.business_id = business and mine.client_id = keeper and theirs.client_id = other
      order by mine.id
    loop
      perform private.repoint('public.conversations', business, pair.gone, pair.kept);
      update public.conversations kept
      set unread_count = kept.unread_count + gone.unread_count,
          last_message_at = greatest(kept.last_message_at, gone.last_message_at),
          last_inbound_at = greatest(kept.last_inbound_at, gone.last_inbound_at),
          window_expires_at = greatest(kept.window_expires_at, gone.window_expires_at),
          state = case when 'open' in (kept.state, gone.state) then 'open' else kept.state end,
          handled_by = case when kept.handled_by = gone.handled_by then kept.handled_by else 'human' end,
          assignee_id = coalesce(kept.assignee_id, gone.assignee_id)
      from public.conversations gone
      where kept.id = pair.kept and gone.id = pair.gone;
      delete from public.conversations where id = pair.gone;
    end loop;
    perform private.repoint('public.clients', business, other, keeper);
    -- A name that an employee gave outlives one that WhatsApp told.
    update public.clients kept
    set name = gone.name
    from public.clients gone
    where kept.id = keeper and gone.id = other
      and gone.name is distinct from gone.profile_name and kept.name is not distinct from kept.profile_name;
    update public.clients kept set language = gone.language
    from public.clients gone
    where kept.id = keeper and gone.id = other and kept.language is null and gone.language is not null;
    delete from public.clients where id = other;
  end loop;
  return keeper;
end
$$;
comment on function private.merge_clients(uuid, uuid[]) is
  'Several clients turned out to be one person: the oldest stays, conversations on the same channel flow together, nothing is lost. Returns who stays.';

create function private.identify_client(business uuid, phone_key text, user_key text, at_time timestamptz) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  known record;
  client uuid;
begin
  -- One writer per business from here to the end of the transaction: 50 first messages at once make one client, and
  -- what another delivery learned meanwhile is seen.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('frontdesk.clients:' || business, 0));
  select * into known from private.find_client(business, phone_key, user_key, at_time);
  if known.by_phone <> known.by_user then
    client := private.merge_clients(business, array[known.by_phone, known.by_user]);
  else
    client := coalesce(known.by_phone, known.by_user);
  end if;
  if client is null then
    insert into public.clients (business_id) values (business) returning id into client;
  end if;

  update private.client_identities i
  set first_seen_at = at_time
  from (values ('phone', phone_key), ('user_id', user_key)) as wanted (kind, value)
  where i.business_id = business and i.kind = wanted.kind and i.value = wanted.value and i.client_id = client
    and i.valid_until >= at_time and i.first_seen_at > at_time;
  insert into private.client_identities (business_id, kind, value, first_seen_at, client_id)
  select business, wanted.kind, wanted.value, at_time, client
  from (values ('phone', phone_key), ('user_id', user_key)) as wanted (kind, value)
  where wanted.value is not null and not exists (
    select from private.client_identities i
    where i.business_id = business and i.kind = wanted.kind and i.value = wanted.value and i.valid_until >= at_time
  );
  return client;
end
$$;
comment on function private.identify_client(uuid, text, text, timestamptz) is
  'The client that wrote from this phone and/or this id at that time, where find_client was not complete: made, completed '
  'or merged. Keys are canonical (shared/whatsapp/phone.ts). The caller refreshes what is shown of the client, once it '
  'holds the client''s lock.';

create function private.refresh_client(business uuid, client uuid) returns void
language sql
set search_path = ''
as $$
  with newest_identity as (
    select distinct on (i.kind) i.kind, i.value
    from private.client_identities i
    where i.business_id = business and i.client_id = client and i.valid_until = 'infinity'
    order by i.kind, i.first_seen_at desc, i.value desc
  ),
  said as (
    select m.sender, m.created_at
    from public.conversations c
    join public.messages m on m.business_id = c.business_id and m.conversation_id = c.id
    where c.business_id = business and c.client_id = client and m.sender is not null
  ),
  seen as (
    select
      (select '+' || value from newest_identity where kind = 'phone') as phone,
      (select value from newest_identity where kind = 'user_id') as wa_user_id,
      (select sender ->> 'wa_id' from said where sender ? 'wa_id' order by created_at desc, sender ->> 'wa_id' limit 1) as wa_id,
      (select sender ->> 'username' from said where sender ? 'username' order by created_at desc, sender ->> 'username' limit 1) as username,
      (select sender ->> 'name' from said where sender ? 'name' order by created_at desc, sender ->> 'name' limit 1) as profile_name
  )
  update public.clients c
  set phone = seen.phone,
      wa_user_id = seen.wa_user_id,
      wa_id = seen.wa_id,
      username = seen.username,
      name = case when c.name is distinct from c.profile_name then c.name else coalesce(seen.profile_name, c.profile_name) end,
      profile_name = coalesce(seen.profile_name, c.profile_name)
  from seen
  where c.business_id = business and c.id = client
    and (c.phone, c.wa_user_id, c.wa_id, c.username, c.profile_name)
      is distinct from (seen.phone, seen.wa_user_id, seen.wa_id, seen.username, coalesce(seen.profile_name, c.profile_name))
$$;
comment on function private.refresh_client(uuid, uuid) is
  'What is shown of a client follows from the identities and messages on record, so the order of their arrival can''t matter. The newest statement wins.';

create function private.move_client(
  business uuid, from_phone text, from_user text, to_phone text, to_user text, at_time timestamptz
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  before uuid;
  after uuid;
begin
  before := private.identify_client(business, from_phone, from_user, at_time);
  if from_phone <> to_phone then
    -- The client gave the old number up, and whoever held the new one before gave up that. One that was given up at this
    -- very moment already only loses its open end.
    delete from private.client_identities i
    where i.business_id = business and i.kind = 'phone' and i.valid_until = 'infinity'
      and (i.value = from_phone and i.client_id = before and i.first_seen_at <= at_time
        or i.value = to_phone and i.client_id <> before and i.first_seen_at < at_time)
      and exists (
        select from private.client_identities ended
        where ended.business_id = business and ended.kind = 'phone' and ended.value = i.value and ended.valid_until = at_time
      );
    update private.client_identities i set valid_until = at_time
    where i.business_id = business and i.kind = 'phone' and i.valid_until = 'infinity'
      and (i.value = from_phone and i.client_id = before and i.first_seen_at <= at_time
        or i.value = to_phone and i.client_id <> before and i.first_seen_at < at_time);
  end if;
  after := private.identify_client(business, to_phone, to_user, at_time);
  if after <> before then
    after := private.merge_clients(business, array[before, after]);
  end if;
  perform private.refresh_client(business, after);
  return after;
end
$$;
comment on function private.move_client(uuid, text, text, text, text, timestamptz) is
  'A client changed number or id: the same client goes on under the new one; messages from the old number after that moment are someone else''s.';
