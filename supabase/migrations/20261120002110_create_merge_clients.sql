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
      perform private.move_notifications(business, pair.gone, pair.kept);
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
