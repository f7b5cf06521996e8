create table public.platform_admins (
  user_id uuid primary key references auth.users (id) on delete cascade,
  created_at timestamptz not null default now()
);
comment on table public.platform_admins is 'People who run this installation. Being listed opens no business by itself; entering one is a flow of its own.';

alter table public.platform_admins enable row level security;
grant select on public.platform_admins to authenticated;
grant select, insert, delete on public.platform_admins to service_role;
create policy "a person sees whether they are one" on public.platform_admins for select to authenticated
  using (user_id = (select auth.uid()));
