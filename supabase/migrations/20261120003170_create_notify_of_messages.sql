create function private.message_preview(kind text, body text, language text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select coalesce(nullif(left(body, 300), ''), case language
    when 'ar' then case kind when 'image' then 'صورة' when 'video' then 'فيديو' when 'audio' then 'رسالة صوتية' when 'document' then 'مستند'
      when 'sticker' then 'ملصق' when 'location' then 'موقع' when 'contacts' then 'جهة اتصال' else 'رسالة' end
    else case kind when 'image' then 'Photo' when 'video' then 'Video' when 'audio' then 'Voice message' when 'document' then 'Document'
      when 'sticker' then 'Sticker' when 'location' then 'Location' when 'contacts' then 'Contact' else 'Message' end
  end)
$$;
comment on function private.message_preview(text, text, text) is 'A message in one line: what it says, else what it is.';

create function private.notify_of_messages(conversations uuid[], opened uuid[], in_conversation uuid[], unread boolean[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  news record;
  is_new boolean;
begin
  for news in
    select v.id, v.business_id, called.name as client, m.kind, m.body,
      (select count(*)::int from unnest(in_conversation, unread) as n (id, is_unread) where n.id = v.id and n.is_unread) as messages
    from public.conversations v
    join public.clients c on c.business_id = v.business_id and c.id = v.client_id
    cross join lateral (
      select n.name from unnest(array[c.name, c.profile_name, c.username, c.phone, '?']) with ordinality as n (name, place)
      -- Some call themselves nothing that one can see: blanks, joiners, marks of direction. A title must be more.
      where n.name ~ '[^[:space:][:cntrl:]\u00a0\u00ad\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]'
      order by n.place limit 1
    ) called
    cross join lateral (
      select m.kind, m.body from public.messages m
      where m.business_id = v.business_id and m.conversation_id = v.id and m.origin = 'client' and m.kind not in ('reaction', 'edit', 'revoke', 'system')
      order by m.created_at desc, m.seq desc limit 1
    ) m
    where v.id = any (conversations)
    order by v.id
  loop
    is_new := coalesce(news.id = any (opened), false);
    perform private.notify(
      news.business_id,
      case when is_new then '{"permission": "conversations.reply"}' else jsonb_build_object('assignee_of', news.id) end,
      case when is_new then 'conversations.new' else 'conversations.message' end,
      jsonb_build_object(
        'en', jsonb_build_object('title', case when is_new then 'New conversation: ' else '' end || news.client,
          'body', private.message_preview(news.kind, news.body, 'en')),
        'ar', jsonb_build_object('title', case when is_new then 'محادثة جديدة: ' else '' end || news.client,
          'body', private.message_preview(news.kind, news.body, 'ar'))
      ),
      '/conversations/' || news.id,
      related_kind => 'conversation',
      related_id => news.id,
      group_key => 'conversation:' || news.id,
      occurrences => news.messages
    );
  end loop;
end
$$;
comment on function private.notify_of_messages(uuid[], uuid[], uuid[], boolean[]) is
  'Tells employees what came in: a new conversation all who may answer it, a message the one it is assigned to.';

create function private.retell_messages(conversations uuid[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  with told as (
    select n.id, case when m.kind is not null then private.message_preview(m.kind, m.body, n.language) else '' end as body
    from public.conversations v
    join public.notifications n on n.business_id = v.business_id and n.group_key = 'conversation:' || v.id
      and n.read_at is null and n.archived_at is null
    left join lateral (
      select m.kind, m.body from public.messages m
      where m.business_id = v.business_id and m.conversation_id = v.id and m.origin = 'client'
        and m.kind not in ('reaction', 'edit', 'revoke', 'system') and m.revoked_at is null
      order by m.created_at desc, m.seq desc limit 1
    ) m on true
    where v.id = any (conversations) and n.category in ('conversations.new', 'conversations.message')
    -- In the order in which their owners mark them.
    order by n.id for no key update of n
  )
  update public.notifications n set body = told.body from told where n.id = told.id and n.body <> told.body;
end
$$;
comment on function private.retell_messages(uuid[]) is
  'After a revoke: what is unread of these conversations shows the newest message that stands. It is no news: nothing moves up or is told anew.';

create function private.move_notifications(business uuid, old_conversation uuid, new_conversation uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  with moving as (
    select n.id, n.group_key is not null and n.read_at is null and n.archived_at is null and exists (
      select from public.notifications o
      where o.business_id = business and o.group_key = 'conversation:' || new_conversation and o.employee_id = n.employee_id
        and o.read_at is null and o.archived_at is null
    ) as beside
    from public.notifications n
    where n.business_id = business and n.related_kind = 'conversation' and n.related_id = old_conversation
    order by n.id for no key update of n
  )
  update public.notifications n
  set related_id = new_conversation,
      action_path = replace(n.action_path, old_conversation::text, new_conversation::text),
      -- Whoever is being told of both is told of one from now on.
      group_key = case when not moving.beside then replace(n.group_key, old_conversation::text, new_conversation::text) end,
      read_at = case when moving.beside then now() else n.read_at end
  from moving where n.id = moving.id;
end
$$;
comment on function private.move_notifications(uuid, uuid, uuid) is
  'A conversation flowed into another: what told of the old one leads to the new one, and is counted there.';
