create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null,
  employee_id uuid not null,
  category text not null references public.notification_categories (key) on update cascade,
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  title text not null,
  body text not null,
  language text not null,
  action_path text not null check (action_path ~ '^/([^/\\]|$)' and action_path !~ '[[:cntrl:]]'),
  related_kind text,
  related_id uuid,
  occurrences int not null default 1,
  bell boolean not null,
  permission text references public.permissions (key) on update cascade,
  group_key text,
  seen_at timestamptz check (isfinite(seen_at)),
  read_at timestamptz check (isfinite(read_at)),
  archived_at timestamptz check (isfinite(archived_at)),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, id),
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete cascade
);
comment on table public.notifications is 'What one employee is told. Made by private.notify; their owner marks and deletes them.';
comment on column public.notifications.title is 'In `language`, chosen for the employee when it was made.';
comment on column public.notifications.action_path is
  'Where it leads in the app. Made absolute with FRONTDESK_APP_URL where it leaves, so it can lead nowhere else: no second slash, '
  'and no tab before one, which browsers leave out.';
comment on column public.notifications.occurrences is 'How many events it stands for: what has the same group_key is counted while nobody has read it.';
comment on column public.notifications.bell is 'Whether it is shown in the app; without, it exists for its push or e-mail.';
comment on column public.notifications.permission is 'The category''s: who has lost it no longer sees what this tells.';
comment on column public.notifications.seen_at is 'It was on the screen: the badge counts what was not.';
create unique index notifications_group on public.notifications (business_id, group_key, employee_id)
  where group_key is not null and read_at is null and archived_at is null;
create index notifications_list on public.notifications (employee_id, updated_at desc, id desc) where bell and archived_at is null;
-- What is unread is counted at each look at the badge; what was read long ago must not be counted along.
create index notifications_unread on public.notifications (employee_id) where bell and archived_at is null and read_at is null;
create index notifications_expiring on public.notifications (expires_at) where expires_at is not null;
create index notifications_business on public.notifications (business_id, employee_id);
create index notifications_category on public.notifications (category);
create index notifications_permission on public.notifications (permission);

create function private.my_permissions() returns setof text
language sql stable security definer
set search_path = ''
as $$
  select e.business_id || ':' || held
  from public.employees e
  join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
  cross join lateral private.permissions_of(e.id) as held
  where e.user_id = (select auth.uid()) and e.active
$$;
comment on function private.my_permissions() is
  'All that the caller may do, as `business:permission`: for policies of rows that each name their own permission.';
grant execute on function private.my_permissions() to authenticated, service_role;

alter table public.notifications enable row level security;
grant select, update (seen_at, read_at, archived_at), delete on public.notifications to authenticated;
grant select, insert, update, delete on public.notifications to service_role;
create policy "one's own, as far as one may still know" on public.notifications for select to authenticated
  using (employee_id = any (array(select private.employees_that_are_me()))
    and (permission is null or business_id || ':' || permission = any (array(select private.my_permissions()))));
create policy "one marks one's own" on public.notifications for update to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create policy "one deletes one's own" on public.notifications for delete to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.notifications for each row
  when (new.business_id is distinct from old.business_id) execute function private.guard_row();

create function private.settle_marks() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.read_at is not null then
    new.seen_at := coalesce(new.seen_at, new.read_at);
  end if;
  -- Meanwhile a newer one may count for its group: what comes back among the unread stands for itself.
  if old.read_at is not null and new.read_at is null or old.archived_at is not null and new.archived_at is null then
    new.group_key := null;
  end if;
  return new;
end
$$;
comment on function private.settle_marks() is 'Who has read a notification has seen it; one that is made unread again has left its group.';
create trigger settle_marks before update of read_at, archived_at on public.notifications
  for each row execute function private.settle_marks();
