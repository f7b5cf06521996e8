create table public.conversations (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  client_id uuid not null,
  channel_id uuid not null,
  state text not null default 'open' check (state in ('open', 'snoozed', 'closed')),
  handled_by text not null default 'ai' check (handled_by in ('ai', 'human', 'both')),
  assignee_id uuid,
  unread_count int not null default 0 check (unread_count >= 0),
  last_message_at timestamptz,
  last_inbound_at timestamptz,
  window_expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- What messages refer to: their channel is the conversation's.
  unique (business_id, id, channel_id),
  -- One conversation per client and channel, whatever races: it is closed and reopened, not made again.
  unique (client_id, channel_id),
  -- No cascade: a client who has a history is not deleted by accident, and never by a race.
  foreign key (business_id, client_id) references public.clients (business_id, id),
  foreign key (business_id, channel_id) references public.channels (business_id, id) on delete cascade,
  foreign key (business_id, assignee_id) references public.employees (business_id, id) on delete set null (assignee_id)
);
comment on table public.conversations is 'One client on one channel, with its whole history.';
comment on column public.conversations.window_expires_at is 'Until when WhatsApp takes free text: 24 hours after the client''s newest message. Echoes and history don''t open it.';
-- Mind: no smaller index may lead with business_id here. Policy and filter together make the planner expect few rows, and
-- it would read the whole business through that index and sort (13 times the time at 20,000 conversations).
create index conversations_inbox on public.conversations (business_id, last_message_at desc, id desc);
create index conversations_unread on public.conversations (business_id, last_message_at desc) where unread_count > 0;
create index conversations_assignee on public.conversations (business_id, assignee_id) where assignee_id is not null;

alter table public.conversations enable row level security;
grant select on public.conversations to authenticated;
grant select, insert, update, delete on public.conversations to service_role;
create policy "those who may read conversations" on public.conversations for select to authenticated
  using (business_id = any (array(select private.businesses_with('conversations.read'))));
create trigger guard_row before update on public.conversations for each row execute function private.guard_row();
