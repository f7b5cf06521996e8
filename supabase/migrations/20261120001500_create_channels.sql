create table public.channels (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  kind text not null default 'whatsapp' check (kind in ('whatsapp')),
  name text not null check (length(trim(name)) between 1 and 120),
  phone_number_id text not null,
  waba_id text not null,
  display_phone_number text,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, id)
);
comment on table public.channels is 'Where clients reach a business: one WhatsApp number each.';
-- A number answers for one business at a time: two active rows would make every delivery ambiguous.
create unique index channels_phone_number on public.channels (phone_number_id) where active;
create index channels_waba on public.channels (waba_id) where active;
create index channels_business on public.channels (business_id);

alter table public.channels enable row level security;
grant select on public.channels to authenticated;
grant select, insert, update, delete on public.channels to service_role;
create policy "those who may see channels" on public.channels for select to authenticated
  using (business_id = any (array(select private.businesses_with('channels.read'))));
create trigger guard_row before update on public.channels for each row execute function private.guard_row();
create trigger write_audit after insert or update or delete on public.channels for each row execute function private.write_audit();
