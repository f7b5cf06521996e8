create table private.notified_events (
  business_id uuid not null references public.businesses (id) on delete cascade,
  dedupe_key text not null,
  created_at timestamptz not null default now(),
  primary key (business_id, dedupe_key)
);
comment on table private.notified_events is 'The events that were told under a dedupe_key: the same event again is nothing new.';

create function private.holds(employee uuid, role uuid, required text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    exists (select from public.role_permissions rp where rp.role_id = role and rp.permission = required)
    or exists (select from public.employee_permissions g where g.employee_id = employee and g.permission = required and g.effect = 'grant')
  ) and not exists (
    select from public.employee_permissions d where d.employee_id = employee and d.permission = required and d.effect = 'deny'
  );
end
$$;
comment on function private.holds(uuid, uuid, text) is 'Whether an employee with that role holds a permission.';
grant execute on function private.holds(uuid, uuid, text) to service_role;

create function private.audience(business uuid, wanted jsonb, required text) returns setof public.employees
language sql stable
set search_path = ''
as $$
  select e.*
  from public.employees e
  join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
  where e.business_id = business and e.active
    and (
      wanted -> 'employees' ? e.id::text
      or wanted ? 'roles' and exists (
        select from public.roles r where r.id = e.role_id and wanted -> 'roles' ? r.key
      )
      or e.id in (
        select c.assignee_id from public.conversations c
        where c.business_id = business and c.id = (wanted ->> 'assignee_of')::uuid
      )
      or wanted ? 'permission' and private.holds(e.id, e.role_id, wanted ->> 'permission')
    )
    and (required is null or private.holds(e.id, e.role_id, required))
$$;
comment on function private.audience(uuid, jsonb, text) is
  'The active employees that are meant by {employees: [id], roles: [key], assignee_of: conversation, permission: key}, any of '
  'them, as far as they hold the required permission.';

create function private.notify(
  business uuid,
  audience jsonb,
  of_category text,
  texts jsonb,
  action_path text,
  priority text default null,
  related_kind text default null,
  related_id uuid default null,
  group_key text default null,
  dedupe_key text default null,
  expires_at timestamptz default null,
  occurrences int default 1,
  devices uuid[] default null
) returns int
language plpgsql security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  category public.notification_categories;
  urgency text;
  told int;
  woken boolean;
