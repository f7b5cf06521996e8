create table public.clients (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  name text,
  profile_name text,
  phone text check (phone ~ '^\+[0-9]{5,20}$'),
  wa_id text,
  wa_user_id text,
  username text,
  language text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, id)
);
comment on table public.clients is 'A person a business serves. May lack a phone: WhatsApp names some people by a business-scoped id only.';
comment on column public.clients.name is 'What the business calls the client; follows profile_name until an employee changes it.';
comment on column public.clients.profile_name is 'What the client calls themselves on WhatsApp, from the newest message that said it.';
comment on column public.clients.wa_id is 'WhatsApp''s own spelling of the number, which may differ from the dialled one (Brazil, Mexico).';
comment on column public.clients.wa_user_id is 'WhatsApp''s business-scoped user id (BSUID).';
create index clients_business on public.clients (business_id, created_at desc);
create index clients_phone on public.clients (business_id, phone);
create index clients_search on public.clients using gin
  ((coalesce(name, '') || ' ' || coalesce(profile_name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(phone, ''))
    extensions.gin_trgm_ops);

alter table public.clients enable row level security;
grant select, update (name, language) on public.clients to authenticated;
grant select, insert, update, delete on public.clients to service_role;
create policy "those who may see clients" on public.clients for select to authenticated
  using (business_id = any (array(select private.businesses_with('clients.read'))));
create policy "those who may change clients" on public.clients for update to authenticated
  using (business_id = any (array(select private.businesses_with('clients.update'))))
  with check (business_id = any (array(select private.businesses_with('clients.update'))));
create trigger guard_row before update on public.clients for each row execute function private.guard_row();
create trigger write_audit after update or delete on public.clients for each row execute function private.write_audit();

create table private.client_identities (
  business_id uuid not null,
  kind text not null check (kind in ('phone', 'user_id')),
  value text not null,
  valid_until timestamptz not null default 'infinity',
  first_seen_at timestamptz not null,
  client_id uuid not null,
  primary key (business_id, kind, value, valid_until),
  foreign key (business_id, client_id) references public.clients (business_id, id) on delete cascade
);
comment on table private.client_identities is
  'What is known to lead to a client: every phone and business-scoped id they ever wrote from. A number that was given '
  'up ends at valid_until, so that whoever gets it next is someone else, in whatever order messages arrive.';
-- Not led by business_id: two such indexes look alike to the planner while the table is small, and a plan is kept.
create index client_identities_client on private.client_identities (client_id, kind);
