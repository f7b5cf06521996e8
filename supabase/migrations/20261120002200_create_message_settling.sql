-- What was told of a message takes effect by being derived from the record, so the order of its arrival can't matter.

create function private.status_rank(status text) returns int
language sql immutable
set search_path = ''
as $$
  -- Told 'failed' after 'delivered', another of the person's devices failed: the message did arrive.
  select array_position(array['received', 'pending', 'sent', 'failed', 'delivered', 'read', 'played'], status)
$$;
comment on function private.status_rank(text) is 'Statuses only move forward, in this order.';

create function private.settle_statuses(channels uuid[], wamids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- In one order, so that two deliveries about the same messages don't wait for each other.
  perform from unnest(channels, wamids) as wanted (channel_id, wamid)
  join public.messages m using (channel_id, wamid)
  order by m.id for no key update of m;

  with told as (
    select s.channel_id, s.wamid,
      (array_agg(s.status order by private.status_rank(s.status) desc))[1] as status,
      min(s.at) filter (where s.status = 'sent') as sent_at,
      min(s.at) filter (where s.status = 'delivered') as delivered_at,
      min(s.at) filter (where s.status in ('read', 'played')) as read_at,
      min(s.at) filter (where s.status = 'failed') as failed_at,
      (array_agg(s.error order by s.at) filter (where s.status = 'failed'))[1] as error
    from (select distinct * from unnest(channels, wamids) as w (channel_id, wamid)) wanted
    join private.message_statuses s using (channel_id, wamid)
    where private.status_rank(s.status) is not null
    group by s.channel_id, s.wamid
  )
  update public.messages m
  set status = case when private.status_rank(told.status) > private.status_rank(m.status) then told.status else m.status end,
      sent_at = coalesce(told.sent_at, m.sent_at),
      delivered_at = coalesce(told.delivered_at, m.delivered_at),
      read_at = coalesce(told.read_at, m.read_at),
      failed_at = coalesce(told.failed_at, m.failed_at),
      error = coalesce(told.error, m.error)
  from told
  where m.channel_id = told.channel_id and m.wamid = told.wamid and m.direction = 'outbound';
end
$$;
comment on function private.settle_statuses(uuid[], text[]) is 'Derives the status of these messages from all that was told of them.';

create function private.settle_references(channels uuid[], wamids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  with change as (
    select target.channel_id, target.wamid, c.kind, c.direction, c.body, c.created_at
    from (select distinct * from unnest(channels, wamids) as w (channel_id, wamid)) wanted
    join public.messages target using (channel_id, wamid)
    join public.messages c on c.channel_id = target.channel_id and c.refers_to_wamid = target.wamid
      and c.conversation_id = target.conversation_id
      -- Only its writer edits or revokes a message; both sides react.
      and (c.kind = 'reaction' or c.direction = target.direction)
  ),
  newest as (
    select distinct on (channel_id, wamid, kind, case when kind = 'reaction' then direction end) *
    from change
    order by channel_id, wamid, kind, case when kind = 'reaction' then direction end, created_at desc, body desc nulls first
  ),
  outcome as (
    select channel_id, wamid,
      coalesce(jsonb_agg(jsonb_build_object('from', direction, 'emoji', body, 'at', created_at) order by direction)
        filter (where kind = 'reaction' and body is not null), '[]') as reactions,
      max(created_at) filter (where kind = 'edit') as edited_at,
      max(body) filter (where kind = 'edit') as body,
      max(created_at) filter (where kind = 'revoke') as revoked_at
    from newest
    group by channel_id, wamid
  )
  update public.messages m
  set reactions = outcome.reactions,
      edited_at = outcome.edited_at,
      revoked_at = outcome.revoked_at,
      body = case
        when outcome.revoked_at is not null then null
        when outcome.edited_at is not null then outcome.body
        else m.body
      end
  from outcome
  where m.channel_id = outcome.channel_id and m.wamid = outcome.wamid;
end
$$;
comment on function private.settle_references(uuid[], text[]) is
  'Lets reactions, edits and revokes on record take effect on these messages, whichever came first.';
