create table public.push_subscriptions (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null,
  employee_id uuid not null,
  endpoint text not null check (length(endpoint) between 10 and 2000),
  p256dh text not null check (p256dh ~ '^[A-Za-z0-9_-]{87}$'),
  auth text not null check (auth ~ '^[A-Za-z0-9_-]{22}$'),
  name text check (length(trim(name)) between 1 and 120),
  device_type text not null default 'unknown' check (device_type in ('desktop', 'mobile', 'tablet', 'unknown')),
  browser text check (length(browser) <= 80),
  system text check (length(system) <= 80),
  failures int not null default 0,
  last_delivered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, id),
  unique (employee_id, endpoint),
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete cascade
);
comment on table public.push_subscriptions is
  'The browsers on which an employee is told by Web Push. Who knows an endpoint and its keys can be reached by them: they never leave.';
comment on column public.push_subscriptions.failures is 'Since a push last reached it.';
create index push_subscriptions_business on public.push_subscriptions (business_id, employee_id);
create index push_subscriptions_endpoint on public.push_subscriptions (endpoint);

alter table public.push_subscriptions enable row level security;
grant select (id, business_id, employee_id, name, device_type, browser, system, failures, last_delivered_at, created_at, updated_at),
  update (name), delete on public.push_subscriptions to authenticated;
grant select, insert, update, delete on public.push_subscriptions to service_role;
create policy "one's own devices" on public.push_subscriptions for select to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())));
create policy "one names one's own devices" on public.push_subscriptions for update to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create policy "one removes one's own devices" on public.push_subscriptions for delete to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.push_subscriptions for each row execute function private.guard_row();
create trigger write_audit after insert or delete on public.push_subscriptions
  for each row execute function private.write_audit('endpoint', 'p256dh', 'auth');

create function private.subscribe_push(business uuid, device jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid;
  made uuid;
begin
  select m.employee_id into me from private.my_membership(business) m;
  if me is null then
    perform private.refuse('not_found', 'There is no such business, or you are not in it.');
  end if;
  -- Two who subscribe one browser at the same moment would not see each other's row.
  perform pg_advisory_xact_lock(hashtextextended(device ->> 'endpoint', 0));
  -- A browser that someone else signs in with must not go on telling them what was meant for its former user.
  delete from public.push_subscriptions s
  using public.employees e
  where s.endpoint = device ->> 'endpoint' and e.id = s.employee_id and e.user_id <> auth.uid();
  insert into public.push_subscriptions as known (business_id, employee_id, endpoint, p256dh, auth, name, device_type, browser, system)
  values (business, me, device ->> 'endpoint', device ->> 'p256dh', device ->> 'auth', device ->> 'name',
    coalesce(device ->> 'device_type', 'unknown'), device ->> 'browser', device ->> 'system')
  on conflict (employee_id, endpoint) do update
  set p256dh = excluded.p256dh, auth = excluded.auth, name = coalesce(excluded.name, known.name),
      device_type = excluded.device_type, browser = excluded.browser, system = excluded.system, failures = 0
  returning known.id into made;
  -- Browsers make new endpoints and forget old ones: more than twenty devices nobody has.
  delete from public.push_subscriptions s
  where s.id in (
    select old.id from public.push_subscriptions old
    where old.employee_id = me and old.id <> made
    order by coalesce(old.last_delivered_at, old.updated_at) desc offset 19
  );
  return made;
end
$$;
comment on function private.subscribe_push(uuid, jsonb) is
  'Adds the caller''s browser ({endpoint, p256dh, auth, name, device_type, browser, system}) or renews it; returns its id. '
  'The endpoint is taken from anyone else who had it: there is one person before a browser.';
grant execute on function private.subscribe_push(uuid, jsonb) to authenticated;

create table private.vapid_headers (
  origin text primary key,
  header text not null,
  expires_at timestamptz not null
);
comment on table private.vapid_headers is
  'The signed header for each push service, shared by all isolates: Apple refuses who signs anew more than once an hour.';
grant select, insert, update on private.vapid_headers to service_role;

create function private.record_pushes(pushes jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.communication_logs (business_id, channel, kind, recipient, employee_id, notification_id, language, provider, status, error)
  select p.business_id, 'push', n.category, coalesce(s.name, nullif(concat_ws(', ', s.browser, s.system), ''), 'a device'), n.employee_id, n.id, n.language,
    p.service, case when p.error is null then 'sent' else 'failed' end, p.error
  from jsonb_to_recordset(pushes) as p (business_id uuid, subscription_id uuid, notification_id uuid, service text, error text)
  join public.push_subscriptions s on s.business_id = p.business_id and s.id = p.subscription_id
  join public.notifications n on n.business_id = p.business_id and n.id = p.notification_id;
  update public.push_subscriptions s
  set failures = case when p.error is null then 0 else s.failures + 1 end,
      last_delivered_at = case when p.error is null then now() else s.last_delivered_at end
  from (
    select distinct on (p.business_id, p.subscription_id) * from jsonb_to_recordset(pushes)
      as p (business_id uuid, subscription_id uuid, error text)
    order by p.business_id, p.subscription_id, p.error nulls first
  ) p
  where s.business_id = p.business_id and s.id = p.subscription_id;
  delete from public.push_subscriptions s
  using jsonb_to_recordset(pushes) as p (business_id uuid, subscription_id uuid, gone boolean)
  where p.gone and s.business_id = p.business_id and s.id = p.subscription_id;
end
$$;
comment on function private.record_pushes(jsonb) is
  'Logs pushes ({business_id, subscription_id, notification_id, service, error, gone}), notes how each device fares, and removes '
  'those that are gone.';
grant execute on function private.record_pushes(jsonb) to service_role;