begin
  select c.* into category from public.notification_categories c where c.key = of_category;
  if not found then
    perform private.refuse('invalid_input', format('There is no notification category %L.', of_category));
  end if;
  urgency := coalesce(notify.priority, category.priority);
  if notify.dedupe_key is not null then
    insert into private.notified_events as e (business_id, dedupe_key) values (business, notify.dedupe_key) on conflict do nothing;
    if not found then
      return 0;
    end if;
  end if;
  -- What isn't shown in the app can't be read there: its group ends by itself once it was told, or it would be counted
  -- up for ever.
  update public.notifications n set group_key = null
  where n.business_id = business and n.group_key = notify.group_key and n.read_at is null and n.archived_at is null
    and not n.bell and n.updated_at < now() - interval '15 minutes'
    and not exists (
      select from private.jobs j where j.queue = 'email' and j.key = 'notification:' || n.id and j.outcome is null
    )
    and not exists (
      select from public.push_subscriptions s join private.jobs j on j.queue = 'push' and j.key = n.id || ':' || s.id and j.outcome is null
      where s.employee_id = n.employee_id
    );
  with recipients as (
    select e.id, split_part(coalesce(e.language, b.primary_language), '-', 1) as language,
      coalesce(p.bell, 'bell' = any (category.channels)) as bell,
      urgency <> 'low' and coalesce(p.push, 'push' = any (category.channels)) as push,
      urgency <> 'low' and coalesce(p.email, 'email' = any (category.channels)) as email,
      case when urgency <> 'urgent' then q.quiet_from end as quiet_from, q.quiet_until, q.time_zone
    from private.audience(business, audience, category.permission) e
    join public.businesses b on b.id = e.business_id
    left join (
      select w.employee_id, bool_or(w.enabled) filter (where w.channel = 'bell') as bell,
        bool_or(w.enabled) filter (where w.channel = 'push') as push,
        bool_or(w.enabled) filter (where w.channel = 'email') as email
      from public.notification_preferences w
      where w.business_id = business and w.category = of_category
      group by w.employee_id
    ) p on p.employee_id = e.id
    left join public.quiet_hours q on q.employee_id = e.id
  ), notified as (
    insert into public.notifications as known (business_id, employee_id, category, priority, title, body, language, action_path,
      related_kind, related_id, group_key, bell, permission, expires_at, occurrences,
      created_at, updated_at)
    select business, r.id, of_category, urgency, left(t.text ->> 'title', 200), left(t.text ->> 'body', 1000), t.language,
      notify.action_path, notify.related_kind, notify.related_id, notify.group_key, r.bell, category.permission, notify.expires_at, notify.occurrences,
      -- When it can be seen, as nearly as can be: whoever reads "all up to" a time must not read what comes after it.
      moment.at, moment.at
    from recipients r
    join public.businesses b on b.id = business
    cross join lateral (select clock_timestamp() as at) moment
    cross join lateral (
      select l.language, texts -> l.language as text
      from unnest(array[r.language, split_part(b.primary_language, '-', 1), 'en']) with ordinality as l (language, place)
      where texts ? l.language order by l.place limit 1
    ) t
    where r.bell or r.push or r.email
    on conflict (business_id, group_key, employee_id) where group_key is not null and read_at is null and archived_at is null
    do update
    set occurrences = known.occurrences + excluded.occurrences, category = excluded.category, permission = excluded.permission,
        priority = excluded.priority, title = excluded.title, body = excluded.body, language = excluded.language,
        action_path = excluded.action_path, bell = excluded.bell, expires_at = excluded.expires_at, seen_at = null,
        updated_at = clock_timestamp()
    returning known.id, known.employee_id
  ), asked as (
    -- One job for each device, and one for the mail: it tells what holds when it is sent.
    insert into private.jobs as known (queue, key, business_id, payload, due_at, run_at)
    select 'push', n.id || ':' || s.id, business, jsonb_build_object('notification', n.id, 'subscription', s.id), due.at, due.at
    from notified n
    join recipients r on r.id = n.employee_id and r.push
    join public.push_subscriptions s on s.employee_id = n.employee_id and (notify.devices is null or s.id = any (notify.devices))
    cross join lateral (select private.after_quiet(now(), r.quiet_from, r.quiet_until, r.time_zone) as at) due
    union all
    select 'email', 'notification:' || n.id, business, jsonb_build_object('kind', 'notification', 'notification', n.id), due.at, due.at
    from notified n
    join recipients r on r.id = n.employee_id and r.email
    cross join lateral (select private.after_quiet(now() + category.email_delay, r.quiet_from, r.quiet_until, r.time_zone) as at) due
    -- Of one that waits nothing more is needed. One that is being sent, or was, comes again after its queue's pause.
    on conflict (queue, key) do update
    set again = known.outcome is null and known.lease_token is not null,
        attempts = case when known.outcome is null then known.attempts else 0 end,
        due_at = case when known.outcome is null then least(known.due_at, excluded.due_at)
          else greatest(excluded.due_at, known.finished_at + (select q.pause from private.queues q where q.name = known.queue)) end,
        run_at = case when known.outcome is null then least(known.run_at, excluded.run_at)
          else greatest(excluded.run_at, known.finished_at + (select q.pause from private.queues q where q.name = known.queue)) end,
        outcome = null, finished_at = null, error = null
    where known.outcome is not null or known.lease_token is not null or urgency = 'urgent'
      -- Due, and still waiting: whoever came to claim it may have passed it by, because we hold it. So it is said again.
      or known.run_at <= clock_timestamp()
    returning queue, run_at
  )
  select (select count(*) from notified), exists (select from asked a where a.queue = 'push' and a.run_at <= now()) into told, woken;
  if woken then
    perform set_config('frontdesk.push_waits', 'true', true);
  end if;
  return told;
end
$$;
comment on function private.notify(uuid, jsonb, text, jsonb, text, text, text, uuid, text, text, timestamptz, int, uuid[]) is
  'Tells employees of an event, in the transaction of the event: the bell, Web Push and e-mail as each of them wants it. '
  '`audience`: see private.audience. `texts`: {language: {title, body}}; each reads their own language, else the business''s, '
  'else English. `group_key`: what comes while the last one is unread is counted there (as `occurrences` events), not told anew. `dedupe_key`: the same '
  'event again is nothing. `devices`: Web Push goes to these alone. Returns how many employees it concerns. `frontdesk.push_waits` is true where a push waits to be sent at once.';
grant execute on function private.notify(uuid, jsonb, text, jsonb, text, text, text, uuid, text, text, timestamptz, int, uuid[]) to service_role;

