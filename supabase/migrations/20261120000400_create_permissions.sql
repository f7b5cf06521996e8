create table public.permissions (
  key text primary key check (key ~ '^[a-z_]+\.[a-z_]+$'),
  description text not null,
  default_roles text[] not null
);
comment on table public.permissions is
  'The registry of permissions. shared/tenant/permissions.ts names the same keys; a test holds them equal.';
comment on column public.permissions.default_roles is 'Which of the roles made for each new business hold it. Admin holds all.';

alter table public.permissions enable row level security;
grant select on public.permissions to authenticated, service_role;
create policy "everyone signed in reads the registry" on public.permissions for select to authenticated using (true);

insert into public.permissions (key, description, default_roles) values
  ('business.read', 'See the business and its settings', '{admin,manager,agent,viewer}'),
  ('business.update', 'Change the business and its settings', '{admin,manager}'),
  ('employees.read', 'See employees and their roles', '{admin,manager,agent,viewer}'),
  ('employees.manage', 'Change employees, their role and extra permissions', '{admin,manager}'),
  ('roles.manage', 'Create and change roles', '{admin}'),
  ('audit.read', 'Read the audit log', '{admin}'),
  ('channels.read', 'See channels and what their provider said of them', '{admin,manager,agent,viewer}'),
  ('channels.manage', 'Connect, change and disconnect channels', '{admin}'),
  ('clients.read', 'See and search clients (whoever reads conversations sees who writes in them)', '{admin,manager,agent,viewer}'),
  ('clients.update', 'Change clients', '{admin,manager,agent}'),
  ('conversations.read', 'Read conversations and their messages', '{admin,manager,agent,viewer}'),
  ('conversations.reply', 'Work in conversations: mark read, answer', '{admin,manager,agent}');
