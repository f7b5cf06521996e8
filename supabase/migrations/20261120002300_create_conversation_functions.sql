create function private.mark_read(business uuid, conversation uuid, up_to uuid default null) returns int
language plpgsql security definer
set search_path = ''
as $$
declare
  seen public.messages;
  remaining int := 0;
begin
  perform private.require_permission(business, 'conversations.reply');
  perform from public.conversations c where c.business_id = business and c.id = conversation for update;
  if not found then
    perform private.refuse('not_found', 'There is no such conversation.');
  end if;
  if up_to is not null then
    select m.* into seen from public.messages m
    where m.business_id = business and m.conversation_id = conversation and m.id = up_to;
    if not found then
      perform private.refuse('not_found', 'There is no such message in this conversation.');
    end if;
    select count(*) into remaining from public.messages m
    where m.business_id = business and m.conversation_id = conversation and m.origin = 'client' and m.seq > seen.seq
      and m.kind not in ('reaction', 'edit', 'revoke', 'system');
  end if;
  -- Never more than now: reading an old page doesn't make newer, read messages unread.
  update public.conversations c set unread_count = least(c.unread_count, remaining)
  where c.business_id = business and c.id = conversation
  returning c.unread_count into remaining;
  -- Who has read the conversation needs no mail that tells of it.
  if remaining = 0 then
    update public.notifications n set read_at = now(), seen_at = coalesce(n.seen_at, now())
    where n.business_id = business and n.group_key = 'conversation:' || conversation and n.read_at is null and n.archived_at is null
      and n.employee_id = any (array(select private.employees_that_are_me()));
  end if;
  return remaining;
end
$$;
comment on function private.mark_read(uuid, uuid, uuid) is
  'Marks a conversation read, up to and including one message or wholly; returns how many stay unread. What arrives '
  'while someone reads stays unread. Read wholly, the caller''s own notification of it is read, too.';
grant execute on function private.mark_read(uuid, uuid, uuid) to authenticated;

create function private.search_messages(business uuid, words text, most int default 20)
returns setof public.messages
language plpgsql stable security definer
set search_path = ''
as $$
declare
  wanted tsquery;
begin
  perform private.require_permission(business, 'conversations.read');
  -- Every word must occur, each may be cut short: "appoint tues" finds "appointment on Tuesday".
  select string_agg(quote_literal(word) || ':*', ' & ')::tsquery into wanted
  from unnest(tsvector_to_array(to_tsvector('simple', words))) as word;
  return query
    select m.* from public.messages m
    where m.business_id = business and m.search @@ wanted and m.revoked_at is null
      and m.kind not in ('reaction', 'edit', 'revoke')
    order by m.created_at desc, m.seq desc
    limit greatest(least(most, 100), 0);
end
$$;
comment on function private.search_messages(uuid, text, int) is
  'Full-text search in one business. A definer function that checks the permission first: under row level security the text index can''t be used, its operator is not leakproof.';
grant execute on function private.search_messages(uuid, text, int) to authenticated;

create function private.search_clients(business uuid, words text, most int default 20)
returns setof public.clients
language plpgsql stable security definer
set search_path = ''
as $$
declare
  pattern text := '%' || replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  perform private.require_permission(business, 'clients.read');
  return query
    select c.* from public.clients c
    where c.business_id = business
      and (coalesce(c.name, '') || ' ' || coalesce(c.profile_name, '') || ' ' || coalesce(c.username, '') || ' ' || coalesce(c.phone, ''))
        ilike pattern
    order by c.updated_at desc, c.id
    limit greatest(least(most, 100), 0);
end
$$;
comment on function private.search_clients(uuid, text, int) is 'Clients of one business by part of a name, username or phone. Checks the permission first, as search_messages.';
grant execute on function private.search_clients(uuid, text, int) to authenticated;
