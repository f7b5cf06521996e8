create table public.employees (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role_id uuid not null,
  display_name text not null check (length(trim(display_name)) between 1 and 120),
  active boolean not null default true,
  language text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, id),
  unique (business_id, user_id),
  foreign key (business_id, role_id) references public.roles (business_id, id)
);
comment on table public.employees is 'A person''s membership in a business. The source of truth for access: tokens are only hints.';
create index employees_user on public.employees (user_id);
create index employees_role on public.employees (business_id, role_id);

create table public.employee_permissions (
  business_id uuid not null,
  employee_id uuid not null,
  permission text not null references public.permissions (key) on update cascade on delete cascade,
  effect text not null check (effect in ('grant', 'deny')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (employee_id, permission),
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete cascade
);
comment on table public.employee_permissions is 'What one employee may do beyond the role, or may not do in spite of it. A denial wins.';
create index employee_permissions_business on public.employee_permissions (business_id, employee_id);
create index employee_permissions_permission on public.employee_permissions (permission);

alter table public.employees enable row level security;
alter table public.employee_permissions enable row level security;
create trigger guard_row before update on public.employees for each row execute function private.guard_row();
create trigger guard_row before update on public.employee_permissions for each row execute function private.guard_row();
