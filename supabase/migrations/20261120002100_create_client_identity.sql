-- Who wrote? Found by any phone or business-scoped id that ever led to a client, as of the moment of writing.

create function private.find_client(
  business uuid, phone_key text, user_key text, at_time timestamptz,
  out by_phone uuid, out phone_since timestamptz, out phone_until timestamptz, out by_user uuid
)
language plpgsql stable
set search_path = ''
as $$
begin
  select i.client_id, i.first_seen_at, i.valid_until into by_phone, phone_since, phone_until from private.client_identities i
  where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until >= at_time
  order by i.valid_until limit 1;
  select i.client_id into by_user from private.client_identities i
  where i.business_id = business and i.kind = 'user_id' and i.value = user_key and i.valid_until >= at_time
  order by i.valid_until limit 1;
end
$$;
comment on function private.find_client(uuid, text, text, timestamptz) is
  'Whom a phone and an id led to at that moment, and from when until when the phone did.';

create function private.end_identity(business uuid, phone_key text, holder uuid, at_time timestamptz) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Ended at this very moment before: then only the open end goes.
  delete from private.client_identities i
  where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until = 'infinity' and i.client_id = holder
    and exists (
      select from private.client_identities ended
      where ended.business_id = business and ended.kind = 'phone' and ended.value = phone_key and ended.valid_until = at_time
    );
  update private.client_identities i set valid_until = at_time
  where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until = 'infinity' and i.client_id = holder;
end
$$;
comment on function private.end_identity(uuid, text, uuid, timestamptz) is
  'From after that moment on the phone no longer leads to its holder.';

create function private.remember_identity(
  business uuid, identity_kind text, identity text, holder uuid, at_time timestamptz, until timestamptz default 'infinity'
) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Exact keys, one kind at a time: a join with a list of kinds would be planned over all identities of the business.
  update private.client_identities i set first_seen_at = at_time
  where i.business_id = business and i.kind = identity_kind and i.value = identity and i.client_id = holder
    and i.valid_until >= at_time and i.first_seen_at > at_time;
  if not exists (
    select from private.client_identities i
    where i.business_id = business and i.kind = identity_kind and i.value = identity and i.client_id = holder
      and i.valid_until >= at_time
  ) then
    insert into private.client_identities (business_id, kind, value, valid_until, first_seen_at, client_id)
    values (business, identity_kind, identity, until, at_time, holder)
    on conflict (business_id, kind, value, valid_until) do nothing;
  end if;
end
$$;
comment on function private.remember_identity(uuid, text, text, uuid, timestamptz, timestamptz) is
  'This phone or id leads to that client, from this moment if not before.';

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
  perform from public.conversations c where c.client_id = any (same) order by c.id for update;
  select c.id into keeper from public.clients c where c.id = any (same) order by c.created_at, c.id limit 1;
  foreach other in array array_remove(same, keeper) loop
    for pair in
      select mine.id as kept, theirs.id as gone
      from public.conversations mine
      join public.conversations theirs on theirs.channel_id = mine.channel_id
      where mine.client_id = keeper and theirs.client_id = other
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

