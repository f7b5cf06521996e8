create table public.roles (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9_]{1,40}$'),
  name text not null check (length(trim(name)) between 1 and 80),
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, id),
  unique (business_id, key)
);
comment on table public.roles is 'Roles of a business: admin, manager, agent and viewer are made with it; it may add its own.';

create table public.role_permissions (
  business_id uuid not null,
  role_id uuid not null,
  permission text not null references public.permissions (key) on update cascade on delete cascade,
  created_at timestamptz not null default now(),
  primary key (role_id, permission),
  foreign key (business_id, role_id) references public.roles (business_id, id) on delete cascade
);
comment on table public.role_permissions is 'Which permissions a role holds. Read live: taking one away works on the next statement.';
create index role_permissions_business on public.role_permissions (business_id, role_id);
create index role_permissions_permission on public.role_permissions (permission);

alter table public.roles enable row level security;
alter table public.role_permissions enable row level security;
create trigger guard_row before update on public.roles for each row execute function private.guard_row();
