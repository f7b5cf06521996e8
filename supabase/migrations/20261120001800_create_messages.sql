create table public.messages (
  id uuid not null default gen_random_uuid(),
  seq bigint generated always as identity,
  business_id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  origin text not null check (origin in ('client', 'employee', 'ai', 'system', 'echo', 'history')),
  wamid text,
  kind text not null,
  body text,
  payload jsonb not null default '{}',
  sender jsonb,
  refers_to_wamid text,
  reply_to_wamid text,
  forwarded boolean not null default false,
  reactions jsonb not null default '[]',
  edited_at timestamptz,
  revoked_at timestamptz,
  status text not null default 'received'
    check (status in ('received', 'pending', 'sent', 'failed', 'delivered', 'read', 'played')),
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  error jsonb,
  search tsvector generated always as (to_tsvector('simple', coalesce(body, ''))) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  received_at timestamptz not null default now(),
  -- One key serves lookups and later references alike: every index costs each message.
  primary key (business_id, id),
  -- Its conversation's channel too; no cascade, for a history is not deleted by accident.
  foreign key (business_id, conversation_id, channel_id) references public.conversations (business_id, id, channel_id)
);
comment on table public.messages is 'Everything said in a conversation, and what changed it: reactions, edits and revokes are rows of their own that also change what they refer to.';
comment on column public.messages.created_at is 'When it was written, by the provider''s clock (whole seconds on WhatsApp).';
comment on column public.messages.received_at is 'When Frontdesk stored it.';
comment on column public.messages.seq is 'Breaks ties between messages of the same second; orders pages.';
comment on column public.messages.sender is 'What the delivery said of the writer: name, username, wa_id, user_id.';
comment on column public.messages.refers_to_wamid is 'For reactions, edits and revokes: the message they change.';
comment on column public.messages.payload is 'The message as the provider sent it, whatever we understood of it.';

-- Exactly once: in Postgres, for ever, and per channel, not in a cache that forgets.
create unique index messages_wamid on public.messages (channel_id, wamid) where wamid is not null;
create index messages_page on public.messages (business_id, conversation_id, created_at desc, seq desc);
create index messages_referring on public.messages (channel_id, refers_to_wamid) where refers_to_wamid is not null;
create index messages_search on public.messages using gin (business_id, search);

alter table public.messages enable row level security;
grant select on public.messages to authenticated;
grant select, insert, update, delete on public.messages to service_role;
create policy "those who may read conversations" on public.messages for select to authenticated
  using (business_id = any (array(select private.businesses_with('conversations.read'))));
create trigger guard_row before update on public.messages for each row execute function private.guard_row();

create table private.message_statuses (
  business_id uuid not null,
  channel_id uuid not null,
  wamid text not null,
  status text not null,
  recipient text not null default '',
  at timestamptz not null,
  error jsonb,
  payload jsonb not null,
  primary key (channel_id, wamid, status, recipient),
  foreign key (business_id, channel_id) references public.channels (business_id, id) on delete cascade
);
comment on table private.message_statuses is
  'Every status WhatsApp ever told of a message, each with its time, also before the message itself is known. messages.status is derived from these, so their order of arrival can''t matter.';
create index message_statuses_channel on private.message_statuses (business_id, channel_id);
