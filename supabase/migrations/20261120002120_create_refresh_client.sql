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
