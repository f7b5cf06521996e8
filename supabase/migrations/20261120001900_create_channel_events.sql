create table public.channel_events (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  channel_id uuid,
  field text not null,
  event text,
  payload jsonb not null,
  dedupe_key text not null,
  occurred_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (business_id, dedupe_key),
  foreign key (business_id, channel_id) references public.channels (business_id, id) on delete cascade
);
comment on table public.channel_events is
  'What a provider said about an account rather than in a conversation: restrictions, template reviews, quality, calls, and every kind not known yet, whole.';
create index channel_events_newest on public.channel_events (business_id, occurred_at desc);
create index channel_events_channel on public.channel_events (business_id, channel_id);

alter table public.channel_events enable row level security;
grant select on public.channel_events to authenticated;
grant select, delete on public.channel_events to service_role;
create policy "those who may see channels" on public.channel_events for select to authenticated
  using (business_id = any (array(select private.businesses_with('channels.read'))));