create function private.refresh_client(business uuid, client uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  place record;
  newest record;
  current_phone text;
  current_user_id text;
  said jsonb := '{}'::jsonb;
  said_at jsonb := '{}'::jsonb;
  part text;
begin
  select '+' || i.value into current_phone from private.client_identities i
  where i.client_id = client and i.kind = 'phone' and i.valid_until = 'infinity'
  order by i.first_seen_at desc, i.value desc limit 1;
  select i.value into current_user_id from private.client_identities i
  where i.client_id = client and i.kind = 'user_id' and i.valid_until = 'infinity'
  order by i.first_seen_at desc, i.value desc limit 1;

  -- The newest message that said it, in each conversation by its own index.
  for place in select c.id from public.conversations c where c.client_id = client loop
    foreach part in array array['name', 'username', 'wa_id'] loop
      select m.created_at, m.sender ->> part as told into newest
      from public.messages m
      where m.business_id = business and m.conversation_id = place.id and m.sender ? part
      order by m.created_at desc, m.sender ->> part limit 1;
      if found and newest.created_at > coalesce((said_at ->> part)::timestamptz, '-infinity'::timestamptz) then
        said := said || jsonb_build_object(part, newest.told);
        said_at := said_at || jsonb_build_object(part, newest.created_at);
      end if;
    end loop;
  end loop;

  update public.clients c
  set phone = current_phone,
      wa_user_id = current_user_id,
      wa_id = said ->> 'wa_id',
      username = said ->> 'username',
      name = case when c.name is distinct from c.profile_name then c.name else coalesce(said ->> 'name', c.profile_name) end,
      profile_name = coalesce(said ->> 'name', c.profile_name)
  where c.id = client
    and (c.phone, c.wa_user_id, c.wa_id, c.username, c.profile_name) is distinct from
      (current_phone, current_user_id, said ->> 'wa_id', said ->> 'username', coalesce(said ->> 'name', c.profile_name));
end
$$;
comment on function private.refresh_client(uuid, uuid) is
  'What is shown of a client follows from the identities and messages on record, so the order of their arrival can''t matter. The newest statement wins.';

create function private.identify_client(business uuid, phone_key text, user_key text, at_time timestamptz) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  known record;
  client uuid;
  until timestamptz := 'infinity'::timestamptz;
begin
  -- One writer per business from here to the end of the transaction: 50 first messages at once make one client, and
  -- what another delivery learned meanwhile is seen.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('frontdesk.clients:' || business, 0));
  select * into known from private.find_client(business, phone_key, user_key, at_time);
  client := coalesce(known.by_user, known.by_phone);
  if known.by_phone is distinct from known.by_user and known.by_phone is not null and user_key is not null then
    if exists (
      select from private.client_identities i
      where i.client_id = known.by_phone and i.kind = 'user_id' and i.value <> user_key
        and i.valid_until = 'infinity'
    ) then
      -- WhatsApp gives an id per person and number: another id on the same number is another person, who has it now,
      -- or had it before.
      client := known.by_user;
      if known.phone_since > at_time then
        until := known.phone_since - interval '1 microsecond';
      elsif known.phone_until = 'infinity' then
        perform private.end_identity(business, phone_key, known.by_phone, at_time - interval '1 microsecond');
        perform private.refresh_client(business, known.by_phone);
      else
        until := at_time;
      end if;
    elsif known.by_user is not null then
      client := private.merge_clients(business, array[known.by_phone, known.by_user]);
    end if;
  end if;
  if client is null then
    insert into public.clients (business_id) values (business) returning id into client;
  end if;
  if phone_key is not null then
    perform private.remember_identity(business, 'phone', phone_key, client, at_time, until);
  end if;
  if user_key is not null then
    perform private.remember_identity(business, 'user_id', user_key, client, at_time);
  end if;
  return client;
end
$$;
comment on function private.identify_client(uuid, text, text, timestamptz) is
  'The client that wrote from this phone and/or this id at that time: found, made, completed or merged. Keys are '
  'canonical (shared/whatsapp/phone.ts). The caller refreshes what is shown of the client, once it holds the client''s lock.';

create function private.move_client(
  business uuid, from_phone text, from_user text, to_phone text, to_user text, at_time timestamptz
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  client uuid;
  other uuid;
begin
  client := private.identify_client(business, from_phone, from_user, at_time);
  if from_phone <> to_phone then
    perform private.end_identity(business, from_phone, client, at_time);
    -- Whoever held the new number before had given it up by then: a stranger, not to be taken for the same person.
    for other in
      select i.client_id from private.client_identities i
      where i.business_id = business and i.kind = 'phone' and i.value = to_phone and i.valid_until = 'infinity'
        and i.client_id <> client and i.first_seen_at < at_time
    loop
      perform private.end_identity(business, to_phone, other, at_time - interval '1 microsecond');
      perform private.refresh_client(business, other);
    end loop;
  end if;
  -- Whoever wrote from the new number or id since then is the same person.
  foreach other in array array[
    (private.find_client(business, null, to_user, at_time)).by_user, (private.find_client(business, to_phone, null, at_time)).by_phone
  ] loop
    if other <> client and exists (select from public.clients c where c.id = other) then
      client := private.merge_clients(business, array[client, other]);
    end if;
  end loop;
  if to_phone is not null then
    perform private.remember_identity(business, 'phone', to_phone, client, at_time);
  end if;
  if to_user is not null then
    perform private.remember_identity(business, 'user_id', to_user, client, at_time);
  end if;
  perform private.refresh_client(business, client);
  return client;
end
$$;
comment on function private.move_client(uuid, text, text, text, text, timestamptz) is
  'A client changed number or id: the same client goes on under the new one; messages from the old number after that '
  'moment are someone else''s. Known limit: a message of the number''s next holder that arrives before this news does is '
  'filed with the one who gave the number up.';
