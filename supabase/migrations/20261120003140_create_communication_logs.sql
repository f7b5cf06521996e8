select private.add_permission('communications.read', 'See what was sent to whom, and what became of it', '{admin,manager}');
select private.add_permission('communications.manage', 'Change e-mail templates, and lift suppressions', '{admin,manager}');

create table public.communication_logs (
  id uuid primary key default gen_random_uuid(),
  business_id uuid references public.businesses (id) on delete cascade,
  channel text not null check (channel in ('email', 'push', 'whatsapp')),
  kind text not null,
  recipient text not null,
  employee_id uuid,
  client_id uuid,
  notification_id uuid,
  language text,
  template_version text,
  provider text not null,
  provider_id text,
  status text not null
    check (status in ('sending', 'sent', 'delayed', 'delivered', 'opened', 'clicked', 'suppressed', 'failed', 'bounced', 'complained')),
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete set null (employee_id),
  foreign key (business_id, client_id) references public.clients (business_id, id) on delete set null (client_id)
);
comment on table public.communication_logs is 'Every message that left to anyone over any channel, and how far it came. Null business: the installation''s own.';
comment on column public.communication_logs.recipient is 'The address; for Web Push the device''s name.';
comment on column public.communication_logs.template_version is '`default/3`, or the number of the business''s own version.';
create index communication_logs_business on public.communication_logs (business_id, created_at desc, id desc);
create unique index communication_logs_provider on public.communication_logs (provider, provider_id) where provider_id is not null;
create index communication_logs_employee on public.communication_logs (business_id, employee_id) where employee_id is not null;
create index communication_logs_client on public.communication_logs (business_id, client_id) where client_id is not null;
alter table public.communication_logs enable row level security;
grant select on public.communication_logs to authenticated;
grant select, insert, update, delete on public.communication_logs to service_role;
create policy "those who may see what was sent" on public.communication_logs for select to authenticated
  using (business_id = any (array(select private.businesses_with('communications.read'))));
create trigger guard_row before update on public.communication_logs for each row execute function private.guard_row();

create table private.communication_statuses (
  provider text not null,
  provider_id text not null,
  status text not null,
  at timestamptz not null,
  detail text,
  final boolean not null default false,
  suppressed_at timestamptz,
  primary key (provider, provider_id, status)
);
comment on table private.communication_statuses is
  'Every status a provider told of a message, each with its first time, also before we know the message ourselves. '
  'communication_logs.status is derived from these, so their order of arrival can''t matter.';
comment on column private.communication_statuses.final is 'It tells that nothing should be sent to that address any more.';
comment on column private.communication_statuses.suppressed_at is
  'When its address was suppressed for it. Once: what somebody lifts afterwards stays lifted until another mail is lost.';
grant select on private.communication_statuses to service_role;

create function private.communication_rank(status text) returns int
language sql immutable parallel safe
set search_path = ''
as $$
  select array_position(array['sending', 'sent', 'delayed', 'delivered', 'opened', 'clicked', 'suppressed', 'failed', 'bounced', 'complained'], status)
$$;
comment on function private.communication_rank(text) is 'How far along a status is; a message only ever moves forward. A complaint comes after the delivery it is about.';

create table public.email_suppressions (
  id uuid primary key default gen_random_uuid(),
  business_id uuid references public.businesses (id) on delete cascade,
  address text not null check (address = lower(trim(address))),
  reason text not null check (reason in ('bounced', 'complained', 'by_hand')),
  detail text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (business_id, address)
);
comment on table public.email_suppressions is
  'Addresses a business writes to no more: they bounced for good, or complained. A provider''s own list is shared by all its '
  'domains; this one is each business''s.';
alter table public.email_suppressions enable row level security;
grant select, insert (business_id, address, reason, detail), delete on public.email_suppressions to authenticated;
grant select, insert, update, delete on public.email_suppressions to service_role;
create policy "those who may see what was sent" on public.email_suppressions for select to authenticated
  using (business_id = any (array(select private.businesses_with('communications.read'))));
create policy "those who manage it add" on public.email_suppressions for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('communications.manage'))));
create policy "those who manage it lift" on public.email_suppressions for delete to authenticated
  using (business_id = any (array(select private.businesses_with('communications.manage'))));
create trigger guard_row before update on public.email_suppressions for each row execute function private.guard_row();
create trigger write_audit after insert or update or delete on public.email_suppressions
  for each row execute function private.write_audit();

create function private.settle_communications(of_provider text, ids text[]) returns void
language sql
set search_path = ''
as $$
  update public.communication_logs l
  set status = s.status, error = coalesce(s.detail, l.error), updated_at = now()
  from (
    select distinct on (known.provider_id) known.provider_id, known.status, known.detail
    from private.communication_statuses known
    where known.provider = of_provider and known.provider_id = any (ids)
    order by known.provider_id, private.communication_rank(known.status) desc
  ) s
  where l.provider = of_provider and l.provider_id = s.provider_id
    and private.communication_rank(s.status) > private.communication_rank(l.status);
  with lost as (
    update private.communication_statuses s set suppressed_at = now()
    from public.communication_logs l
    where s.provider = of_provider and s.provider_id = any (ids) and s.final and s.suppressed_at is null
      and l.provider = s.provider and l.provider_id = s.provider_id and l.channel = 'email'
    returning l.business_id, lower(trim(l.recipient)) as address, s.status, s.detail
  )
  insert into public.email_suppressions (business_id, address, reason, detail)
  select distinct on (lost.business_id, lost.address) lost.business_id, lost.address, lost.status, lost.detail from lost
  on conflict (business_id, address) do nothing;
$$;
comment on function private.settle_communications(text, text[]) is
  'Moves messages forward to what is on record of them, and suppresses the addresses that are lost, once for each status that says so.';

create function private.email_addresses(users uuid[]) returns table (user_id uuid, address text)
language sql stable security definer
set search_path = ''
as $$
  select u.id, lower(trim(u.email)) from auth.users u where u.id = any (users) and u.email_confirmed_at is not null
$$;
comment on function private.email_addresses(uuid[]) is 'The confirmed addresses of people who sign in, for mails to them; Auth''s tables stay closed.';
grant execute on function private.email_addresses(uuid[]) to service_role;
