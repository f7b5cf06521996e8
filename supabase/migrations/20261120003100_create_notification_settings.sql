create table public.notification_categories (
  key text primary key check (key ~ '^[a-z_]+\.[a-z_]+$'),
  description text not null,
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  channels text[] not null check (channels <@ '{bell,push,email}'),
  email_delay interval not null default '10 minutes',
  permission text references public.permissions (key) on update cascade
);
comment on table public.notification_categories is
  'What employees may be told of. shared/notify/categories.ts names the same keys; a test holds them equal.';
comment on column public.notification_categories.channels is 'Where one hears of it who has said nothing else.';
comment on column public.notification_categories.email_delay is 'How long an e-mail waits for the notification to be read in the app.';
comment on column public.notification_categories.permission is 'Who lacks it is not told, and no longer sees what they were told.';
create index notification_categories_permission on public.notification_categories (permission);
alter table public.notification_categories enable row level security;
grant select on public.notification_categories to authenticated, service_role;
create policy "everyone signed in reads the categories" on public.notification_categories for select to authenticated using (true);

insert into public.notification_categories (key, description, priority, channels, permission) values
  ('conversations.new', 'Someone wrote to the business for the first time', 'normal', '{bell,push}', 'conversations.read'),
  ('conversations.message', 'A client wrote in a conversation that is assigned to you', 'high', '{bell,push,email}', 'conversations.read'),
  ('system.test', 'A test you sent to yourself', 'normal', '{bell,push}', null);

create function private.employees_that_are_me() returns setof uuid
language plpgsql stable security definer rows 4
set search_path = ''
as $$
begin
  return query
    select e.id from public.employees e
    join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
    where e.user_id = (select auth.uid()) and e.active;
end
$$;
comment on function private.employees_that_are_me() is
  'The caller''s own memberships. Policies of what is personal use it as businesses_with: once per statement, fed to an index.';
grant execute on function private.employees_that_are_me() to authenticated, service_role;

create table public.notification_preferences (
  business_id uuid not null,
  employee_id uuid not null,
  category text not null references public.notification_categories (key) on update cascade on delete cascade,
  channel text not null check (channel in ('bell', 'push', 'email')),
  enabled boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (employee_id, category, channel),
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete cascade
);
comment on table public.notification_preferences is
  'What an employee wants to hear of, and where, different from the category''s own channels. Also for the bell itself.';
create index notification_preferences_business on public.notification_preferences (business_id, employee_id);
create index notification_preferences_category on public.notification_preferences (category);
alter table public.notification_preferences enable row level security;
grant select, insert (business_id, employee_id, category, channel, enabled), update (enabled), delete
  on public.notification_preferences to authenticated;
grant select, insert, update, delete on public.notification_preferences to service_role;
create policy "one's own" on public.notification_preferences for all to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.notification_preferences for each row execute function private.guard_row();

create table public.quiet_hours (
  employee_id uuid primary key,
  business_id uuid not null,
  quiet_from time not null check (quiet_from < '24:00'),
  quiet_until time not null check (quiet_until <> quiet_from and quiet_until < '24:00'),
  time_zone text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete cascade
);
comment on table public.quiet_hours is
  'When an employee is left alone, by the clock where they are; may cross midnight. What comes then waits for the end; '
  'urgent passes.';
create index quiet_hours_business on public.quiet_hours (business_id, employee_id);
alter table public.quiet_hours enable row level security;
grant select, insert (business_id, employee_id, quiet_from, quiet_until, time_zone),
  update (quiet_from, quiet_until, time_zone), delete on public.quiet_hours to authenticated;
grant select, insert, update, delete on public.quiet_hours to service_role;
create policy "one's own" on public.quiet_hours for all to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.quiet_hours for each row execute function private.guard_row();
create trigger check_time_zone before insert or update of time_zone on public.quiet_hours
  for each row execute function private.check_time_zone();

create function private.after_quiet(at timestamptz, quiet_from time, quiet_until time, time_zone text) returns timestamptz
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  here timestamp;
  clock time;
  quiet boolean;
begin
  if quiet_from is null then
    return at;
  end if;
  here := at at time zone time_zone;
  clock := here::time;
  -- Within one day, or over midnight: then it is quiet after `from` and before `until`.
  quiet := case when quiet_from < quiet_until then clock >= quiet_from and clock < quiet_until
    else clock >= quiet_from or clock < quiet_until end;
  if not quiet then
    return at;
  end if;
  -- greatest: where clocks go back, the end may already have been once today.
  return greatest(at, (here::date + (clock >= quiet_until)::int + quiet_until) at time zone time_zone);
end
$$;
comment on function private.after_quiet(timestamptz, time, time, text) is
  '`at`, or the end of the quiet hours it falls into. Local time becomes UTC only here, so daylight saving is Postgres'' matter.';
grant execute on function private.after_quiet(timestamptz, time, time, text) to service_role;
