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
