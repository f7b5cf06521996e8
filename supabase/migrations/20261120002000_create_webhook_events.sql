create table private.webhook_events (
  id bigint generated always as identity primary key,
  source text not null,
  dedupe_key text not null,
  payload jsonb not null,
  channel_id uuid,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  outcome text check (outcome in ('done', 'unrouted', 'failed', 'ignored')),
  error text,
  unique (source, dedupe_key)
);
comment on table private.webhook_events is
  'The receipt of each delivery from outside, stored with what came of it. What failed or had nowhere to go can be run again.';
comment on column private.webhook_events.payload is 'The body; a JSON string of the raw text where the body could not be read as JSON.';
comment on column private.webhook_events.channel_id is
  'The channel whose own Meta app signed the delivery: it may speak for that channel only, also in a replay after the '
  'channel is gone. Hence no foreign key: forgetting it would make the delivery speak for the whole installation.';
create index webhook_events_open on private.webhook_events (received_at) where outcome is distinct from 'done' and outcome is distinct from 'ignored';
grant select on private.webhook_events to service_role;
