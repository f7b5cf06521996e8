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
