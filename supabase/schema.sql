-- Frontdesk's database as it is after the last migration: made by `deno task generate`, not written by hand.
-- A picture to read and to compare, not a script to run. Everything belongs to the role postgres unless it says so;
-- monthly partitions of public.audit_logs are left out, since they come and go by schedule.


-- Schemas ---------------------------------------------------------------------------------------------------

create schema public;
grant usage on schema public to anon, authenticated, public, service_role;

create schema private;
comment on schema private is 'Helpers and tables that the Data API never exposes. Each grant in it is explicit.';
grant usage on schema private to authenticated, service_role;

create schema audit;
comment on schema audit is 'Monthly partitions of public.audit_logs. Never exposed: who reaches a partition directly escapes the parent''s policies.';


-- Extensions ------------------------------------------------------------------------------------------------

create extension btree_gin with schema extensions;
create extension pg_trgm with schema extensions;
create extension pgcrypto with schema extensions;


-- Default privileges ----------------------------------------------------------------------------------------

-- Nothing is granted by being created: each migration grants what it means to.


-- Tables of public ------------------------------------------------------------------------------------------

create table public.audit_logs (
  id           bigint      not null generated always as identity,
  created_at   timestamptz not null default now(),
  business_id  uuid,
  actor_kind   text        not null,
  actor_id     uuid,
  actor_reason text,
  action       text        not null,
  table_name   text        not null,
  row_id       text,
  old_values   jsonb,
  new_values   jsonb,
  outcome      text        not null default 'success',
  request_id   text,
  ip           text,
  user_agent   text,
  constraint audit_logs_pkey primary key (created_at, id),
  constraint audit_logs_action_check check (action = any (array['insert', 'update', 'delete'])),
  constraint audit_logs_actor_kind_check check (actor_kind = any (array['user', 'worker', 'webhook', 'system'])),
  constraint audit_logs_outcome_check check (outcome = any (array['success', 'refused', 'failed']))
) partition by range (created_at);
comment on table public.audit_logs is 'Who changed what, when and from where, with old and new values. Written by triggers only; unchangeable for everyone.';
create index audit_logs_business on public.audit_logs (business_id, created_at desc, id desc);
alter table public.audit_logs enable row level security;
create policy "those who may read the audit log" on public.audit_logs for select to authenticated
  using (business_id = any (array(select private.businesses_with('audit.read'))));
create trigger refuse_change before delete or update on public.audit_logs for each row execute function private.refuse_audit_change();
create trigger refuse_truncate before truncate on public.audit_logs for each statement execute function private.refuse_audit_change();
grant select on public.audit_logs to authenticated, service_role;

create table public.businesses (
  id                 uuid        not null default gen_random_uuid(),
  name               text        not null,
  slug               text        not null,
  industry           text,
  description        text,
  logo_path          text,
  primary_color      text,
  secondary_color    text,
  time_zone          text        not null default 'UTC',
  opening_hours      jsonb       not null default '{}'::jsonb,
  currency           text        not null default 'USD',
  primary_language   text        not null default 'en',
  secondary_language text,
  onboarding_step    text        not null default 'created',
  active             boolean     not null default true,
  deleted_at         timestamptz,
  last_activity_at   timestamptz,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  constraint businesses_pkey primary key (id),
  constraint businesses_slug_key unique (slug),
  constraint businesses_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint businesses_name_check check ((length(trim(both from name)) >= 1) and (length(trim(both from name)) <= 200)),
  constraint businesses_primary_color_check check (primary_color ~ '^#[0-9a-f]{6}$'),
  constraint businesses_secondary_color_check check (secondary_color ~ '^#[0-9a-f]{6}$'),
  constraint businesses_slug_check check ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$') and (length(slug) <= 80))
);
comment on table public.businesses is 'The tenant. Everything else belongs to exactly one business.';
comment on column public.businesses.deleted_at is 'Soft delete: its employees lose access on the next statement; the rows wait for retention.';
alter table public.businesses enable row level security;
create policy "employees read their business" on public.businesses for select to authenticated
  using (id = any (array(select private.businesses_with('business.read'))));
create policy "those who may update the business" on public.businesses for update to authenticated
  using (id = any (array(select private.businesses_with('business.update'))))
  with check (id = any (array(select private.businesses_with('business.update'))));
create trigger add_default_roles after insert on public.businesses for each row execute function private.add_default_roles();
create trigger check_time_zone before insert or update of time_zone on public.businesses for each row execute function private.check_time_zone();
create trigger touch_row before update on public.businesses for each row execute function private.touch_row();
create trigger write_audit after insert or delete or update on public.businesses for each row execute function private.write_audit();
grant select, update (name, industry, description, logo_path, primary_color, secondary_color, time_zone, opening_hours, currency, primary_language, secondary_language) on public.businesses to authenticated;
grant select, insert, update, delete on public.businesses to service_role;

create table public.channel_events (
  id          uuid        not null default gen_random_uuid(),
  business_id uuid        not null,
  channel_id  uuid,
  field       text        not null,
  event       text,
  payload     jsonb       not null,
  dedupe_key  text        not null,
  occurred_at timestamptz not null,
  created_at  timestamptz not null default now(),
  constraint channel_events_pkey primary key (id),
  constraint channel_events_business_id_dedupe_key_key unique (business_id, dedupe_key),
  constraint channel_events_business_id_channel_id_fkey foreign key (business_id, channel_id) references public.channels(business_id, id) on delete cascade,
  constraint channel_events_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade
);
comment on table public.channel_events is 'What a provider said about an account rather than in a conversation: restrictions, template reviews, quality, calls, and every kind not known yet, whole.';
create index channel_events_channel on public.channel_events (business_id, channel_id);
create index channel_events_newest on public.channel_events (business_id, occurred_at desc);
alter table public.channel_events enable row level security;
create policy "those who may see channels" on public.channel_events for select to authenticated
  using (business_id = any (array(select private.businesses_with('channels.read'))));
grant select on public.channel_events to authenticated;
grant select, delete on public.channel_events to service_role;

create table public.channels (
  id                   uuid        not null default gen_random_uuid(),
  business_id          uuid        not null,
  kind                 text        not null default 'whatsapp',
  name                 text        not null,
  phone_number_id      text        not null,
  waba_id              text        not null,
  display_phone_number text,
  active               boolean     not null default true,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  constraint channels_pkey primary key (id),
  constraint channels_business_id_id_key unique (business_id, id),
  constraint channels_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint channels_kind_check check (kind = 'whatsapp'),
  constraint channels_name_check check ((length(trim(both from name)) >= 1) and (length(trim(both from name)) <= 120))
);
comment on table public.channels is 'Where clients reach a business: one WhatsApp number each.';
create index channels_business on public.channels (business_id);
create unique index channels_phone_number on public.channels (phone_number_id) where active;
create index channels_waba on public.channels (waba_id) where active;
alter table public.channels enable row level security;
create policy "those who may see channels" on public.channels for select to authenticated
  using (business_id = any (array(select private.businesses_with('channels.read'))));
create trigger guard_row before update on public.channels for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on public.channels for each row execute function private.write_audit();
grant select on public.channels to authenticated;
grant select, insert, update, delete on public.channels to service_role;

create table public.clients (
  id           uuid        not null default gen_random_uuid(),
  business_id  uuid        not null,
  name         text,
  profile_name text,
  phone        text,
  wa_id        text,
  wa_user_id   text,
  username     text,
  language     text,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint clients_pkey primary key (id),
  constraint clients_business_id_id_key unique (business_id, id),
  constraint clients_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint clients_phone_check check (phone ~ '^\+[0-9]{5,20}$')
);
comment on table public.clients is 'A person a business serves. May lack a phone: WhatsApp names some people by a business-scoped id only.';
comment on column public.clients.name is 'What the business calls the client; follows profile_name until an employee changes it.';
comment on column public.clients.profile_name is 'What the client calls themselves on WhatsApp, from the newest message that said it.';
comment on column public.clients.wa_id is 'WhatsApp''s own spelling of the number, which may differ from the dialled one (Brazil, Mexico).';
comment on column public.clients.wa_user_id is 'WhatsApp''s business-scoped user id (BSUID).';
create index clients_business on public.clients (business_id, created_at desc);
create index clients_phone on public.clients (business_id, phone);
create index clients_search on public.clients using gin ((((((((coalesce(name, '') || ' ') || coalesce(profile_name, '')) || ' ') || coalesce(username, '')) || ' ') || coalesce(phone, ''))) extensions.gin_trgm_ops);
alter table public.clients enable row level security;
create policy "those who may see clients" on public.clients for select to authenticated
  using (business_id = any (array(select private.businesses_with('clients.read'))));
create policy "those who may change clients" on public.clients for update to authenticated
  using (business_id = any (array(select private.businesses_with('clients.update'))))
  with check (business_id = any (array(select private.businesses_with('clients.update'))));
create trigger guard_row before update on public.clients for each row execute function private.guard_row();
create trigger write_audit after delete or update on public.clients for each row execute function private.write_audit();
grant select, update (name, language) on public.clients to authenticated;
grant select, insert, update, delete on public.clients to service_role;

create table public.communication_logs (
  id               uuid        not null default gen_random_uuid(),
  business_id      uuid,
  channel          text        not null,
  kind             text        not null,
  recipient        text        not null,
  employee_id      uuid,
  client_id        uuid,
  notification_id  uuid,
  language         text,
  template_version text,
  provider         text        not null,
  provider_id      text,
  status           text        not null,
  error            text,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  constraint communication_logs_pkey primary key (id),
  constraint communication_logs_business_id_client_id_fkey foreign key (business_id, client_id) references public.clients(business_id, id) on delete set null (client_id),
  constraint communication_logs_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete set null (employee_id),
  constraint communication_logs_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint communication_logs_channel_check check (channel = any (array['email', 'push', 'whatsapp'])),
  constraint communication_logs_status_check check (status = any (array['sending', 'sent', 'delayed', 'delivered', 'opened', 'clicked', 'suppressed', 'failed', 'bounced', 'complained']))
);
comment on table public.communication_logs is 'Every message that left to anyone over any channel, and how far it came. Null business: the installation''s own.';
comment on column public.communication_logs.recipient is 'The address; for Web Push the device''s name.';
comment on column public.communication_logs.template_version is '`default/3`, or the number of the business''s own version.';
create index communication_logs_business on public.communication_logs (business_id, created_at desc, id desc);
create index communication_logs_client on public.communication_logs (business_id, client_id) where (client_id is not null);
create index communication_logs_employee on public.communication_logs (business_id, employee_id) where (employee_id is not null);
create unique index communication_logs_provider on public.communication_logs (provider, provider_id) where (provider_id is not null);
alter table public.communication_logs enable row level security;
create policy "those who may see what was sent" on public.communication_logs for select to authenticated
  using (business_id = any (array(select private.businesses_with('communications.read'))));
create trigger guard_row before update on public.communication_logs for each row execute function private.guard_row();
grant select on public.communication_logs to authenticated;
grant select, insert, update, delete on public.communication_logs to service_role;

create table public.conversations (
  id                uuid        not null default gen_random_uuid(),
  business_id       uuid        not null,
  client_id         uuid        not null,
  channel_id        uuid        not null,
  state             text        not null default 'open',
  handled_by        text        not null default 'ai',
  assignee_id       uuid,
  unread_count      integer     not null default 0,
  last_message_at   timestamptz,
  last_inbound_at   timestamptz,
  window_expires_at timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  constraint conversations_pkey primary key (id),
  constraint conversations_business_id_id_channel_id_key unique (business_id, id, channel_id),
  constraint conversations_client_id_channel_id_key unique (client_id, channel_id),
  constraint conversations_business_id_assignee_id_fkey foreign key (business_id, assignee_id) references public.employees(business_id, id) on delete set null (assignee_id),
  constraint conversations_business_id_channel_id_fkey foreign key (business_id, channel_id) references public.channels(business_id, id) on delete cascade,
  constraint conversations_business_id_client_id_fkey foreign key (business_id, client_id) references public.clients(business_id, id),
  constraint conversations_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint conversations_handled_by_check check (handled_by = any (array['ai', 'human', 'both'])),
  constraint conversations_state_check check (state = any (array['open', 'snoozed', 'closed'])),
  constraint conversations_unread_count_check check (unread_count >= 0)
);
comment on table public.conversations is 'One client on one channel, with its whole history.';
comment on column public.conversations.window_expires_at is 'Until when WhatsApp takes free text: 24 hours after the client''s newest message. Echoes and history don''t open it.';
create index conversations_assignee on public.conversations (business_id, assignee_id) where (assignee_id is not null);
create index conversations_inbox on public.conversations (business_id, last_message_at desc, id desc);
create index conversations_unread on public.conversations (business_id, last_message_at desc) where (unread_count > 0);
alter table public.conversations enable row level security;
create policy "those who may read conversations" on public.conversations for select to authenticated
  using (business_id = any (array(select private.businesses_with('conversations.read'))));
create trigger guard_row before update on public.conversations for each row execute function private.guard_row();
grant select on public.conversations to authenticated;
grant select, insert, update, delete on public.conversations to service_role;

create table public.email_suppressions (
  id          uuid        not null default gen_random_uuid(),
  business_id uuid,
  address     text        not null,
  reason      text        not null,
  detail      text,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint email_suppressions_pkey primary key (id),
  constraint email_suppressions_business_id_address_key unique nulls not distinct (business_id, address),
  constraint email_suppressions_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint email_suppressions_address_check check (address = lower(trim(both from address))),
  constraint email_suppressions_reason_check check (reason = any (array['bounced', 'complained', 'by_hand']))
);
comment on table public.email_suppressions is 'Addresses a business writes to no more: they bounced for good, or complained. A provider''s own list is shared by all its domains; this one is each business''s.';
alter table public.email_suppressions enable row level security;
create policy "those who may see what was sent" on public.email_suppressions for select to authenticated
  using (business_id = any (array(select private.businesses_with('communications.read'))));
create policy "those who manage it add" on public.email_suppressions for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('communications.manage'))));
create policy "those who manage it lift" on public.email_suppressions for delete to authenticated
  using (business_id = any (array(select private.businesses_with('communications.manage'))));
create trigger guard_row before update on public.email_suppressions for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on public.email_suppressions for each row execute function private.write_audit();
grant select, insert (business_id, address, reason, detail), delete on public.email_suppressions to authenticated;
grant select, insert, update, delete on public.email_suppressions to service_role;

create table public.email_templates (
  id          uuid        not null default gen_random_uuid(),
  business_id uuid        not null,
  kind        text        not null,
  language    text        not null,
  version     integer     not null,
  subject     text        not null,
  html        text        not null,
  text        text        not null,
  retired_at  timestamptz,
  made_by     uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint email_templates_pkey primary key (id),
  constraint email_templates_business_id_kind_language_version_key unique (business_id, kind, language, version),
  constraint email_templates_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint email_templates_business_id_made_by_fkey foreign key (business_id, made_by) references public.employees(business_id, id) on delete set null (made_by),
  constraint email_templates_html_check check ((length(html) >= 1) and (length(html) <= 100000)),
  constraint email_templates_language_check check (language ~ '^[a-z]{2}$'),
  constraint email_templates_subject_check check ((length(subject) >= 1) and (length(subject) <= 500)),
  constraint email_templates_text_check check ((length(text) >= 1) and (length(text) <= 50000))
);
comment on table public.email_templates is 'A business''s own texts of its mails. A version is never changed, the newest is used; without one the default applies (shared/mail/defaults).';
comment on column public.email_templates.retired_at is 'The business went back to the default; the versions stay, for the log names them.';
create index email_templates_made_by on public.email_templates (business_id, made_by) where (made_by is not null);
alter table public.email_templates enable row level security;
create policy "those who may see what is sent" on public.email_templates for select to authenticated
  using (business_id = any (array(select private.businesses_with('communications.read'))));
create trigger guard_row before update on public.email_templates for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on public.email_templates for each row execute function private.write_audit();
grant select on public.email_templates to authenticated;
grant select, insert, update, delete on public.email_templates to service_role;

create table public.employee_permissions (
  business_id uuid        not null,
  employee_id uuid        not null,
  permission  text        not null,
  effect      text        not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint employee_permissions_pkey primary key (employee_id, permission),
  constraint employee_permissions_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete cascade,
  constraint employee_permissions_permission_fkey foreign key (permission) references public.permissions(key) on update cascade on delete cascade,
  constraint employee_permissions_effect_check check (effect = any (array['grant', 'deny']))
);
comment on table public.employee_permissions is 'What one employee may do beyond the role, or may not do in spite of it. A denial wins.';
create index employee_permissions_business on public.employee_permissions (business_id, employee_id);
create index employee_permissions_permission on public.employee_permissions (permission);
alter table public.employee_permissions enable row level security;
create policy "employees read extra permissions" on public.employee_permissions for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))));
create policy "those who manage employees add exceptions" on public.employee_permissions for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('employees.manage'))));
create policy "those who manage employees change exceptions" on public.employee_permissions for update to authenticated
  using (business_id = any (array(select private.businesses_with('employees.manage'))))
  with check (business_id = any (array(select private.businesses_with('employees.manage'))));
create policy "those who manage employees remove exceptions" on public.employee_permissions for delete to authenticated
  using (business_id = any (array(select private.businesses_with('employees.manage'))));
create trigger guard_employee_permission before insert or delete or update on public.employee_permissions for each row execute function private.guard_employee_permission();
create trigger guard_row before update on public.employee_permissions for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on public.employee_permissions for each row execute function private.write_audit();
grant select, insert (business_id, employee_id, permission, effect), update (effect), delete on public.employee_permissions to authenticated;
grant select, insert, update, delete on public.employee_permissions to service_role;

create table public.employees (
  id           uuid        not null default gen_random_uuid(),
  business_id  uuid        not null,
  user_id      uuid        not null,
  role_id      uuid        not null,
  display_name text        not null,
  active       boolean     not null default true,
  language     text,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint employees_pkey primary key (id),
  constraint employees_business_id_id_key unique (business_id, id),
  constraint employees_business_id_user_id_key unique (business_id, user_id),
  constraint employees_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint employees_business_id_role_id_fkey foreign key (business_id, role_id) references public.roles(business_id, id),
  constraint employees_user_id_fkey foreign key (user_id) references auth.users(id) on delete cascade,
  constraint employees_display_name_check check ((length(trim(both from display_name)) >= 1) and (length(trim(both from display_name)) <= 120))
);
comment on table public.employees is 'A person''s membership in a business. The source of truth for access: tokens are only hints.';
create index employees_role on public.employees (business_id, role_id);
create index employees_user on public.employees (user_id);
alter table public.employees enable row level security;
create policy "employees read employees, and themselves" on public.employees for select to authenticated
  using ((business_id = any (array(select private.businesses_with('employees.read')))) or (user_id = (select auth.uid())));
create policy "those who manage employees change them" on public.employees for update to authenticated
  using (business_id = any (array(select private.businesses_with('employees.manage'))))
  with check (business_id = any (array(select private.businesses_with('employees.manage'))));
create trigger guard_employee before insert or delete or update of role_id, active on public.employees for each row execute function private.guard_employee();
create trigger guard_last_admin after delete or update of role_id, active on public.employees for each row execute function private.guard_last_admin();
create trigger guard_row before update on public.employees for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on public.employees for each row execute function private.write_audit();
grant select, update (role_id, display_name, active, language) on public.employees to authenticated;
grant select, insert, update, delete on public.employees to service_role;

create table public.messages (
  id              uuid        not null default gen_random_uuid(),
  seq             bigint      not null generated always as identity,
  business_id     uuid        not null,
  conversation_id uuid        not null,
  channel_id      uuid        not null,
  direction       text        not null,
  origin          text        not null,
  wamid           text,
  kind            text        not null,
  body            text,
  payload         jsonb       not null default '{}'::jsonb,
  sender          jsonb,
  refers_to_wamid text,
  reply_to_wamid  text,
  forwarded       boolean     not null default false,
  reactions       jsonb       not null default '[]'::jsonb,
  edited_at       timestamptz,
  revoked_at      timestamptz,
  status          text        not null default 'received',
  sent_at         timestamptz,
  delivered_at    timestamptz,
  read_at         timestamptz,
  failed_at       timestamptz,
  error           jsonb,
  search          tsvector    generated always as (to_tsvector('simple'::regconfig, coalesce(body, ''))) stored,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  received_at     timestamptz not null default now(),
  constraint messages_pkey primary key (business_id, id),
  constraint messages_business_id_conversation_id_channel_id_fkey foreign key (business_id, conversation_id, channel_id) references public.conversations(business_id, id, channel_id),
  constraint messages_direction_check check (direction = any (array['inbound', 'outbound'])),
  constraint messages_origin_check check (origin = any (array['client', 'employee', 'ai', 'system', 'echo', 'history'])),
  constraint messages_status_check check (status = any (array['received', 'pending', 'sent', 'failed', 'delivered', 'read', 'played']))
);
comment on table public.messages is 'Everything said in a conversation, and what changed it: reactions, edits and revokes are rows of their own that also change what they refer to.';
comment on column public.messages.seq is 'Breaks ties between messages of the same second; orders pages.';
comment on column public.messages.payload is 'The message as the provider sent it, whatever we understood of it.';
comment on column public.messages.sender is 'What the delivery said of the writer: name, username, wa_id, user_id.';
comment on column public.messages.refers_to_wamid is 'For reactions, edits and revokes: the message they change.';
comment on column public.messages.created_at is 'When it was written, by the provider''s clock (whole seconds on WhatsApp).';
comment on column public.messages.received_at is 'When Frontdesk stored it.';
create index messages_page on public.messages (business_id, conversation_id, created_at desc, seq desc);
create index messages_referring on public.messages (channel_id, refers_to_wamid) where (refers_to_wamid is not null);
create index messages_search on public.messages using gin (business_id, search);
create unique index messages_wamid on public.messages (channel_id, wamid) where (wamid is not null);
alter table public.messages enable row level security;
create policy "those who may read conversations" on public.messages for select to authenticated
  using (business_id = any (array(select private.businesses_with('conversations.read'))));
create trigger guard_row before update on public.messages for each row execute function private.guard_row();
grant select on public.messages to authenticated;
grant select, insert, update, delete on public.messages to service_role;

create table public.notification_categories (
  key         text     not null,
  description text     not null,
  priority    text     not null,
  channels    text[]   not null,
  email_delay interval not null default '00:10:00'::interval,
  permission  text,
  constraint notification_categories_pkey primary key (key),
  constraint notification_categories_permission_fkey foreign key (permission) references public.permissions(key) on update cascade,
  constraint notification_categories_channels_check check (channels <@ '{bell,push,email}'::text[]),
  constraint notification_categories_key_check check (key ~ '^[a-z_]+\.[a-z_]+$'),
  constraint notification_categories_priority_check check (priority = any (array['low', 'normal', 'high', 'urgent']))
);
comment on table public.notification_categories is 'What employees may be told of. shared/notify/categories.ts names the same keys; a test holds them equal.';
comment on column public.notification_categories.channels is 'Where one hears of it who has said nothing else.';
comment on column public.notification_categories.email_delay is 'How long an e-mail waits for the notification to be read in the app.';
comment on column public.notification_categories.permission is 'Who lacks it is not told, and no longer sees what they were told.';
create index notification_categories_permission on public.notification_categories (permission);
alter table public.notification_categories enable row level security;
create policy "everyone signed in reads the categories" on public.notification_categories for select to authenticated
  using (true);
grant select on public.notification_categories to authenticated, service_role;

create table public.notification_preferences (
  business_id uuid        not null,
  employee_id uuid        not null,
  category    text        not null,
  channel     text        not null,
  enabled     boolean     not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint notification_preferences_pkey primary key (employee_id, category, channel),
  constraint notification_preferences_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete cascade,
  constraint notification_preferences_category_fkey foreign key (category) references public.notification_categories(key) on update cascade on delete cascade,
  constraint notification_preferences_channel_check check (channel = any (array['bell', 'push', 'email']))
);
comment on table public.notification_preferences is 'What an employee wants to hear of, and where, different from the category''s own channels. Also for the bell itself.';
create index notification_preferences_business on public.notification_preferences (business_id, employee_id);
create index notification_preferences_category on public.notification_preferences (category);
alter table public.notification_preferences enable row level security;
create policy "one's own" on public.notification_preferences for all to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.notification_preferences for each row execute function private.guard_row();
grant select, insert (business_id, employee_id, category, channel, enabled), update (enabled), delete on public.notification_preferences to authenticated;
grant select, insert, update, delete on public.notification_preferences to service_role;

create table public.notifications (
  id           uuid        not null default gen_random_uuid(),
  business_id  uuid        not null,
  employee_id  uuid        not null,
  category     text        not null,
  priority     text        not null,
  title        text        not null,
  body         text        not null,
  language     text        not null,
  action_path  text        not null,
  related_kind text,
  related_id   uuid,
  occurrences  integer     not null default 1,
  bell         boolean     not null,
  permission   text,
  group_key    text,
  seen_at      timestamptz,
  read_at      timestamptz,
  archived_at  timestamptz,
  expires_at   timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint notifications_pkey primary key (id),
  constraint notifications_business_id_id_key unique (business_id, id),
  constraint notifications_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete cascade,
  constraint notifications_category_fkey foreign key (category) references public.notification_categories(key) on update cascade,
  constraint notifications_permission_fkey foreign key (permission) references public.permissions(key) on update cascade,
  constraint notifications_action_path_check check ((action_path ~ '^/([^/\\]|$)') and (action_path !~ '[[:cntrl:]]')),
  constraint notifications_archived_at_check check (isfinite(archived_at)),
  constraint notifications_priority_check check (priority = any (array['low', 'normal', 'high', 'urgent'])),
  constraint notifications_read_at_check check (isfinite(read_at)),
  constraint notifications_seen_at_check check (isfinite(seen_at))
);
comment on table public.notifications is 'What one employee is told. Made by private.notify; their owner marks and deletes them.';
comment on column public.notifications.title is 'In `language`, chosen for the employee when it was made.';
comment on column public.notifications.action_path is 'Where it leads in the app. Made absolute with FRONTDESK_APP_URL where it leaves, so it can lead nowhere else: no second slash, and no tab before one, which browsers leave out.';
comment on column public.notifications.occurrences is 'How many events it stands for: what has the same group_key is counted while nobody has read it.';
comment on column public.notifications.bell is 'Whether it is shown in the app; without, it exists for its push or e-mail.';
comment on column public.notifications.permission is 'The category''s: who has lost it no longer sees what this tells.';
comment on column public.notifications.seen_at is 'It was on the screen: the badge counts what was not.';
create index notifications_business on public.notifications (business_id, employee_id);
create index notifications_category on public.notifications (category);
create index notifications_expiring on public.notifications (expires_at) where (expires_at is not null);
create unique index notifications_group on public.notifications (business_id, group_key, employee_id) where ((group_key is not null) and (read_at is null) and (archived_at is null));
create index notifications_list on public.notifications (employee_id, updated_at desc, id desc) where (bell and (archived_at is null));
create index notifications_permission on public.notifications (permission);
create index notifications_unread on public.notifications (employee_id) where (bell and (archived_at is null) and (read_at is null));
alter table public.notifications enable row level security;
create policy "one's own, as far as one may still know" on public.notifications for select to authenticated
  using ((employee_id = any (array(select private.employees_that_are_me()))) and ((permission is null) or (((business_id || ':') || permission) = any (array(select private.my_permissions())))));
create policy "one marks one's own" on public.notifications for update to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create policy "one deletes one's own" on public.notifications for delete to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.notifications for each row when ((new.business_id is distinct from old.business_id)) execute function private.guard_row();
create trigger settle_marks before update of read_at, archived_at on public.notifications for each row execute function private.settle_marks();
grant select, update (seen_at, read_at, archived_at), delete on public.notifications to authenticated;
grant select, insert, update, delete on public.notifications to service_role;

create table public.permissions (
  key           text   not null,
  description   text   not null,
  default_roles text[] not null,
  constraint permissions_pkey primary key (key),
  constraint permissions_key_check check (key ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table public.permissions is 'The registry of permissions. shared/tenant/permissions.ts names the same keys; a test holds them equal.';
comment on column public.permissions.default_roles is 'Which of the roles made for each new business hold it. Admin holds all.';
alter table public.permissions enable row level security;
create policy "everyone signed in reads the registry" on public.permissions for select to authenticated
  using (true);
create trigger write_audit after insert or delete or update on public.permissions for each row execute function private.write_audit();
grant select on public.permissions to authenticated, service_role;

create table public.platform_admins (
  user_id    uuid        not null,
  created_at timestamptz not null default now(),
  constraint platform_admins_pkey primary key (user_id),
  constraint platform_admins_user_id_fkey foreign key (user_id) references auth.users(id) on delete cascade
);
comment on table public.platform_admins is 'People who run this installation. Being listed opens no business by itself; entering one is a flow of its own.';
alter table public.platform_admins enable row level security;
create policy "a person sees whether they are one" on public.platform_admins for select to authenticated
  using (user_id = (select auth.uid()));
create trigger write_audit after insert or delete or update on public.platform_admins for each row execute function private.write_audit();
grant select on public.platform_admins to authenticated;
grant select, insert, delete on public.platform_admins to service_role;

create table public.push_subscriptions (
  id                uuid        not null default gen_random_uuid(),
  business_id       uuid        not null,
  employee_id       uuid        not null,
  endpoint          text        not null,
  p256dh            text        not null,
  auth              text        not null,
  name              text,
  device_type       text        not null default 'unknown',
  browser           text,
  system            text,
  failures          integer     not null default 0,
  last_delivered_at timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  constraint push_subscriptions_pkey primary key (id),
  constraint push_subscriptions_business_id_id_key unique (business_id, id),
  constraint push_subscriptions_employee_id_endpoint_key unique (employee_id, endpoint),
  constraint push_subscriptions_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete cascade,
  constraint push_subscriptions_auth_check check (auth ~ '^[A-Za-z0-9_-]{22}$'),
  constraint push_subscriptions_browser_check check (length(browser) <= 80),
  constraint push_subscriptions_device_type_check check (device_type = any (array['desktop', 'mobile', 'tablet', 'unknown'])),
  constraint push_subscriptions_endpoint_check check ((length(endpoint) >= 10) and (length(endpoint) <= 2000)),
  constraint push_subscriptions_name_check check ((length(trim(both from name)) >= 1) and (length(trim(both from name)) <= 120)),
  constraint push_subscriptions_p256dh_check check (p256dh ~ '^[A-Za-z0-9_-]{87}$'),
  constraint push_subscriptions_system_check check (length(system) <= 80)
);
comment on table public.push_subscriptions is 'The browsers on which an employee is told by Web Push. Who knows an endpoint and its keys can be reached by them: they never leave.';
comment on column public.push_subscriptions.failures is 'Since a push last reached it.';
create index push_subscriptions_business on public.push_subscriptions (business_id, employee_id);
create index push_subscriptions_endpoint on public.push_subscriptions (endpoint);
alter table public.push_subscriptions enable row level security;
create policy "one's own devices" on public.push_subscriptions for select to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())));
create policy "one names one's own devices" on public.push_subscriptions for update to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create policy "one removes one's own devices" on public.push_subscriptions for delete to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())));
create trigger guard_row before update on public.push_subscriptions for each row execute function private.guard_row();
create trigger write_audit after insert or delete on public.push_subscriptions for each row execute function private.write_audit('endpoint', 'p256dh', 'auth');
grant select (id, business_id, employee_id, name, device_type, browser, system, failures, last_delivered_at, created_at, updated_at), update (name), delete on public.push_subscriptions to authenticated;
grant select, insert, update, delete on public.push_subscriptions to service_role;

create table public.quiet_hours (
  employee_id uuid                   not null,
  business_id uuid                   not null,
  quiet_from  time without time zone not null,
  quiet_until time without time zone not null,
  time_zone   text                   not null,
  created_at  timestamptz            not null default now(),
  updated_at  timestamptz            not null default now(),
  constraint quiet_hours_pkey primary key (employee_id),
  constraint quiet_hours_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete cascade,
  constraint quiet_hours_check check ((quiet_until <> quiet_from) and (quiet_until < '24:00:00'::time without time zone)),
  constraint quiet_hours_quiet_from_check check (quiet_from < '24:00:00'::time without time zone)
);
comment on table public.quiet_hours is 'When an employee is left alone, by the clock where they are; may cross midnight. What comes then waits for the end; urgent passes.';
create index quiet_hours_business on public.quiet_hours (business_id, employee_id);
alter table public.quiet_hours enable row level security;
create policy "one's own" on public.quiet_hours for all to authenticated
  using (employee_id = any (array(select private.employees_that_are_me())))
  with check (employee_id = any (array(select private.employees_that_are_me())));
create trigger check_time_zone before insert or update of time_zone on public.quiet_hours for each row execute function private.check_time_zone();
create trigger guard_row before update on public.quiet_hours for each row execute function private.guard_row();
grant select, insert (employee_id, business_id, quiet_from, quiet_until, time_zone), update (quiet_from, quiet_until, time_zone), delete on public.quiet_hours to authenticated;
grant select, insert, update, delete on public.quiet_hours to service_role;

create table public.role_permissions (
  business_id uuid        not null,
  role_id     uuid        not null,
  permission  text        not null,
  created_at  timestamptz not null default now(),
  constraint role_permissions_pkey primary key (role_id, permission),
  constraint role_permissions_business_id_role_id_fkey foreign key (business_id, role_id) references public.roles(business_id, id) on delete cascade,
  constraint role_permissions_permission_fkey foreign key (permission) references public.permissions(key) on update cascade on delete cascade
);
comment on table public.role_permissions is 'Which permissions a role holds. Read live: taking one away works on the next statement.';
create index role_permissions_business on public.role_permissions (business_id, role_id);
create index role_permissions_permission on public.role_permissions (permission);
alter table public.role_permissions enable row level security;
create policy "employees read what roles hold" on public.role_permissions for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))));
create policy "those who manage roles give to them" on public.role_permissions for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('roles.manage'))));
create policy "those who manage roles take from them" on public.role_permissions for delete to authenticated
  using (business_id = any (array(select private.businesses_with('roles.manage'))));
create trigger guard_role_permission before insert or delete on public.role_permissions for each row execute function private.guard_role_permission();
create trigger write_audit after insert or delete or update on public.role_permissions for each row execute function private.write_audit();
grant select, insert (business_id, role_id, permission), delete on public.role_permissions to authenticated;
grant select, insert, delete on public.role_permissions to service_role;

create table public.roles (
  id          uuid        not null default gen_random_uuid(),
  business_id uuid        not null,
  key         text        not null,
  name        text        not null,
  description text,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint roles_pkey primary key (id),
  constraint roles_business_id_id_key unique (business_id, id),
  constraint roles_business_id_key_key unique (business_id, key),
  constraint roles_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint roles_key_check check (key ~ '^[a-z0-9_]{1,40}$'),
  constraint roles_name_check check ((length(trim(both from name)) >= 1) and (length(trim(both from name)) <= 80))
);
comment on table public.roles is 'Roles of a business: admin, manager, agent and viewer are made with it; it may add its own.';
alter table public.roles enable row level security;
create policy "employees read roles" on public.roles for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))));
create policy "those who manage roles add them" on public.roles for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('roles.manage'))));
create policy "those who manage roles change them" on public.roles for update to authenticated
  using (business_id = any (array(select private.businesses_with('roles.manage'))))
  with check (business_id = any (array(select private.businesses_with('roles.manage'))));
create policy "those who manage roles remove them" on public.roles for delete to authenticated
  using (business_id = any (array(select private.businesses_with('roles.manage'))));
create trigger guard_role before delete on public.roles for each row execute function private.guard_role();
create trigger guard_role_name before update of key, name on public.roles for each row when (((new.key <> old.key) or (new.name <> old.name))) execute function private.guard_role();
create trigger guard_row before update on public.roles for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on public.roles for each row execute function private.write_audit();
grant select, insert (business_id, key, name, description), update (name, description), delete on public.roles to authenticated;
grant select, insert, update, delete on public.roles to service_role;


-- Tables of private -----------------------------------------------------------------------------------------

create table private.business_secrets (
  business_id uuid        not null,
  name        text        not null,
  key_id      text        not null,
  nonce       bytea       not null,
  data        bytea       not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint business_secrets_pkey primary key (business_id, name),
  constraint business_secrets_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint business_secrets_name_check check (name ~ '^[a-z0-9_:-]{1,120}$')
);
comment on table private.business_secrets is 'A business''s own secrets, sealed by shared/secrets (AES-256-GCM; business and name are bound in). No role but the service role reads it, and what it reads is sealed.';
-- Row level security is off for private.business_secrets.
create trigger guard_row before update on private.business_secrets for each row execute function private.guard_row();
create trigger write_audit after insert or delete or update on private.business_secrets for each row execute function private.write_audit('nonce', 'data');
grant select, insert, update, delete on private.business_secrets to service_role;

create table private.client_identities (
  business_id   uuid        not null,
  kind          text        not null,
  value         text        not null,
  valid_until   timestamptz not null default 'infinity'::timestamptz,
  first_seen_at timestamptz not null,
  client_id     uuid        not null,
  constraint client_identities_pkey primary key (business_id, kind, value, valid_until),
  constraint client_identities_business_id_client_id_fkey foreign key (business_id, client_id) references public.clients(business_id, id) on delete cascade,
  constraint client_identities_kind_check check (kind = any (array['phone', 'user_id']))
);
comment on table private.client_identities is 'What is known to lead to a client: every phone and business-scoped id they ever wrote from. A number that was given up ends at valid_until, so that whoever gets it next is someone else, in whatever order messages arrive.';
create index client_identities_client on private.client_identities (client_id, kind);
-- Row level security is off for private.client_identities.
-- Nobody but the owner has rights on it.

create table private.clock (
  one          boolean     not null default true,
  last_tick_at timestamptz,
  constraint clock_pkey primary key (one),
  constraint clock_one_check check (one)
);
comment on table private.clock is 'When the clock last ticked.';
-- Row level security is off for private.clock.
-- Nobody but the owner has rights on it.

create table private.communication_statuses (
  provider      text        not null,
  provider_id   text        not null,
  status        text        not null,
  at            timestamptz not null,
  detail        text,
  final         boolean     not null default false,
  suppressed_at timestamptz,
  constraint communication_statuses_pkey primary key (provider, provider_id, status)
);
comment on table private.communication_statuses is 'Every status a provider told of a message, each with its first time, also before we know the message ourselves. communication_logs.status is derived from these, so their order of arrival can''t matter.';
comment on column private.communication_statuses.final is 'It tells that nothing should be sent to that address any more.';
comment on column private.communication_statuses.suppressed_at is 'When its address was suppressed for it. Once: what somebody lifts afterwards stays lifted until another mail is lost.';
-- Row level security is off for private.communication_statuses.
grant select on private.communication_statuses to service_role;

create table private.email_batches (
  id              uuid        not null,
  mails           text,
  log_ids         uuid[]      not null,
  created_at      timestamptz not null default now(),
  uncertain_since timestamptz,
  closed_at       timestamptz,
  constraint email_batches_pkey primary key (id)
);
comment on table private.email_batches is 'Mails that leave in one call, frozen before it: a retry carries the same idempotency key (the id) and the same bytes.';
comment on column private.email_batches.mails is 'JSON as it is sent; text, since its bytes count. Emptied once they are sent.';
comment on column private.email_batches.log_ids is 'The rows of communication_logs, in the order of the mails.';
comment on column private.email_batches.uncertain_since is 'Since the first call of which nobody knows whether it sent anything: set before each call, and taken back by an answer that surely means no. Null: nothing was ever sent.';
create index email_batches_closed on private.email_batches (closed_at);
-- Row level security is off for private.email_batches.
grant select, update (uncertain_since) on private.email_batches to service_role;

create table private.jobs (
  id          bigint      not null generated always as identity,
  queue       text        not null,
  key         text        not null,
  business_id uuid,
  payload     jsonb       not null default '{}'::jsonb,
  due_at      timestamptz not null,
  run_at      timestamptz not null,
  attempts    integer     not null default 0,
  lease_until timestamptz,
  lease_token uuid,
  again       boolean     not null default false,
  outcome     text,
  error       text,
  created_at  timestamptz not null default now(),
  finished_at timestamptz,
  constraint jobs_pkey primary key (id),
  constraint jobs_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade,
  constraint jobs_key_check check (length(key) <= 500),
  constraint jobs_outcome_check check (outcome = any (array['done', 'skipped', 'cancelled', 'dead']))
) with (fillfactor=40);
comment on table private.jobs is 'What is to happen outside, and what became of it. Written in the transaction that decides, under a key that makes it happen once; claimed with a lease and a token, so that who lost the lease can''t settle it any more.';
comment on column private.jobs.key is 'The same key in the same queue is the same job, also after it is done.';
comment on column private.jobs.business_id is 'Whose job it is; null for the installation''s own.';
comment on column private.jobs.due_at is 'When it should have happened.';
comment on column private.jobs.run_at is 'When it is tried next: due_at, until a failure moves it.';
comment on column private.jobs.again is 'It was asked for once more while someone had it in hand: when it ends it begins anew.';
comment on column private.jobs.outcome is 'Null while open. skipped: looked at again just before, and no longer wanted; dead: out of attempts.';
comment on column private.jobs.error is 'What the last attempt failed with, or why it was skipped; for the operator.';
create index jobs_dead on private.jobs (queue, finished_at) where (outcome = 'dead');
create unique index jobs_key on private.jobs (queue, key);
create index jobs_open on private.jobs (queue, run_at, id) where (outcome is null);
-- Row level security is off for private.jobs.
grant select on private.jobs to service_role;

create table private.message_statuses (
  business_id uuid        not null,
  channel_id  uuid        not null,
  wamid       text        not null,
  status      text        not null,
  recipient   text        not null default '',
  at          timestamptz not null,
  error       jsonb,
  payload     jsonb       not null,
  constraint message_statuses_pkey primary key (channel_id, wamid, status, recipient),
  constraint message_statuses_business_id_channel_id_fkey foreign key (business_id, channel_id) references public.channels(business_id, id) on delete cascade
);
comment on table private.message_statuses is 'Every status WhatsApp ever told of a message, each with its time, also before the message itself is known. messages.status is derived from these, so their order of arrival can''t matter.';
create index message_statuses_channel on private.message_statuses (business_id, channel_id);
-- Row level security is off for private.message_statuses.
-- Nobody but the owner has rights on it.

create table private.notification_tests (
  employee_id uuid          not null,
  business_id uuid          not null,
  sent_at     timestamptz[] not null default '{}'::timestamptz[],
  constraint notification_tests_pkey primary key (employee_id),
  constraint notification_tests_business_id_employee_id_fkey foreign key (business_id, employee_id) references public.employees(business_id, id) on delete cascade
);
comment on table private.notification_tests is 'When an employee last sent tests to themselves, so that their number can be limited: notifications they could delete.';
create index notification_tests_business on private.notification_tests (business_id, employee_id);
-- Row level security is off for private.notification_tests.
-- Nobody but the owner has rights on it.

create table private.notified_events (
  business_id uuid        not null,
  dedupe_key  text        not null,
  created_at  timestamptz not null default now(),
  constraint notified_events_pkey primary key (business_id, dedupe_key),
  constraint notified_events_business_id_fkey foreign key (business_id) references public.businesses(id) on delete cascade
);
comment on table private.notified_events is 'The events that were told under a dedupe_key: the same event again is nothing new.';
-- Row level security is off for private.notified_events.
-- Nobody but the owner has rights on it.

create table private.providers (
  name         text        not null,
  queue        text        not null,
  failures     integer     not null default 0,
  closed_until timestamptz not null default '-infinity'::timestamptz,
  probe_until  timestamptz not null default '-infinity'::timestamptz,
  allowance    integer,
  next_call_at timestamptz not null default '-infinity'::timestamptz,
  updated_at   timestamptz not null default now(),
  constraint providers_pkey primary key (name),
  constraint providers_queue_fkey foreign key (queue) references private.queues(name)
);
comment on table private.providers is 'The gate before each provider, shared by all isolates: its circuit breaker and its pace. A provider has a row once it failed, or where its queue has a rate.';
comment on column private.providers.failures is 'In a row.';
comment on column private.providers.closed_until is 'The circuit is open: no call before. Once this is past, one call is let through as a probe; its success brings -infinity.';
comment on column private.providers.probe_until is 'Until when the probe that is under way is waited for.';
comment on column private.providers.allowance is 'After an outage: how many calls at once, doubled with each that comes back well; null for no bound.';
comment on column private.providers.next_call_at is 'When the rate allows the next call.';
create index providers_queue on private.providers (queue);
-- Row level security is off for private.providers.
grant select on private.providers to service_role;

create table private.queues (
  name            text     not null,
  dispatcher      text     not null,
  batch           integer  not null,
  lease           interval not null,
  attempts        integer  not null,
  backoff         interval not null,
  longest_backoff interval not null,
  pause           interval not null default '00:00:00'::interval,
  rate_per_second numeric,
  constraint queues_pkey primary key (name),
  constraint queues_attempts_check check (attempts > 0),
  constraint queues_batch_check check ((batch >= 1) and (batch <= 1000)),
  constraint queues_name_check check (name ~ '^[a-z]+(_[a-z]+)*$'),
  constraint queues_rate_per_second_check check (rate_per_second > (0)::numeric)
);
comment on table private.queues is 'The settings of each queue, all in one place; an operator may change them in a running system.';
comment on column private.queues.dispatcher is 'The flow that works through it.';
comment on column private.queues.batch is 'How many jobs one claim takes.';
comment on column private.queues.lease is 'How long a claim holds. Longer than a batch may take: after it the jobs are given to someone else.';
comment on column private.queues.attempts is 'After so many failures of its own a job is dead, for a person to look at.';
comment on column private.queues.backoff is 'Before the second attempt; doubled before each further one, up to longest_backoff, and spread by half either way.';
comment on column private.queues.pause is 'At least so long after its last end a job that is asked for again begins anew.';
comment on column private.queues.rate_per_second is 'Calls that one provider takes in a second, over all isolates; null for no limit of ours.';
-- Row level security is off for private.queues.
grant select on private.queues to service_role;

create table private.vapid_headers (
  origin     text        not null,
  header     text        not null,
  expires_at timestamptz not null,
  constraint vapid_headers_pkey primary key (origin)
);
comment on table private.vapid_headers is 'The signed header for each push service, shared by all isolates: Apple refuses who signs anew more than once an hour.';
-- Row level security is off for private.vapid_headers.
grant select, insert, update on private.vapid_headers to service_role;

create table private.wake_ups (
  id          bigint      not null generated always as identity,
  dispatcher  text        not null,
  request_id  bigint      not null,
  asked_at    timestamptz not null default now(),
  answered_at timestamptz,
  status      integer,
  error       text,
  constraint wake_ups_pkey primary key (id)
);
comment on table private.wake_ups is 'Each call by which the clock woke a dispatcher, and what it answered: pg_cron''s "succeeded" says only that the request was queued.';
create index wake_ups_dispatcher on private.wake_ups (dispatcher, id desc);
create index wake_ups_open on private.wake_ups (dispatcher, id) where (answered_at is null);
-- Row level security is off for private.wake_ups.
-- Nobody but the owner has rights on it.

create table private.webhook_events (
  id           bigint      not null generated always as identity,
  source       text        not null,
  dedupe_key   text        not null,
  payload      jsonb       not null,
  channel_id   uuid,
  received_at  timestamptz not null default now(),
  processed_at timestamptz,
  outcome      text,
  error        text,
  constraint webhook_events_pkey primary key (id),
  constraint webhook_events_source_dedupe_key_key unique (source, dedupe_key),
  constraint webhook_events_outcome_check check (outcome = any (array['done', 'unrouted', 'failed', 'ignored']))
);
comment on table private.webhook_events is 'The receipt of each delivery from outside, stored with what came of it. What failed or had nowhere to go can be run again.';
comment on column private.webhook_events.payload is 'The body; a JSON string of the raw text where the body could not be read as JSON.';
comment on column private.webhook_events.channel_id is 'The channel whose own Meta app signed the delivery: it may speak for that channel only, also in a replay after the channel is gone. Hence no foreign key: forgetting it would make the delivery speak for the whole installation.';
create index webhook_events_open on private.webhook_events (received_at) where ((outcome is distinct from 'done') and (outcome is distinct from 'ignored'));
-- Row level security is off for private.webhook_events.
grant select on private.webhook_events to service_role;


-- Tables of audit -------------------------------------------------------------------------------------------

create table audit.audit_logs_default partition of public.audit_logs default;
alter table audit.audit_logs_default enable row level security;
create trigger refuse_truncate before truncate on audit.audit_logs_default for each statement execute function private.refuse_audit_change();
-- Nobody but the owner has rights on it.


-- Functions -------------------------------------------------------------------------------------------------

create or replace function private.add_default_roles()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  insert into public.roles (business_id, key, name, description) values
    (new.id, 'admin', 'Admin', 'Everything'),
    (new.id, 'manager', 'Manager', 'Runs the business day to day'),
    (new.id, 'agent', 'Agent', 'Serves clients'),
    (new.id, 'viewer', 'Viewer', 'Reads only');
  insert into public.role_permissions (business_id, role_id, permission)
  select new.id, r.id, p.key
  from public.roles r
  join public.permissions p on r.key = any (p.default_roles)
  where r.business_id = new.id;
  return null;
end
$function$;
comment on function private.add_default_roles() is 'Gives each new business its four roles, with what the registry says they hold.';
-- Nobody but the owner may execute it.

create or replace function private.add_permission(new_key text, new_description text, new_default_roles text[])
 returns void
 language sql
 security definer
 set search_path to ''
as $function$
  insert into public.permissions (key, description, default_roles) values (new_key, new_description, new_default_roles);
  insert into public.role_permissions (business_id, role_id, permission)
  select r.business_id, r.id, new_key from public.roles r where r.key = any (new_default_roles);
$function$;
comment on function private.add_permission(text,text,text[]) is 'For later migrations: registers a permission and gives it to the default roles of the businesses that exist.';
-- Nobody but the owner may execute it.

create or replace function private.admit_calls(provider text, of_queue text, wanted integer)
 returns table(allowed integer, wait_ms double precision, spacing_ms double precision, watched boolean)
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  rate numeric;
  gate private.providers;
  at timestamptz;
begin
  select q.rate_per_second into rate from private.queues q where q.name = of_queue;
  if rate is null and not exists (select from private.providers p where p.name = provider) then
    return query select wanted, 0::float8, 0::float8, false;
    return;
  end if;
  gate := private.lock_provider(provider, of_queue);
  -- Only now: whoever waited for the lock must see the time as it is.
  at := clock_timestamp();
  allowed := least(wanted, coalesce(gate.allowance, wanted));
  wait_ms := 0;
  spacing_ms := 0;
  watched := gate.failures > 0 or gate.allowance is not null;
  if gate.closed_until > at or gate.probe_until > at then
    allowed := 0;
    wait_ms := extract(epoch from greatest(gate.closed_until, gate.probe_until) - at) * 1000;
    return next;
    return;
  end if;
  if rate is not null then
    gate.next_call_at := greatest(gate.next_call_at, at);
    wait_ms := extract(epoch from gate.next_call_at - at) * 1000;
    spacing_ms := 1000 / rate;
    -- Nobody waits so long beside a lease; and a turn that was given away and isn't taken would be lost to all.
    if wait_ms > 5000 then
      allowed := 0;
      return next;
      return;
    end if;
  end if;
  if gate.closed_until > '-infinity' then
    allowed := least(wanted, 1);
    gate.probe_until := at + interval '30 seconds';
  end if;
  if rate is not null then
    gate.next_call_at := gate.next_call_at + make_interval(secs => allowed / rate);
  end if;
  update private.providers p set probe_until = gate.probe_until, next_call_at = gate.next_call_at where p.name = provider;
  return next;
end
$function$;
comment on function private.admit_calls(text,text,integer) is 'How many of the wanted calls a provider may be given now: the first after wait_ms, each further one spacing_ms later. None while its circuit is open, or where the first would be more than five seconds off: then wait_ms says for how long. `watched`: the gate wants to hear of a success, too.';
grant execute on function private.admit_calls(text,text,integer) to service_role;

create or replace function private.after_quiet(at timestamptz, quiet_from time without time zone, quiet_until time without time zone, time_zone text)
 returns timestamptz
 language plpgsql
 stable parallel safe
 set search_path to ''
as $function$
declare
  here timestamp;
  clock time;
  quiet boolean;
begin
  if quiet_from is null then
    return at;
  end if;
  here := at at time zone time_zone;
  clock := here::time;
  -- Within one day, or over midnight: then it is quiet after `from` and before `until`.
  quiet := case when quiet_from < quiet_until then clock >= quiet_from and clock < quiet_until
    else clock >= quiet_from or clock < quiet_until end;
  if not quiet then
    return at;
  end if;
  -- greatest: where clocks go back, the end may already have been once today.
  return greatest(at, (here::date + (clock >= quiet_until)::int + quiet_until) at time zone time_zone);
end
$function$;
comment on function private.after_quiet(timestamp with time zone,time without time zone,time without time zone,text) is '`at`, or the end of the quiet hours it falls into. Local time becomes UTC only here, so daylight saving is Postgres'' matter.';
grant execute on function private.after_quiet(timestamp with time zone,time without time zone,time without time zone,text) to service_role;

create or replace function private.audience(business uuid, wanted jsonb, required text)
 returns setof public.employees
 language sql
 stable
 set search_path to ''
as $function$
  select e.*
  from public.employees e
  join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
  where e.business_id = business and e.active
    and (
      wanted -> 'employees' ? e.id::text
      or wanted ? 'roles' and exists (
        select from public.roles r where r.id = e.role_id and wanted -> 'roles' ? r.key
      )
      or e.id in (
        select c.assignee_id from public.conversations c
        where c.business_id = business and c.id = (wanted ->> 'assignee_of')::uuid
      )
      or wanted ? 'permission' and private.holds(e.id, e.role_id, wanted ->> 'permission')
    )
    and (required is null or private.holds(e.id, e.role_id, required))
$function$;
comment on function private.audience(uuid,jsonb,text) is 'The active employees that are meant by {employees: [id], roles: [key], assignee_of: conversation, permission: key}, any of them, as far as they hold the required permission.';
-- Nobody but the owner may execute it.

create or replace function private.businesses_with(required text)
 returns setof uuid
 language plpgsql
 stable security definer rows 4
 set search_path to ''
as $function$
begin
  return query
    select e.business_id
    from public.employees e
    join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
    where e.user_id = (select auth.uid())
      and e.active
      and (
        exists (select from public.role_permissions rp where rp.role_id = e.role_id and rp.permission = required)
        or exists (
          select from public.employee_permissions g
          where g.employee_id = e.id and g.permission = required and g.effect = 'grant'
        )
      )
      and not exists (
        select from public.employee_permissions d
        where d.employee_id = e.id and d.permission = required and d.effect = 'deny'
      );
end
$function$;
comment on function private.businesses_with(text) is 'The businesses in which the caller holds a permission. Policies use it as `business_id = any (array(select private.businesses_with(''…'')))`: evaluated once per statement, fed to an index. As `in (select …)` or called per row it is 5 to 70,000 times slower when a client forgets its filter.';
grant execute on function private.businesses_with(text) to authenticated, service_role;

create or replace function private.cancel_jobs(in_queue text, keys text[])
 returns integer
 language sql
 security definer
 set search_path to ''
as $function$
  with cancelled as (
    update private.jobs j set outcome = 'cancelled', finished_at = now(), lease_until = null, lease_token = null
    where j.queue = in_queue and j.key = any (keys) and j.outcome is null
    returning 1
  )
  select count(*)::int from cancelled
$function$;
comment on function private.cancel_jobs(text,text[]) is 'Takes back what has not happened yet; returns how many. One that is under way at this moment may still happen once.';
grant execute on function private.cancel_jobs(text,text[]) to service_role;

create or replace function private.check_time_zone()
 returns trigger
 language plpgsql
 set search_path to ''
as $function$
begin
  perform now() at time zone new.time_zone;
  return new;
exception when invalid_parameter_value then
  perform private.refuse('refused_by_data', format('There is no time zone %L.', new.time_zone));
  return null;
end
$function$;
comment on function private.check_time_zone() is 'Local times become UTC in Postgres only, so Postgres must know the zone.';
-- Nobody but the owner may execute it.

create or replace function private.claim_jobs(from_queue text, most integer default null::integer)
 returns table(id bigint, token uuid, business_id uuid, key text, payload jsonb, attempts integer, due_at timestamptz)
 language plpgsql
 security definer
 set search_path to ''
 set plan_cache_mode to 'force_generic_plan'
 set enable_seqscan to 'off'
 set enable_bitmapscan to 'off'
 set enable_sort to 'off'
as $function$
declare
  settings private.queues;
  chosen tid[];
  expired tid;
  new_token uuid := gen_random_uuid();
begin
  select * into settings from private.queues q where q.name = from_queue;
  loop
    -- Materialised by being a statement of its own: as a subquery of the update it could run twice, and take too many.
    select array_agg(found.ctid), (array_agg(found.ctid) filter (where found.lease_token is not null))[1] into chosen, expired
    from (
      select j.ctid, j.lease_token
      from private.jobs j
      where j.queue = from_queue and j.outcome is null and j.run_at <= clock_timestamp()
        and (j.lease_until is null or j.lease_until <= clock_timestamp())
      order by j.run_at, j.id
      limit least(coalesce(most, settings.batch), settings.batch)
      for update skip locked
    ) found;
    if chosen is null then
      return;
    end if;
    exit when expired is null;
    -- Whoever had it is dead or was too slow, perhaps because of this very job: it is tried again alone, where it can
    -- harm no other, and not for ever.
    chosen := array[expired];
    update private.jobs j
    set outcome = 'dead', finished_at = clock_timestamp(), lease_until = null, lease_token = null,
        error = coalesce(j.error || '; ', '') || format('none of %s attempts came to an end', j.attempts)
    where j.ctid = expired and j.attempts >= settings.attempts;
    exit when not found;
  end loop;
  return query
    update private.jobs j
    -- What was asked for before is told by this attempt.
    set lease_until = clock_timestamp() + settings.lease, lease_token = new_token, attempts = j.attempts + 1, again = false
    where j.ctid = any (chosen)
    returning j.id, new_token, j.business_id, j.key, j.payload, j.attempts, j.due_at;
end
$function$;
comment on function private.claim_jobs(text,integer) is 'Gives the caller the jobs that are due, oldest first, and a lease on them. A job whose lease ran out comes alone.';
grant execute on function private.claim_jobs(text,integer) to service_role;

create or replace function private.close_dead_email_batches()
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  dead record;
  closed int := 0;
begin
  for dead in
    select b.id, coalesce(j.error, 'it could not be sent') as error, cardinality(b.log_ids) as mails
    from private.email_batches b
    join private.jobs j on j.queue = 'email_batches' and j.key = b.id::text and j.outcome = 'dead'
    where b.closed_at is null
  loop
    perform private.close_email_batch(dead.id, (
      select jsonb_agg(jsonb_build_object('place', place, 'error', dead.error)) from generate_series(0, dead.mails - 1) as place
    ));
    closed := closed + 1;
  end loop;
  return closed;
end
$function$;
comment on function private.close_dead_email_batches() is 'Closes the batches whose jobs have died: their mails failed with them, and their text is forgotten. Returns how many.';
-- Nobody but the owner may execute it.

create or replace function private.close_email_batch(batch uuid, results jsonb)
 returns void
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  update private.email_batches b set mails = null, closed_at = now() where b.id = batch and b.closed_at is null;
  if not found then
    return;
  end if;
  -- Resend may tell of a mail while this is still under way. Without the lock neither transaction would see the other's row,
  -- and what was told, a bounce say, would never reach the mail.
  perform pg_advisory_xact_lock(hashtextextended('frontdesk.settle_communications', 0));
  update public.communication_logs l
  set provider_id = r.provider_id, error = r.error, status = case when r.error is null then 'sent' else 'failed' end, updated_at = now()
  from private.email_batches b
  cross join unnest(b.log_ids) with ordinality as m (log_id, place)
  join jsonb_to_recordset(results) as r (place int, provider_id text, error text) on r.place = m.place - 1
  where b.id = batch and l.id = m.log_id and l.status = 'sending';
  -- What the provider told of them before we had their ids.
  perform private.settle_communications('resend', array(select jsonb_array_elements(results) ->> 'provider_id'));
end
$function$;
comment on function private.close_email_batch(uuid,jsonb) is 'The batch was sent: {place, provider_id | error} of each of its mails. Again is nothing.';
grant execute on function private.close_email_batch(uuid,jsonb) to service_role;

create or replace function private.communication_rank(status text)
 returns integer
 language sql
 immutable parallel safe
 set search_path to ''
as $function$
  select array_position(array['sending', 'sent', 'delayed', 'delivered', 'opened', 'clicked', 'suppressed', 'failed', 'bounced', 'complained'], status)
$function$;
comment on function private.communication_rank(text) is 'How far along a status is; a message only ever moves forward. A complaint comes after the delivery it is about.';
-- Nobody but the owner may execute it.

create or replace function private.create_business(business_name text, business_slug text, admin_user uuid, admin_name text)
 returns uuid
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  business uuid;
begin
  insert into public.businesses (name, slug) values (business_name, business_slug) returning id into business;
  insert into public.employees (business_id, user_id, role_id, display_name)
  select business, admin_user, r.id, admin_name from public.roles r where r.business_id = business and r.key = 'admin';
  return business;
end
$function$;
comment on function private.create_business(text,text,uuid,text) is 'Makes a business with its default roles and its first Admin, all or nothing. Returns its id.';
grant execute on function private.create_business(text,text,uuid,text) to service_role;

create or replace function private.email_addresses(users uuid[])
 returns table(user_id uuid, address text)
 language sql
 stable security definer
 set search_path to ''
as $function$
  select u.id, lower(trim(u.email)) from auth.users u where u.id = any (users) and u.email_confirmed_at is not null
$function$;
comment on function private.email_addresses(uuid[]) is 'The confirmed addresses of people who sign in, for mails to them; Auth''s tables stay closed.';
grant execute on function private.email_addresses(uuid[]) to service_role;

create or replace function private.employees_that_are_me()
 returns setof uuid
 language plpgsql
 stable security definer rows 4
 set search_path to ''
as $function$
begin
  return query
    select e.id from public.employees e
    join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
    where e.user_id = (select auth.uid()) and e.active;
end
$function$;
comment on function private.employees_that_are_me() is 'The caller''s own memberships. Policies of what is personal use it as businesses_with: once per statement, fed to an index.';
grant execute on function private.employees_that_are_me() to authenticated, service_role;

create or replace function private.end_identity(business uuid, phone_key text, holder uuid, at_time timestamptz)
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  -- Ended at this very moment before: then only the open end goes.
  delete from private.client_identities i
  where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until = 'infinity' and i.client_id = holder
    and exists (
      select from private.client_identities ended
      where ended.business_id = business and ended.kind = 'phone' and ended.value = phone_key and ended.valid_until = at_time
    );
  update private.client_identities i set valid_until = at_time
  where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until = 'infinity' and i.client_id = holder;
end
$function$;
comment on function private.end_identity(uuid,text,uuid,timestamp with time zone) is 'From after that moment on the phone no longer leads to its holder.';
-- Nobody but the owner may execute it.

create or replace function private.enqueue(into_queue text, jobs jsonb)
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  made int;
begin
  if not exists (select from private.queues q where q.name = into_queue) then
    raise exception using errcode = '22023', message = format('there is no queue %L', into_queue);
  end if;
  insert into private.jobs (queue, key, business_id, payload, due_at, run_at)
  select into_queue, j.key, j.business_id, coalesce(j.payload, '{}'), coalesce(j.run_at, now()), coalesce(j.run_at, now())
  from jsonb_to_recordset(jobs) as j (key text, business_id uuid, payload jsonb, run_at timestamptz)
  on conflict (queue, key) do nothing;
  get diagnostics made = row_count;
  return made;
end
$function$;
comment on function private.enqueue(text,jsonb) is 'Writes jobs ({key, business_id, payload, run_at}) into a queue as part of the caller''s transaction; returns how many are new. A key that was ever in the queue stands for the same job, and is left as it is.';
grant execute on function private.enqueue(text,jsonb) to service_role;

create or replace function private.find_client(business uuid, phone_key text, user_key text, at_time timestamptz, out by_phone uuid, out phone_since timestamptz, out phone_until timestamptz, out by_user uuid)
 returns record
 language plpgsql
 stable
 set search_path to ''
as $function$
begin
  select i.client_id, i.first_seen_at, i.valid_until into by_phone, phone_since, phone_until from private.client_identities i
  where i.business_id = business and i.kind = 'phone' and i.value = phone_key and i.valid_until >= at_time
  order by i.valid_until limit 1;
  select i.client_id into by_user from private.client_identities i
  where i.business_id = business and i.kind = 'user_id' and i.value = user_key and i.valid_until >= at_time
  order by i.valid_until limit 1;
end
$function$;
comment on function private.find_client(uuid,text,text,timestamp with time zone) is 'Whom a phone and an id led to at that moment, and from when until when the phone did.';
-- Nobody but the owner may execute it.

create or replace function private.find_clients(people jsonb, channels uuid[], businesses uuid[], out clients uuid[], out unknown jsonb)
 returns record
 language plpgsql
 stable
 set search_path to ''
as $function$
begin
  select array_agg(f.client order by f.place),
    -- Everyone takes the businesses' locks in the same order: nobody waits in a circle.
    coalesce(jsonb_agg(jsonb_build_object('business', f.business, 'phone', f.phone, 'user_id', f.user_id, 'at', f.at)
      order by f.business, f.place) filter (where not f.complete), '[]')
  into clients, unknown
  from (
    select p.place, businesses[p.number + 1] as business, p.phone, p.user_id, coalesce(p.at, now()) as at,
      -- As identify_client has it: an id tells more surely who it is than a number, which may change hands.
      coalesce(u.client_id, i.client_id) as client,
      channels[p.number + 1] is null or (
        (p.phone is null or coalesce(i.first_seen_at <= coalesce(p.at, now()), false))
        and (p.user_id is null or coalesce(u.first_seen_at <= coalesce(p.at, now()), false))
        and (p.phone is null or p.user_id is null or i.client_id = u.client_id)
      ) as complete
    from rows from (jsonb_to_recordset(people) as (number int, phone text, user_id text, at timestamptz)) with ordinality
      as p (number, phone, user_id, at, place)
    left join lateral (
      select i.client_id, i.first_seen_at from private.client_identities i
      where i.business_id = businesses[p.number + 1] and i.kind = 'phone' and i.value = p.phone
        and i.valid_until >= coalesce(p.at, now())
      order by i.valid_until limit 1
    ) i on true
    left join lateral (
      select u.client_id, u.first_seen_at from private.client_identities u
      where u.business_id = businesses[p.number + 1] and u.kind = 'user_id' and u.value = p.user_id
        and u.valid_until >= coalesce(p.at, now())
      order by u.valid_until limit 1
    ) u on true
  ) f;
end
$function$;
comment on function private.find_clients(jsonb,uuid[],uuid[]) is 'find_client for all people of a delivery at once: their clients, in their order, and those about whom something is new.';
-- Nobody but the owner may execute it.

create or replace function private.freeze_emails(held uuid, jobs jsonb, batch uuid, mails text, logs jsonb)
 returns void
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  log_ids uuid[];
begin
  insert into public.communication_logs (id, business_id, channel, kind, recipient, employee_id, client_id, notification_id, language,
    template_version, provider, status)
  select l.id, l.business_id, 'email', l.kind, l.recipient, l.employee_id, l.client_id, l.notification_id, l.language,
    l.template_version, 'resend', 'sending'
  from jsonb_to_recordset(logs) as l (id uuid, business_id uuid, kind text, recipient text, employee_id uuid, client_id uuid,
    notification_id uuid, language text, template_version text);
  select array_agg((l.log ->> 'id')::uuid order by l.place) into log_ids
  from jsonb_array_elements(logs) with ordinality as l (log, place);
  insert into private.email_batches (id, mails, log_ids) values (batch, mails, log_ids);
  perform private.enqueue('email_batches', jsonb_build_array(jsonb_build_object('key', batch, 'payload', jsonb_build_object('batch', batch))));
  if private.settle_jobs(held, (select jsonb_agg(jsonb_build_object('id', id, 'outcome', 'done')) from jsonb_array_elements(jobs) as id))
    <> jsonb_array_length(jobs) then
    -- Someone else has these mails in hand by now; were both to freeze them, they would go out twice.
    raise exception using errcode = '55000', message = 'the lease on these mails is lost';
  end if;
end
$function$;
comment on function private.freeze_emails(uuid,jsonb,uuid,text,jsonb) is 'Turns prepared mails into one batch to be sent, and their jobs are done: both, or neither.';
grant execute on function private.freeze_emails(uuid,jsonb,uuid,text,jsonb) to service_role;

create or replace function private.guard_employee()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  if tg_op <> 'INSERT' then
    perform private.require_scope(old.business_id, array(select private.permissions_of(old.id)));
  end if;
  if tg_op = 'INSERT' or tg_op = 'UPDATE' and (new.role_id <> old.role_id or new.active and not old.active) then
    perform private.require_scope(new.business_id,
      array(select rp.permission from public.role_permissions rp where rp.role_id = new.role_id
            union
            select ep.permission from public.employee_permissions ep where ep.employee_id = new.id and ep.effect = 'grant'));
  end if;
  if tg_op = 'UPDATE' and new.role_id <> old.role_id
    and exists (select from public.roles r where r.id = new.role_id and r.key = 'admin')
    and exists (select from public.employee_permissions ep where ep.employee_id = new.id and ep.effect = 'deny') then
    perform private.refuse('admin_role_is_fixed', 'An Admin can''t be denied single permissions; lift the denials first.');
  end if;
  return coalesce(new, old);
end
$function$;
comment on function private.guard_employee() is 'Grant scope for memberships: a role is given, and taken from someone, only by those who hold all of it.';
-- Nobody but the owner may execute it.

create or replace function private.guard_employee_permission()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  changed public.employee_permissions := coalesce(new, old);
begin
  perform private.require_scope(changed.business_id, array[changed.permission]);
  -- Whoever promotes the employee at this moment waits for us, or we for them.
  perform from public.employees e where e.business_id = changed.business_id and e.id = changed.employee_id for update;
  if tg_op <> 'DELETE' and new.effect = 'deny' and exists (
    select from public.employees e join public.roles r on r.id = e.role_id
    where e.business_id = changed.business_id and e.id = new.employee_id and r.key = 'admin'
  ) then
    perform private.refuse('admin_role_is_fixed', 'An Admin can''t be denied single permissions; give them another role.');
  end if;
  -- A permission one gives oneself would outlive the role it came from.
  if exists (select from public.employees e where e.id = changed.employee_id and e.user_id = auth.uid()) then
    perform private.refuse('beyond_your_permissions', 'Nobody changes their own permissions; ask another Admin.');
  end if;
  return changed;
end
$function$;
comment on function private.guard_employee_permission() is 'Grant scope for exceptions of one employee; lifting a denial is giving. Nobody decides over their own.';
-- Nobody but the owner may execute it.

create or replace function private.guard_last_admin()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  -- The lock makes two Admins who remove each other at the same time see each other. No row: the business itself is going.
  perform from public.businesses b where b.id = old.business_id for no key update;
  if found and not exists (
    select from public.employees e join public.roles r on r.id = e.role_id and r.key = 'admin'
    where e.business_id = old.business_id and e.active
  ) then
    perform private.refuse('last_admin', 'A business needs at least one active Admin. Make someone else Admin first.');
  end if;
  return null;
end
$function$;
comment on function private.guard_last_admin() is 'A business that has an Admin always keeps one.';
-- Nobody but the owner may execute it.

create or replace function private.guard_role()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  if old.key in ('admin', 'manager', 'agent', 'viewer')
    and (tg_op = 'UPDATE' or exists (select from public.businesses b where b.id = old.business_id)) then
    perform private.refuse('default_role_is_fixed', 'The roles every business starts with keep their name and can''t be deleted.');
  end if;
  perform private.require_scope(old.business_id,
    array(select rp.permission from public.role_permissions rp where rp.role_id = old.id));
  return coalesce(new, old);
end
$function$;
comment on function private.guard_role() is 'The four default roles live as long as their business, under the names by which people know them.';
-- Nobody but the owner may execute it.

create or replace function private.guard_role_permission()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  changed public.role_permissions := coalesce(new, old);
begin
  if tg_op = 'DELETE' and exists (select from public.roles r where r.id = changed.role_id and r.key = 'admin')
    and exists (select from public.permissions p where p.key = changed.permission) then
    perform private.refuse('admin_role_is_fixed', 'The Admin role holds every permission; it can''t lose one.');
  end if;
  perform private.require_scope(changed.business_id, array[changed.permission]);
  return changed;
end
$function$;
comment on function private.guard_role_permission() is 'Grant scope for roles; the Admin role stays whole.';
-- Nobody but the owner may execute it.

create or replace function private.guard_row()
 returns trigger
 language plpgsql
 set search_path to ''
as $function$
begin
  if new.business_id is distinct from old.business_id then
    perform private.refuse('business_is_fixed', 'A record can''t move to another business.');
  end if;
  new.created_at := old.created_at;
  new.updated_at := now();
  return new;
end
$function$;
comment on function private.guard_row() is 'Before each update: a row stays in its business and keeps its birth date, whoever updates it; updated_at follows.';
-- Nobody but the owner may execute it.

create or replace function private.harvest_wake_ups()
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  harvested int;
begin
  update private.wake_ups w
  set answered_at = now(), status = r.status_code,
      error = case when r.timed_out then 'timed out' when r.error_msg is not null then left(r.error_msg, 300)
        -- An error even where nothing is said of it: what is null here looks green.
        when r.status_code is null or r.status_code >= 300 then coalesce(nullif(left(r.content, 300), ''), 'an empty answer') end
  from net._http_response r
  where w.answered_at is null and r.id = w.request_id
    -- After a crash of Postgres pg_net counts its requests anew.
    and r.created >= w.asked_at;
  get diagnostics harvested = row_count;
  -- pg_net keeps its queue in unlogged tables: after a crash no answer comes.
  update private.wake_ups w set answered_at = now(), error = 'no answer was recorded'
  where w.answered_at is null and w.asked_at < now() - interval '10 minutes';
  return harvested;
end
$function$;
comment on function private.harvest_wake_ups() is 'Notes what woken dispatchers answered, before pg_net forgets it; returns how many.';
-- Nobody but the owner may execute it.

create or replace function private.holds(employee uuid, role uuid, required text)
 returns boolean
 language plpgsql
 stable
 set search_path to ''
as $function$
begin
  return (
    exists (select from public.role_permissions rp where rp.role_id = role and rp.permission = required)
    or exists (select from public.employee_permissions g where g.employee_id = employee and g.permission = required and g.effect = 'grant')
  ) and not exists (
    select from public.employee_permissions d where d.employee_id = employee and d.permission = required and d.effect = 'deny'
  );
end
$function$;
comment on function private.holds(uuid,uuid,text) is 'Whether an employee with that role holds a permission.';
grant execute on function private.holds(uuid,uuid,text) to service_role;

create or replace function private.identify_client(business uuid, phone_key text, user_key text, at_time timestamptz)
 returns uuid
 language plpgsql
 set search_path to ''
as $function$
declare
  known record;
  client uuid;
  until timestamptz := 'infinity'::timestamptz;
begin
  -- One writer per business from here to the end of the transaction: 50 first messages at once make one client, and
  -- what another delivery learned meanwhile is seen.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('frontdesk.clients:' || business, 0));
  select * into known from private.find_client(business, phone_key, user_key, at_time);
  client := coalesce(known.by_user, known.by_phone);
  if known.by_phone is distinct from known.by_user and known.by_phone is not null and user_key is not null then
    if exists (
      select from private.client_identities i
      where i.client_id = known.by_phone and i.kind = 'user_id' and i.value <> user_key
        and i.valid_until = 'infinity'
    ) then
      -- WhatsApp gives an id per person and number: another id on the same number is another person, who has it now,
      -- or had it before.
      client := known.by_user;
      if known.phone_since > at_time then
        until := known.phone_since - interval '1 microsecond';
      elsif known.phone_until = 'infinity' then
        perform private.end_identity(business, phone_key, known.by_phone, at_time - interval '1 microsecond');
        perform private.refresh_client(business, known.by_phone);
      else
        until := at_time;
      end if;
    elsif known.by_user is not null then
      client := private.merge_clients(business, array[known.by_phone, known.by_user]);
    end if;
  end if;
  if client is null then
    insert into public.clients (business_id) values (business) returning id into client;
  end if;
  if phone_key is not null then
    perform private.remember_identity(business, 'phone', phone_key, client, at_time, until);
  end if;
  if user_key is not null then
    perform private.remember_identity(business, 'user_id', user_key, client, at_time);
  end if;
  return client;
end
$function$;
comment on function private.identify_client(uuid,text,text,timestamp with time zone) is 'The client that wrote from this phone and/or this id at that time: found, made, completed or merged. Keys are canonical (shared/whatsapp/phone.ts). The caller refreshes what is shown of the client, once it holds the client''s lock.';
-- Nobody but the owner may execute it.

create or replace function private.lock_provider(provider text, of_queue text)
 returns private.providers
 language plpgsql
 set search_path to ''
as $function$
declare
  gate private.providers;
begin
  insert into private.providers (name, queue) values (provider, of_queue) on conflict (name) do nothing;
  select * into gate from private.providers p where p.name = provider for update;
  return gate;
end
$function$;
comment on function private.lock_provider(text,text) is 'The gate of a provider, locked; made when it is the first to be asked for.';
-- Nobody but the owner may execute it.

create or replace function private.make_audit_partitions(months_ahead integer default 3)
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  month date;
  made int := 0;
  name text;
begin
  for month in
    select generate_series(date_trunc('month', now() at time zone 'UTC'),
      date_trunc('month', now() at time zone 'UTC') + make_interval(months => months_ahead), interval '1 month')::date
  loop
    name := 'audit_logs_' || to_char(month, 'YYYY_MM');
    continue when to_regclass('audit.' || name) is not null;
    begin
      execute format('create table audit.%I partition of public.audit_logs for values from (%L) to (%L)', name,
        month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
      execute format('alter table audit.%I enable row level security', name);
      -- Row triggers come with the parent; this one must be said for each partition.
      execute format('create trigger refuse_truncate before truncate on audit.%I for each statement execute function private.refuse_audit_change()', name);
      made := made + 1;
    exception when check_violation then
      -- Rows of that month lie in the default partition already. They stay there; later months go on.
      raise warning 'audit partition % can''t be made: its rows are in the default partition', name;
    end;
  end loop;
  return made;
end
$function$;
comment on function private.make_audit_partitions(integer) is 'Makes the partitions of this month and the next ones that are missing; returns how many. Runs daily by schedule, months ahead.';
-- Nobody but the owner may execute it.

create or replace function private.mark_read(business uuid, conversation uuid, up_to uuid default null::uuid)
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  seen public.messages;
  remaining int := 0;
begin
  perform private.require_permission(business, 'conversations.reply');
  perform from public.conversations c where c.business_id = business and c.id = conversation for update;
  if not found then
    perform private.refuse('not_found', 'There is no such conversation.');
  end if;
  if up_to is not null then
    select m.* into seen from public.messages m
    where m.business_id = business and m.conversation_id = conversation and m.id = up_to;
    if not found then
      perform private.refuse('not_found', 'There is no such message in this conversation.');
    end if;
    select count(*) into remaining from public.messages m
    where m.business_id = business and m.conversation_id = conversation and m.origin = 'client' and m.seq > seen.seq
      and m.kind not in ('reaction', 'edit', 'revoke', 'system');
  end if;
  -- Never more than now: reading an old page doesn't make newer, read messages unread.
  update public.conversations c set unread_count = least(c.unread_count, remaining)
  where c.business_id = business and c.id = conversation
  returning c.unread_count into remaining;
  -- Who has read the conversation needs no mail that tells of it.
  if remaining = 0 then
    update public.notifications n set read_at = now(), seen_at = coalesce(n.seen_at, now())
    where n.business_id = business and n.group_key = 'conversation:' || conversation and n.read_at is null and n.archived_at is null
      and n.employee_id = any (array(select private.employees_that_are_me()));
  end if;
  return remaining;
end
$function$;
comment on function private.mark_read(uuid,uuid,uuid) is 'Marks a conversation read, up to and including one message or wholly; returns how many stay unread. What arrives while someone reads stays unread. Read wholly, the caller''s own notification of it is read, too.';
grant execute on function private.mark_read(uuid,uuid,uuid) to authenticated;

create or replace function private.merge_clients(business uuid, same uuid[])
 returns uuid
 language plpgsql
 set search_path to ''
as $function$
declare
  keeper uuid;
  other uuid;
  pair record;
begin
  -- Whoever is writing to one of them finishes first, and is seen below; whoever comes later waits, and finds who stayed.
  perform from public.clients c where c.id = any (same) order by c.id for update;
  perform from public.conversations c where c.client_id = any (same) order by c.id for update;
  select c.id into keeper from public.clients c where c.id = any (same) order by c.created_at, c.id limit 1;
  foreach other in array array_remove(same, keeper) loop
    for pair in
      select mine.id as kept, theirs.id as gone
      from public.conversations mine
      join public.conversations theirs on theirs.channel_id = mine.channel_id
      where mine.client_id = keeper and theirs.client_id = other
      order by mine.id
    loop
      perform private.repoint('public.conversations', business, pair.gone, pair.kept);
      update public.conversations kept
      set unread_count = kept.unread_count + gone.unread_count,
          last_message_at = greatest(kept.last_message_at, gone.last_message_at),
          last_inbound_at = greatest(kept.last_inbound_at, gone.last_inbound_at),
          window_expires_at = greatest(kept.window_expires_at, gone.window_expires_at),
          state = case when 'open' in (kept.state, gone.state) then 'open' else kept.state end,
          handled_by = case when kept.handled_by = gone.handled_by then kept.handled_by else 'human' end,
          assignee_id = coalesce(kept.assignee_id, gone.assignee_id)
      from public.conversations gone
      where kept.id = pair.kept and gone.id = pair.gone;
      perform private.move_notifications(business, pair.gone, pair.kept);
      delete from public.conversations where id = pair.gone;
    end loop;
    perform private.repoint('public.clients', business, other, keeper);
    -- A name that an employee gave outlives one that WhatsApp told.
    update public.clients kept
    set name = gone.name
    from public.clients gone
    where kept.id = keeper and gone.id = other
      and gone.name is distinct from gone.profile_name and kept.name is not distinct from kept.profile_name;
    update public.clients kept set language = gone.language
    from public.clients gone
    where kept.id = keeper and gone.id = other and kept.language is null and gone.language is not null;
    delete from public.clients where id = other;
  end loop;
  return keeper;
end
$function$;
comment on function private.merge_clients(uuid,uuid[]) is 'Several clients turned out to be one person: the oldest stays, conversations on the same channel flow together, nothing is lost. Returns who stays.';
-- Nobody but the owner may execute it.

create or replace function private.message_preview(kind text, body text, language text)
 returns text
 language sql
 immutable parallel safe
 set search_path to ''
as $function$
  select coalesce(nullif(left(body, 300), ''), case language
    when 'ar' then case kind when 'image' then 'صورة' when 'video' then 'فيديو' when 'audio' then 'رسالة صوتية' when 'document' then 'مستند'
      when 'sticker' then 'ملصق' when 'location' then 'موقع' when 'contacts' then 'جهة اتصال' else 'رسالة' end
    else case kind when 'image' then 'Photo' when 'video' then 'Video' when 'audio' then 'Voice message' when 'document' then 'Document'
      when 'sticker' then 'Sticker' when 'location' then 'Location' when 'contacts' then 'Contact' else 'Message' end
  end)
$function$;
comment on function private.message_preview(text,text,text) is 'A message in one line: what it says, else what it is.';
-- Nobody but the owner may execute it.

create or replace function private.move_client(business uuid, from_phone text, from_user text, to_phone text, to_user text, at_time timestamptz)
 returns uuid
 language plpgsql
 set search_path to ''
as $function$
declare
  client uuid;
  other uuid;
begin
  client := private.identify_client(business, from_phone, from_user, at_time);
  if from_phone <> to_phone then
    perform private.end_identity(business, from_phone, client, at_time);
    -- Whoever held the new number before had given it up by then: a stranger, not to be taken for the same person.
    for other in
      select i.client_id from private.client_identities i
      where i.business_id = business and i.kind = 'phone' and i.value = to_phone and i.valid_until = 'infinity'
        and i.client_id <> client and i.first_seen_at < at_time
    loop
      perform private.end_identity(business, to_phone, other, at_time - interval '1 microsecond');
      perform private.refresh_client(business, other);
    end loop;
  end if;
  -- Whoever wrote from the new number or id since then is the same person.
  foreach other in array array[
    (private.find_client(business, null, to_user, at_time)).by_user, (private.find_client(business, to_phone, null, at_time)).by_phone
  ] loop
    if other <> client and exists (select from public.clients c where c.id = other) then
      client := private.merge_clients(business, array[client, other]);
    end if;
  end loop;
  if to_phone is not null then
    perform private.remember_identity(business, 'phone', to_phone, client, at_time);
  end if;
  if to_user is not null then
    perform private.remember_identity(business, 'user_id', to_user, client, at_time);
  end if;
  perform private.refresh_client(business, client);
  return client;
end
$function$;
comment on function private.move_client(uuid,text,text,text,text,timestamp with time zone) is 'A client changed number or id: the same client goes on under the new one; messages from the old number after that moment are someone else''s. Known limit: a message of the number''s next holder that arrives before this news does is filed with the one who gave the number up.';
-- Nobody but the owner may execute it.

create or replace function private.move_notifications(business uuid, old_conversation uuid, new_conversation uuid)
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  with moving as (
    select n.id, n.group_key is not null and n.read_at is null and n.archived_at is null and exists (
      select from public.notifications o
      where o.business_id = business and o.group_key = 'conversation:' || new_conversation and o.employee_id = n.employee_id
        and o.read_at is null and o.archived_at is null
    ) as beside
    from public.notifications n
    where n.business_id = business and n.related_kind = 'conversation' and n.related_id = old_conversation
    order by n.id for no key update of n
  )
  update public.notifications n
  set related_id = new_conversation,
      action_path = replace(n.action_path, old_conversation::text, new_conversation::text),
      -- Whoever is being told of both is told of one from now on.
      group_key = case when not moving.beside then replace(n.group_key, old_conversation::text, new_conversation::text) end,
      read_at = case when moving.beside then now() else n.read_at end
  from moving where n.id = moving.id;
end
$function$;
comment on function private.move_notifications(uuid,uuid,uuid) is 'A conversation flowed into another: what told of the old one leads to the new one, and is counted there.';
-- Nobody but the owner may execute it.

create or replace function private.my_membership(business uuid)
 returns table(employee_id uuid, permissions jsonb)
 language sql
 stable security definer
 set search_path to ''
as $function$
  select e.id, to_jsonb(array(select private.permissions_of(e.id)))
  from public.employees e
  join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
  where e.business_id = business and e.user_id = (select auth.uid()) and e.active
$function$;
comment on function private.my_membership(uuid) is 'The caller''s own place in a business, with all they may do there; no row for a stranger.';
grant execute on function private.my_membership(uuid) to authenticated;

create or replace function private.my_permissions()
 returns setof text
 language sql
 stable security definer
 set search_path to ''
as $function$
  select e.business_id || ':' || held
  from public.employees e
  join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
  cross join lateral private.permissions_of(e.id) as held
  where e.user_id = (select auth.uid()) and e.active
$function$;
comment on function private.my_permissions() is 'All that the caller may do, as `business:permission`: for policies of rows that each name their own permission.';
grant execute on function private.my_permissions() to authenticated, service_role;

create or replace function private.notify(business uuid, audience jsonb, of_category text, texts jsonb, action_path text, priority text default null::text, related_kind text default null::text, related_id uuid default null::uuid, group_key text default null::text, dedupe_key text default null::text, expires_at timestamptz default null::timestamptz, occurrences integer default 1, devices uuid[] default null::uuid[])
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
#variable_conflict use_column
declare
  category public.notification_categories;
  urgency text;
  told int;
  woken boolean;
begin
  select c.* into category from public.notification_categories c where c.key = of_category;
  if not found then
    perform private.refuse('invalid_input', format('There is no notification category %L.', of_category));
  end if;
  urgency := coalesce(notify.priority, category.priority);
  if notify.dedupe_key is not null then
    insert into private.notified_events as e (business_id, dedupe_key) values (business, notify.dedupe_key) on conflict do nothing;
    if not found then
      return 0;
    end if;
  end if;
  -- What isn't shown in the app can't be read there: its group ends by itself once it was told, or it would be counted
  -- up for ever.
  update public.notifications n set group_key = null
  where n.business_id = business and n.group_key = notify.group_key and n.read_at is null and n.archived_at is null
    and not n.bell and n.updated_at < now() - interval '15 minutes'
    and not exists (
      select from private.jobs j where j.queue = 'email' and j.key = 'notification:' || n.id and j.outcome is null
    )
    and not exists (
      select from public.push_subscriptions s join private.jobs j on j.queue = 'push' and j.key = n.id || ':' || s.id and j.outcome is null
      where s.employee_id = n.employee_id
    );
  with recipients as (
    select e.id, split_part(coalesce(e.language, b.primary_language), '-', 1) as language,
      coalesce(p.bell, 'bell' = any (category.channels)) as bell,
      urgency <> 'low' and coalesce(p.push, 'push' = any (category.channels)) as push,
      urgency <> 'low' and coalesce(p.email, 'email' = any (category.channels)) as email,
      case when urgency <> 'urgent' then q.quiet_from end as quiet_from, q.quiet_until, q.time_zone
    from private.audience(business, audience, category.permission) e
    join public.businesses b on b.id = e.business_id
    left join (
      select w.employee_id, bool_or(w.enabled) filter (where w.channel = 'bell') as bell,
        bool_or(w.enabled) filter (where w.channel = 'push') as push,
        bool_or(w.enabled) filter (where w.channel = 'email') as email
      from public.notification_preferences w
      where w.business_id = business and w.category = of_category
      group by w.employee_id
    ) p on p.employee_id = e.id
    left join public.quiet_hours q on q.employee_id = e.id
  ), notified as (
    insert into public.notifications as known (business_id, employee_id, category, priority, title, body, language, action_path,
      related_kind, related_id, group_key, bell, permission, expires_at, occurrences,
      created_at, updated_at)
    select business, r.id, of_category, urgency, left(t.text ->> 'title', 200), left(t.text ->> 'body', 1000), t.language,
      notify.action_path, notify.related_kind, notify.related_id, notify.group_key, r.bell, category.permission, notify.expires_at, notify.occurrences,
      -- When it can be seen, as nearly as can be: whoever reads "all up to" a time must not read what comes after it.
      moment.at, moment.at
    from recipients r
    join public.businesses b on b.id = business
    cross join lateral (select clock_timestamp() as at) moment
    cross join lateral (
      select l.language, texts -> l.language as text
      from unnest(array[r.language, split_part(b.primary_language, '-', 1), 'en']) with ordinality as l (language, place)
      where texts ? l.language order by l.place limit 1
    ) t
    where r.bell or r.push or r.email
    on conflict (business_id, group_key, employee_id) where group_key is not null and read_at is null and archived_at is null
    do update
    set occurrences = known.occurrences + excluded.occurrences, category = excluded.category, permission = excluded.permission,
        priority = excluded.priority, title = excluded.title, body = excluded.body, language = excluded.language,
        action_path = excluded.action_path, bell = excluded.bell, expires_at = excluded.expires_at, seen_at = null,
        updated_at = clock_timestamp()
    returning known.id, known.employee_id
  ), asked as (
    -- One job for each device, and one for the mail: it tells what holds when it is sent.
    insert into private.jobs as known (queue, key, business_id, payload, due_at, run_at)
    select 'push', n.id || ':' || s.id, business, jsonb_build_object('notification', n.id, 'subscription', s.id), due.at, due.at
    from notified n
    join recipients r on r.id = n.employee_id and r.push
    join public.push_subscriptions s on s.employee_id = n.employee_id and (notify.devices is null or s.id = any (notify.devices))
    cross join lateral (select private.after_quiet(now(), r.quiet_from, r.quiet_until, r.time_zone) as at) due
    union all
    select 'email', 'notification:' || n.id, business, jsonb_build_object('kind', 'notification', 'notification', n.id), due.at, due.at
    from notified n
    join recipients r on r.id = n.employee_id and r.email
    cross join lateral (select private.after_quiet(now() + category.email_delay, r.quiet_from, r.quiet_until, r.time_zone) as at) due
    -- Of one that waits nothing more is needed. One that is being sent, or was, comes again after its queue's pause.
    on conflict (queue, key) do update
    set again = known.outcome is null and known.lease_token is not null,
        attempts = case when known.outcome is null then known.attempts else 0 end,
        due_at = case when known.outcome is null then least(known.due_at, excluded.due_at)
          else greatest(excluded.due_at, known.finished_at + (select q.pause from private.queues q where q.name = known.queue)) end,
        run_at = case when known.outcome is null then least(known.run_at, excluded.run_at)
          else greatest(excluded.run_at, known.finished_at + (select q.pause from private.queues q where q.name = known.queue)) end,
        outcome = null, finished_at = null, error = null
    where known.outcome is not null or known.lease_token is not null or urgency = 'urgent'
      -- Due, and still waiting: whoever came to claim it may have passed it by, because we hold it. So it is said again.
      or known.run_at <= clock_timestamp()
    returning queue, run_at
  )
  select (select count(*) from notified), exists (select from asked a where a.queue = 'push' and a.run_at <= now()) into told, woken;
  if woken then
    perform set_config('frontdesk.push_waits', 'true', true);
  end if;
  return told;
end
$function$;
comment on function private.notify(uuid,jsonb,text,jsonb,text,text,text,uuid,text,text,timestamp with time zone,integer,uuid[]) is 'Tells employees of an event, in the transaction of the event: the bell, Web Push and e-mail as each of them wants it. `audience`: see private.audience. `texts`: {language: {title, body}}; each reads their own language, else the business''s, else English. `group_key`: what comes while the last one is unread is counted there (as `occurrences` events), not told anew. `dedupe_key`: the same event again is nothing. `devices`: Web Push goes to these alone. Returns how many employees it concerns. `frontdesk.push_waits` is true where a push waits to be sent at once.';
grant execute on function private.notify(uuid,jsonb,text,jsonb,text,text,text,uuid,text,text,timestamp with time zone,integer,uuid[]) to service_role;

create or replace function private.notify_of_messages(conversations uuid[], opened uuid[], in_conversation uuid[], unread boolean[])
 returns void
 language plpgsql
 set search_path to ''
as $function$
declare
  news record;
  is_new boolean;
begin
  for news in
    select v.id, v.business_id, called.name as client, m.kind, m.body,
      (select count(*)::int from unnest(in_conversation, unread) as n (id, is_unread) where n.id = v.id and n.is_unread) as messages
    from public.conversations v
    join public.clients c on c.business_id = v.business_id and c.id = v.client_id
    cross join lateral (
      select n.name from unnest(array[c.name, c.profile_name, c.username, c.phone, '?']) with ordinality as n (name, place)
      -- Some call themselves nothing that one can see: blanks, joiners, marks of direction. A title must be more.
      where n.name ~ '[^[:space:][:cntrl:]\u00a0\u00ad\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]'
      order by n.place limit 1
    ) called
    cross join lateral (
      select m.kind, m.body from public.messages m
      where m.business_id = v.business_id and m.conversation_id = v.id and m.origin = 'client' and m.kind not in ('reaction', 'edit', 'revoke', 'system')
      order by m.created_at desc, m.seq desc limit 1
    ) m
    where v.id = any (conversations)
    order by v.id
  loop
    is_new := coalesce(news.id = any (opened), false);
    perform private.notify(
      news.business_id,
      case when is_new then '{"permission": "conversations.reply"}' else jsonb_build_object('assignee_of', news.id) end,
      case when is_new then 'conversations.new' else 'conversations.message' end,
      jsonb_build_object(
        'en', jsonb_build_object('title', case when is_new then 'New conversation: ' else '' end || news.client,
          'body', private.message_preview(news.kind, news.body, 'en')),
        'ar', jsonb_build_object('title', case when is_new then 'محادثة جديدة: ' else '' end || news.client,
          'body', private.message_preview(news.kind, news.body, 'ar'))
      ),
      '/conversations/' || news.id,
      related_kind => 'conversation',
      related_id => news.id,
      group_key => 'conversation:' || news.id,
      occurrences => news.messages
    );
  end loop;
end
$function$;
comment on function private.notify_of_messages(uuid[],uuid[],uuid[],boolean[]) is 'Tells employees what came in: a new conversation all who may answer it, a message the one it is assigned to.';
-- Nobody but the owner may execute it.

create or replace function private.permissions_of(employee uuid)
 returns setof text
 language sql
 stable security definer
 set search_path to ''
as $function$
  select held.permission
  from public.employees e
  cross join lateral (
    select rp.permission from public.role_permissions rp where rp.role_id = e.role_id
    union
    select ep.permission from public.employee_permissions ep where ep.employee_id = e.id and ep.effect = 'grant'
  ) held
  where e.id = employee and e.active
    and not exists (
      select from public.employee_permissions denied
      where denied.employee_id = e.id and denied.permission = held.permission and denied.effect = 'deny'
    )
$function$;
comment on function private.permissions_of(uuid) is 'All that an active employee may do: the role''s and granted ones, less those denied.';
grant execute on function private.permissions_of(uuid) to service_role;

create or replace function private.prune_jobs()
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  pruned int;
begin
  -- Dead ones stay for a person to look at; a key is remembered for a month after its job.
  delete from private.jobs j where j.outcome <> 'dead' and j.finished_at < now() - interval '30 days';
  get diagnostics pruned = row_count;
  delete from private.email_batches b where b.closed_at < now() - interval '30 days';
  delete from private.notified_events e where e.created_at < now() - interval '90 days';
  delete from private.wake_ups w where w.asked_at < now() - interval '7 days';
  -- A gate that was quiet for so long says no more than a new one. A success isn't noted where nothing had failed: a call is.
  delete from private.providers p
  where p.updated_at < now() - interval '7 days' and greatest(p.closed_until, p.probe_until, p.next_call_at) < now();
  delete from private.vapid_headers h where h.expires_at < now();
  delete from cron.job_run_details d where d.end_time < now() - interval '7 days';
  return pruned;
end
$function$;
comment on function private.prune_jobs() is 'Forgets what is long over, pg_cron''s own diary too; returns how many jobs that were.';
-- Nobody but the owner may execute it.

create or replace function private.read_health()
 returns jsonb
 language sql
 stable security definer
 set search_path to ''
as $function$
  select jsonb_build_object(
    'last_tick_at', (select c.last_tick_at from private.clock c),
    'queues', (
      select jsonb_object_agg(q.name, jsonb_build_object(
        'oldest_due_at', (
          select j.run_at from private.jobs j
          where j.queue = q.name and j.outcome is null and j.run_at <= now() and (j.lease_until is null or j.lease_until <= now())
          order by j.run_at limit 1
        ),
        'dead', (select count(*) from private.jobs j where j.queue = q.name and j.outcome = 'dead')
      ))
      from private.queues q
    ),
    'closed_providers', coalesce((
      select jsonb_agg(jsonb_build_object('name', p.name, 'queue', p.queue, 'failures', p.failures, 'closed_until', p.closed_until))
      -- One that nobody has tried for so long after its time is one that no job waits for any more.
      from private.providers p where p.closed_until > now() - interval '10 minutes'
    ), '[]'),
    'dispatchers', coalesce((
      select jsonb_object_agg(w.dispatcher, jsonb_build_object('answered_at', w.answered_at, 'status', w.status, 'error', w.error))
      from (select distinct on (dispatcher) * from private.wake_ups where answered_at is not null order by dispatcher, id desc) w
    ), '{}')
  )
$function$;
comment on function private.read_health() is 'What an operator wants to know of the outbox and its clock, at one glance.';
grant execute on function private.read_health() to service_role;

create or replace function private.receive_resend_event(event_id text, told jsonb, payload jsonb, failure text default null::text)
 returns boolean
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  insert into private.webhook_events as known (source, dedupe_key, payload, processed_at, outcome, error)
  values ('resend', event_id, payload, now(),
    case when failure is not null then 'failed' when told is null then 'ignored' else 'done' end, failure)
  on conflict (source, dedupe_key) do update
  set outcome = excluded.outcome, error = excluded.error, processed_at = excluded.processed_at
  where known.outcome <> 'done' and (known.outcome, known.error) is distinct from (excluded.outcome, excluded.error);
  if not found or told is null then
    return found;
  end if;
  -- See close_email_batch: one of the two comes second, and sees what the other wrote.
  perform pg_advisory_xact_lock_shared(hashtextextended('frontdesk.settle_communications', 0));
  insert into private.communication_statuses as known (provider, provider_id, status, at, detail, final)
  values ('resend', told ->> 'provider_id', told ->> 'status', (told ->> 'at')::timestamptz, told ->> 'detail',
    (told ->> 'final')::boolean)
  on conflict (provider, provider_id, status) do update set at = least(known.at, excluded.at), final = known.final or excluded.final;
  perform private.settle_communications('resend', array[told ->> 'provider_id']);
  return true;
end
$function$;
comment on function private.receive_resend_event(text,jsonb,jsonb,text) is 'Takes one event of Resend under its own id: the receipt, and what it tells of a mail ({provider_id, status, at, detail, final}; null for what concerns no mail). One that can''t be read comes with its `failure` and is kept for a replay; what failed or was ignored succeeds when it can. Returns whether anything was new.';
grant execute on function private.receive_resend_event(text,jsonb,jsonb,text) to service_role;

create or replace function private.receive_whatsapp(deliveries jsonb, elements jsonb, context text, only_channel uuid default null::uuid)
 returns boolean
 language plpgsql
 security definer
 set search_path to ''
 set plan_cache_mode to 'force_generic_plan'
 set enable_seqscan to 'off'
 set enable_hashjoin to 'off'
 set enable_mergejoin to 'off'
 set jit to 'off'
as $function$
declare
  lost text[];
begin
  -- Who acts, for the audit log; the caller's transaction is this one call.
  perform set_config('frontdesk.context', context, true);
  lost := private.store_whatsapp_elements(elements, only_channel);

  -- Receipt and effects stand or fall together: this is one transaction.
  insert into private.webhook_events as e (source, dedupe_key, payload, channel_id, processed_at, outcome, error)
  select 'whatsapp', d.key, coalesce(d.body, 'null'), only_channel, now(),
    case when d.failure is not null then 'failed' when d.addresses = '[]' then 'ignored' else 'done' end, d.failure
  from jsonb_to_recordset(deliveries) as d (key text, body jsonb, failure text, addresses jsonb)
  on conflict (source, dedupe_key) do update
  set outcome = excluded.outcome, error = excluded.error, processed_at = excluded.processed_at
  where e.outcome is distinct from 'done';
  if lost is not null then
    update private.webhook_events e
    set outcome = 'unrouted', error = 'no active channel for ' || unrouted.addresses
    from jsonb_to_recordset(deliveries) as d (key text, addresses jsonb)
    cross join lateral (
      select string_agg(a, ', ') as addresses from jsonb_array_elements_text(d.addresses) as a where a = any (lost)
    ) unrouted
    where e.source = 'whatsapp' and e.dedupe_key = d.key and unrouted.addresses is not null
      -- Not one that was done before, while its channel was still there.
      and e.processed_at = now();
  end if;
  return coalesce(nullif(current_setting('frontdesk.push_waits', true), '')::boolean, false);
end
$function$;
comment on function private.receive_whatsapp(jsonb,jsonb,text,uuid) is 'Takes WhatsApp deliveries that arrived together: stores all that is in them, and their receipts. A delivery that can''t be stored comes again with its `failure` and no elements, and is kept for a replay. Everything in it is idempotent: a delivery told again changes nothing, and one that failed or was unrouted succeeds when it can. Returns whether a push now waits to be sent at once.';
grant execute on function private.receive_whatsapp(jsonb,jsonb,text,uuid) to service_role;

create or replace function private.record_pushes(pushes jsonb)
 returns void
 language plpgsql
 security definer
 set search_path to ''
as $function$
begin
  insert into public.communication_logs (business_id, channel, kind, recipient, employee_id, notification_id, language, provider, status, error)
  select p.business_id, 'push', n.category, coalesce(s.name, nullif(concat_ws(', ', s.browser, s.system), ''), 'a device'), n.employee_id, n.id, n.language,
    p.service, case when p.error is null then 'sent' else 'failed' end, p.error
  from jsonb_to_recordset(pushes) as p (business_id uuid, subscription_id uuid, notification_id uuid, service text, error text)
  join public.push_subscriptions s on s.business_id = p.business_id and s.id = p.subscription_id
  join public.notifications n on n.business_id = p.business_id and n.id = p.notification_id;
  update public.push_subscriptions s
  set failures = case when p.error is null then 0 else s.failures + 1 end,
      last_delivered_at = case when p.error is null then now() else s.last_delivered_at end
  from (
    select distinct on (p.business_id, p.subscription_id) * from jsonb_to_recordset(pushes)
      as p (business_id uuid, subscription_id uuid, error text)
    order by p.business_id, p.subscription_id, p.error nulls first
  ) p
  where s.business_id = p.business_id and s.id = p.subscription_id;
  delete from public.push_subscriptions s
  using jsonb_to_recordset(pushes) as p (business_id uuid, subscription_id uuid, gone boolean)
  where p.gone and s.business_id = p.business_id and s.id = p.subscription_id;
end
$function$;
comment on function private.record_pushes(jsonb) is 'Logs pushes ({business_id, subscription_id, notification_id, service, error, gone}), notes how each device fares, and removes those that are gone.';
grant execute on function private.record_pushes(jsonb) to service_role;

create or replace function private.refresh_client(business uuid, client uuid)
 returns void
 language plpgsql
 set search_path to ''
as $function$
declare
  place record;
  newest record;
  current_phone text;
  current_user_id text;
  said jsonb := '{}'::jsonb;
  said_at jsonb := '{}'::jsonb;
  part text;
begin
  select '+' || i.value into current_phone from private.client_identities i
  where i.client_id = client and i.kind = 'phone' and i.valid_until = 'infinity'
  order by i.first_seen_at desc, i.value desc limit 1;
  select i.value into current_user_id from private.client_identities i
  where i.client_id = client and i.kind = 'user_id' and i.valid_until = 'infinity'
  order by i.first_seen_at desc, i.value desc limit 1;

  -- The newest message that said it, in each conversation by its own index.
  for place in select c.id from public.conversations c where c.client_id = client loop
    foreach part in array array['name', 'username', 'wa_id'] loop
      select m.created_at, m.sender ->> part as told into newest
      from public.messages m
      where m.business_id = business and m.conversation_id = place.id and m.sender ? part
      order by m.created_at desc, m.sender ->> part limit 1;
      if found and newest.created_at > coalesce((said_at ->> part)::timestamptz, '-infinity'::timestamptz) then
        said := said || jsonb_build_object(part, newest.told);
        said_at := said_at || jsonb_build_object(part, newest.created_at);
      end if;
    end loop;
  end loop;

  update public.clients c
  set phone = current_phone,
      wa_user_id = current_user_id,
      wa_id = said ->> 'wa_id',
      username = said ->> 'username',
      name = case when c.name is distinct from c.profile_name then c.name else coalesce(said ->> 'name', c.profile_name) end,
      profile_name = coalesce(said ->> 'name', c.profile_name)
  where c.id = client
    and (c.phone, c.wa_user_id, c.wa_id, c.username, c.profile_name) is distinct from
      (current_phone, current_user_id, said ->> 'wa_id', said ->> 'username', coalesce(said ->> 'name', c.profile_name));
end
$function$;
comment on function private.refresh_client(uuid,uuid) is 'What is shown of a client follows from the identities and messages on record, so the order of their arrival can''t matter. The newest statement wins.';
-- Nobody but the owner may execute it.

create or replace function private.refuse(code text, message text)
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  raise exception using errcode = 'FD000', message = message, detail = code;
end
$function$;
comment on function private.refuse(text,text) is 'Refuses what the caller asked for. `code` is one of the stable codes in shared/problem/problem-codes.ts and decides the HTTP status; `message` is a sentence a person may read.';
grant execute on function private.refuse(text,text) to authenticated, service_role;

create or replace function private.refuse_audit_change()
 returns trigger
 language plpgsql
 set search_path to ''
as $function$
begin
  raise exception using errcode = '42501', message = 'the audit log can''t be changed';
end
$function$;
comment on function private.refuse_audit_change() is 'Holds even for the owner and for roles that bypass row level security.';
-- Nobody but the owner may execute it.

create or replace function private.remember_identity(business uuid, identity_kind text, identity text, holder uuid, at_time timestamptz, until timestamptz default 'infinity'::timestamptz)
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  -- Exact keys, one kind at a time: a join with a list of kinds would be planned over all identities of the business.
  update private.client_identities i set first_seen_at = at_time
  where i.business_id = business and i.kind = identity_kind and i.value = identity and i.client_id = holder
    and i.valid_until >= at_time and i.first_seen_at > at_time;
  if not exists (
    select from private.client_identities i
    where i.business_id = business and i.kind = identity_kind and i.value = identity and i.client_id = holder
      and i.valid_until >= at_time
  ) then
    insert into private.client_identities (business_id, kind, value, valid_until, first_seen_at, client_id)
    values (business, identity_kind, identity, until, at_time, holder)
    on conflict (business_id, kind, value, valid_until) do nothing;
  end if;
end
$function$;
comment on function private.remember_identity(uuid,text,text,uuid,timestamp with time zone,timestamp with time zone) is 'This phone or id leads to that client, from this moment if not before.';
-- Nobody but the owner may execute it.

create or replace function private.repoint(target regclass, business uuid, old_id uuid, new_id uuid)
 returns void
 language plpgsql
 set search_path to ''
as $function$
declare
  reference record;
begin
  for reference in
    select c.conrelid::regclass as child, a.attname as child_column
    from pg_catalog.pg_constraint c
    join pg_catalog.pg_attribute parent on parent.attrelid = c.confrelid and parent.attname = 'id'
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey, parent.attnum)]
    where c.confrelid = target and c.contype = 'f' and c.conparentid = 0
  loop
    execute format('update %s set %I = $1 where business_id = $2 and %I = $3', reference.child, reference.child_column,
      reference.child_column) using new_id, business, old_id;
  end loop;
end
$function$;
comment on function private.repoint(regclass,uuid,uuid,uuid) is 'Makes every row that refers to one row refer to another, in whichever table: the catalogue knows, so a later table needs no line here.';
-- Nobody but the owner may execute it.

create or replace function private.report_failure(provider text, of_queue text, retry_after_ms double precision default null::double precision)
 returns double precision
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  gate private.providers := private.lock_provider(provider, of_queue);
  at timestamptz := clock_timestamp();
begin
  -- Calls that fail beside each other tell of one failure. Three in a row are no accident; and a provider that says for
  -- how long is believed at once, up to an hour.
  if gate.closed_until <= at then
    gate.failures := gate.failures + 1;
    if gate.failures >= 3 then
      gate.closed_until := at + (0.75 + random() / 2) * make_interval(secs => least(5 * power(2, least(gate.failures, 20) - 3), 120));
    end if;
  end if;
  if retry_after_ms > 0 then
    gate.closed_until := greatest(gate.closed_until,
      at + (1 + random() / 4) * make_interval(secs => least(retry_after_ms, 3600000) / 1000));
  end if;
  update private.providers p
  set failures = gate.failures, closed_until = gate.closed_until, probe_until = '-infinity', updated_at = at,
      allowance = case when gate.closed_until > at then 1 else p.allowance end
  where p.name = provider;
  return case when gate.closed_until > at then extract(epoch from gate.closed_until - at) * 1000 end;
end
$function$;
comment on function private.report_failure(text,text,double precision) is 'A call failed by the provider''s fault. Returns for how many milliseconds its circuit is open now; null where it is not: then it may have been the job''s own fault after all, and counts as an attempt.';
grant execute on function private.report_failure(text,text,double precision) to service_role;

create or replace function private.report_success(provider text)
 returns void
 language sql
 security definer
 set search_path to ''
as $function$
  update private.providers p
  set failures = 0, closed_until = '-infinity', probe_until = '-infinity', updated_at = clock_timestamp(),
      allowance = case when p.closed_until > '-infinity' then 2 when p.allowance < 500 then p.allowance * 2 end
  where p.name = provider
    -- While the circuit is open, a call that was on its way before says nothing about the outage's end.
    and p.closed_until <= clock_timestamp()
$function$;
comment on function private.report_success(text) is 'A call came back well: ends a probe, and lets twice as many through.';
grant execute on function private.report_success(text) to service_role;

create or replace function private.require_permission(business uuid, required text)
 returns void
 language plpgsql
 stable
 set search_path to ''
as $function$
begin
  if business is null or not business = any (array(select private.businesses_with(required))) then
    raise exception using errcode = '42501', message = format('permission %s is missing', required);
  end if;
end
$function$;
comment on function private.require_permission(uuid,text) is 'For definer functions: stops a caller who lacks the permission in that business.';
grant execute on function private.require_permission(uuid,text) to authenticated, service_role;

create or replace function private.require_scope(business uuid, wanted text[])
 returns void
 language plpgsql
 stable security definer
 set search_path to ''
as $function$
declare
  beyond text;
begin
  -- The owner and the service role act for the installation; everyone else is a person (or nobody) with limits.
  if auth.uid() is null and coalesce(auth.role(), 'service_role') = 'service_role' then
    return;
  end if;
  select w into beyond
  from unnest(wanted) as w
  where w not in (
    select held
    from public.employees e, private.permissions_of(e.id) as held
    where e.business_id = business and e.user_id = auth.uid()
  )
  order by w
  limit 1;
  if beyond is not null then
    perform private.refuse('beyond_your_permissions', format('You don''t hold ''%s'' yourself, so you can''t decide over it.', beyond));
  end if;
end
$function$;
comment on function private.require_scope(uuid,text[]) is 'Nobody gives, nor takes from someone who has, what they don''t hold themselves.';
-- Nobody but the owner may execute it.

create or replace function private.retell_messages(conversations uuid[])
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  with told as (
    select n.id, case when m.kind is not null then private.message_preview(m.kind, m.body, n.language) else '' end as body
    from public.conversations v
    join public.notifications n on n.business_id = v.business_id and n.group_key = 'conversation:' || v.id
      and n.read_at is null and n.archived_at is null
    left join lateral (
      select m.kind, m.body from public.messages m
      where m.business_id = v.business_id and m.conversation_id = v.id and m.origin = 'client'
        and m.kind not in ('reaction', 'edit', 'revoke', 'system') and m.revoked_at is null
      order by m.created_at desc, m.seq desc limit 1
    ) m on true
    where v.id = any (conversations) and n.category in ('conversations.new', 'conversations.message')
    -- In the order in which their owners mark them.
    order by n.id for no key update of n
  )
  update public.notifications n set body = told.body from told where n.id = told.id and n.body <> told.body;
end
$function$;
comment on function private.retell_messages(uuid[]) is 'After a revoke: what is unread of these conversations shows the newest message that stands. It is no news: nothing moves up or is told anew.';
-- Nobody but the owner may execute it.

create or replace function private.retire_email_template(business uuid, of_kind text, of_language text)
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  retired int;
begin
  perform private.require_permission(business, 'communications.manage');
  update public.email_templates t set retired_at = now()
  where t.business_id = business and t.kind = of_kind and t.language = of_language and t.retired_at is null;
  get diagnostics retired = row_count;
  return retired;
end
$function$;
comment on function private.retire_email_template(uuid,text,text) is 'Goes back to the default; returns how many versions that retired.';
grant execute on function private.retire_email_template(uuid,text,text) to authenticated;

create or replace function private.retry_jobs(ids bigint[])
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  revived int;
begin
  update private.jobs j set outcome = null, finished_at = null, attempts = 0, run_at = now()
  where j.id = any (ids) and j.outcome = 'dead'
    -- Of a batch that is closed nothing is left to send: its job would be done without having done anything.
    and (j.queue <> 'email_batches'
      or exists (select from private.email_batches b where b.id::text = j.payload ->> 'batch' and b.closed_at is null));
  get diagnostics revived = row_count;
  return revived;
end
$function$;
comment on function private.retry_jobs(bigint[]) is 'Gives dead jobs all their attempts again, from now on; returns how many. An operator''s decision: no flow may take it. When a job should have happened stays as it was, so what has become too late is skipped. The job of a batch of mails that is closed stays dead.';
-- Nobody but the owner may execute it.

create or replace function private.save_email_template(business uuid, of_kind text, of_language text, subject text, html text, plain text)
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  made int;
begin
  perform private.require_permission(business, 'communications.manage');
  -- Two who save at once get two versions.
  perform pg_advisory_xact_lock(hashtextextended('frontdesk.email_templates:' || business, 0));
  insert into public.email_templates (business_id, kind, language, version, subject, html, text, made_by)
  select business, of_kind, of_language, coalesce(max(t.version), 0) + 1, save_email_template.subject, save_email_template.html, plain,
    (select m.employee_id from private.my_membership(business) m)
  from public.email_templates t
  where t.business_id = business and t.kind = of_kind and t.language = of_language
  returning version into made;
  return made;
end
$function$;
comment on function private.save_email_template(uuid,text,text,text,text,text) is 'Adds the next version of a business''s own template; returns its number. What it may contain is checked where templates are rendered.';
grant execute on function private.save_email_template(uuid,text,text,text,text,text) to authenticated;

create or replace function private.schedule_clock()
 returns void
 language sql
 security definer
 set search_path to ''
as $function$
  select cron.schedule('frontdesk: wake dispatchers', '* * * * *', 'select private.tick()');
  select cron.schedule('frontdesk: delete expired notifications', '9 * * * *', 'delete from public.notifications where expires_at < now()');
  select cron.schedule('frontdesk: prune jobs', '41 3 * * *', 'select private.prune_jobs()');
$function$;
comment on function private.schedule_clock() is 'Puts the clock''s schedules into pg_cron under their names; again is no harm, and mends them.';
-- Nobody but the owner may execute it.

create or replace function private.search_clients(business uuid, words text, most integer default 20)
 returns setof public.clients
 language plpgsql
 stable security definer
 set search_path to ''
as $function$
declare
  pattern text := '%' || replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  perform private.require_permission(business, 'clients.read');
  return query
    select c.* from public.clients c
    where c.business_id = business
      and (coalesce(c.name, '') || ' ' || coalesce(c.profile_name, '') || ' ' || coalesce(c.username, '') || ' ' || coalesce(c.phone, ''))
        ilike pattern
    order by c.updated_at desc, c.id
    limit greatest(least(most, 100), 0);
end
$function$;
comment on function private.search_clients(uuid,text,integer) is 'Clients of one business by part of a name, username or phone. Checks the permission first, as search_messages.';
grant execute on function private.search_clients(uuid,text,integer) to authenticated;

create or replace function private.search_messages(business uuid, words text, most integer default 20)
 returns setof public.messages
 language plpgsql
 stable security definer
 set search_path to ''
as $function$
declare
  wanted tsquery;
begin
  perform private.require_permission(business, 'conversations.read');
  -- Every word must occur, each may be cut short: "appoint tues" finds "appointment on Tuesday".
  select string_agg(quote_literal(word) || ':*', ' & ')::tsquery into wanted
  from unnest(tsvector_to_array(to_tsvector('simple', words))) as word;
  return query
    select m.* from public.messages m
    where m.business_id = business and m.search @@ wanted and m.revoked_at is null
      and m.kind not in ('reaction', 'edit', 'revoke')
    order by m.created_at desc, m.seq desc
    limit greatest(least(most, 100), 0);
end
$function$;
comment on function private.search_messages(uuid,text,integer) is 'Full-text search in one business. A definer function that checks the permission first: under row level security the text index can''t be used, its operator is not leakproof.';
grant execute on function private.search_messages(uuid,text,integer) to authenticated;

create or replace function private.send_test_notification(business uuid, push_subscription uuid default null::uuid)
 returns table(devices integer, retry_after integer)
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  me uuid;
  recent timestamptz[];
begin
  select m.employee_id into me from private.my_membership(business) m;
  if me is null then
    perform private.refuse('not_found', 'There is no such business, or you are not in it.');
  end if;
  if push_subscription is not null and not exists (
    select from public.push_subscriptions s where s.business_id = business and s.employee_id = me and s.id = push_subscription
  ) then
    perform private.refuse('not_found', 'There is no such device.');
  end if;
  insert into private.notification_tests (employee_id, business_id) values (me, business) on conflict do nothing;
  -- Of tests sent at once each waits for the one before: none is left uncounted.
  select array(select a.at from unnest(t.sent_at) as a (at) where a.at > clock_timestamp() - interval '1 minute' order by a.at) into recent
  from private.notification_tests t where t.employee_id = me for update;
  if cardinality(recent) >= 5 then
    return query select 0, ceil(extract(epoch from recent[1] + interval '1 minute' - clock_timestamp()))::int;
    return;
  end if;
  update private.notification_tests t set sent_at = recent || clock_timestamp() where t.employee_id = me;
  -- Urgent, because it was asked for just now: quiet hours are no reason to wait. Later it would only confuse.
  perform private.notify(
    business,
    jsonb_build_object('employees', jsonb_build_array(me)),
    'system.test',
    '{"en": {"title": "Test notification", "body": "If you can read this, Frontdesk reaches you here."},
      "ar": {"title": "إشعار تجريبي", "body": "إذا كنت تقرأ هذا، فإن Frontdesk يصل إليك هنا."}}',
    '/notifications',
    priority => 'urgent',
    expires_at => now() + interval '10 minutes',
    devices => case when push_subscription is not null then array[push_subscription] end
  );
  return query
    select count(*)::int, null::int
    from public.push_subscriptions s
    where s.employee_id = me and (push_subscription is null or s.id = push_subscription)
      and not exists (
        select from public.notification_preferences p
        where p.employee_id = me and p.category = 'system.test' and p.channel = 'push' and not p.enabled
      );
end
$function$;
comment on function private.send_test_notification(uuid,uuid) is 'Sends the caller a test: the bell and all their devices, or one of them. Returns how many devices it goes to; after five in a minute it sends nothing, and returns the seconds to wait as retry_after.';
grant execute on function private.send_test_notification(uuid,uuid) to authenticated;

create or replace function private.settle_communications(of_provider text, ids text[])
 returns void
 language sql
 set search_path to ''
as $function$
  update public.communication_logs l
  set status = s.status, error = coalesce(s.detail, l.error), updated_at = now()
  from (
    select distinct on (known.provider_id) known.provider_id, known.status, known.detail
    from private.communication_statuses known
    where known.provider = of_provider and known.provider_id = any (ids)
    order by known.provider_id, private.communication_rank(known.status) desc
  ) s
  where l.provider = of_provider and l.provider_id = s.provider_id
    and private.communication_rank(s.status) > private.communication_rank(l.status);
  with lost as (
    update private.communication_statuses s set suppressed_at = now()
    from public.communication_logs l
    where s.provider = of_provider and s.provider_id = any (ids) and s.final and s.suppressed_at is null
      and l.provider = s.provider and l.provider_id = s.provider_id and l.channel = 'email'
    returning l.business_id, lower(trim(l.recipient)) as address, s.status, s.detail
  )
  insert into public.email_suppressions (business_id, address, reason, detail)
  select distinct on (lost.business_id, lost.address) lost.business_id, lost.address, lost.status, lost.detail from lost
  on conflict (business_id, address) do nothing;
$function$;
comment on function private.settle_communications(text,text[]) is 'Moves messages forward to what is on record of them, and suppresses the addresses that are lost, once for each status that says so.';
-- Nobody but the owner may execute it.

create or replace function private.settle_jobs(held uuid, settlements jsonb)
 returns integer
 language plpgsql
 security definer
 set search_path to ''
 set plan_cache_mode to 'force_generic_plan'
 set enable_seqscan to 'off'
 set enable_hashjoin to 'off'
 set enable_mergejoin to 'off'
as $function$
declare
  settings private.queues;
  settled int;
begin
  -- One claim, one queue.
  select q.* into settings from private.jobs j join private.queues q on q.name = j.queue
  where j.id = (settlements -> 0 ->> 'id')::bigint;
  update private.jobs j
  set outcome = case when s.outcome <> 'retry' then nullif(s.outcome, 'postponed')
        when j.attempts >= settings.attempts then 'dead' end,
      finished_at = case when s.outcome <> 'postponed' and (s.outcome <> 'retry' or j.attempts >= settings.attempts)
        then clock_timestamp() end,
      -- What could not be tried was no attempt.
      attempts = j.attempts - (s.outcome = 'postponed')::int,
      run_at = case s.outcome
        when 'postponed' then clock_timestamp() + make_interval(secs => coalesce(s.after_ms, 0) / 1000.0)
        when 'retry' then clock_timestamp() + greatest(make_interval(secs => s.after_ms / 1000.0),
          (0.5 + random()) * least(settings.backoff * power(2, least(j.attempts, 30) - 1), settings.longest_backoff))
        else j.run_at end,
      due_at = case when s.moved then clock_timestamp() + make_interval(secs => s.after_ms / 1000.0) else j.due_at end,
      -- A lease that has run out already: whoever comes next is given this job alone.
      lease_until = case when s.alone and j.attempts < settings.attempts then clock_timestamp() end,
      lease_token = case when s.alone and j.attempts < settings.attempts then gen_random_uuid() end,
      error = s.error
  from jsonb_to_recordset(settlements) as s (id bigint, outcome text, error text, after_ms float8, alone boolean, moved boolean)
  where j.id = s.id and j.lease_token = held and j.outcome is null;
  get diagnostics settled = row_count;
  if settings.pause > '0' then
    update private.jobs j
    set again = false, outcome = null, finished_at = null, attempts = 0, error = null,
        due_at = clock_timestamp() + settings.pause, run_at = clock_timestamp() + settings.pause
    from jsonb_to_recordset(settlements) as s (id bigint)
    where j.id = s.id and j.again and j.outcome is not null;
  end if;
  return settled;
end
$function$;
comment on function private.settle_jobs(uuid,jsonb) is 'Says what became of jobs of one claim: {id, outcome: done | skipped | dead | retry | postponed, error, after_ms, alone (with retry: the next attempt has a claim of its own), moved (with postponed: its time itself has moved)}. Returns how many it could: none of those that someone else has claimed since.';
grant execute on function private.settle_jobs(uuid,jsonb) to service_role;

create or replace function private.settle_marks()
 returns trigger
 language plpgsql
 set search_path to ''
as $function$
begin
  if new.read_at is not null then
    new.seen_at := coalesce(new.seen_at, new.read_at);
  end if;
  -- Meanwhile a newer one may count for its group: what comes back among the unread stands for itself.
  if old.read_at is not null and new.read_at is null or old.archived_at is not null and new.archived_at is null then
    new.group_key := null;
  end if;
  return new;
end
$function$;
comment on function private.settle_marks() is 'Who has read a notification has seen it; one that is made unread again has left its group.';
-- Nobody but the owner may execute it.

create or replace function private.settle_references(channels uuid[], wamids text[])
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  with change as (
    select target.channel_id, target.wamid, c.kind, c.direction, c.body, c.created_at
    from (select distinct * from unnest(channels, wamids) as w (channel_id, wamid)) wanted
    join public.messages target using (channel_id, wamid)
    join public.messages c on c.channel_id = target.channel_id and c.refers_to_wamid = target.wamid
      and c.conversation_id = target.conversation_id
      -- Only its writer edits or revokes a message; both sides react.
      and (c.kind = 'reaction' or c.direction = target.direction)
  ),
  newest as (
    select distinct on (channel_id, wamid, kind, case when kind = 'reaction' then direction end) *
    from change
    order by channel_id, wamid, kind, case when kind = 'reaction' then direction end, created_at desc, body desc nulls first
  ),
  outcome as (
    select channel_id, wamid,
      coalesce(jsonb_agg(jsonb_build_object('from', direction, 'emoji', body, 'at', created_at) order by direction)
        filter (where kind = 'reaction' and body is not null), '[]') as reactions,
      max(created_at) filter (where kind = 'edit') as edited_at,
      max(body) filter (where kind = 'edit') as body,
      max(created_at) filter (where kind = 'revoke') as revoked_at
    from newest
    group by channel_id, wamid
  )
  update public.messages m
  set reactions = outcome.reactions,
      edited_at = outcome.edited_at,
      revoked_at = outcome.revoked_at,
      body = case
        when outcome.revoked_at is not null then null
        when outcome.edited_at is not null then outcome.body
        else m.body
      end
  from outcome
  where m.channel_id = outcome.channel_id and m.wamid = outcome.wamid;
end
$function$;
comment on function private.settle_references(uuid[],text[]) is 'Lets reactions, edits and revokes on record take effect on these messages, whichever came first.';
-- Nobody but the owner may execute it.

create or replace function private.settle_statuses(channels uuid[], wamids text[])
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  -- In one order, so that two deliveries about the same messages don't wait for each other.
  perform from unnest(channels, wamids) as wanted (channel_id, wamid)
  join public.messages m using (channel_id, wamid)
  order by m.id for no key update of m;

  with told as (
    select s.channel_id, s.wamid,
      (array_agg(s.status order by private.status_rank(s.status) desc))[1] as status,
      min(s.at) filter (where s.status = 'sent') as sent_at,
      min(s.at) filter (where s.status = 'delivered') as delivered_at,
      min(s.at) filter (where s.status in ('read', 'played')) as read_at,
      min(s.at) filter (where s.status = 'failed') as failed_at,
      (array_agg(s.error order by s.at) filter (where s.status = 'failed'))[1] as error
    from (select distinct * from unnest(channels, wamids) as w (channel_id, wamid)) wanted
    join private.message_statuses s using (channel_id, wamid)
    where private.status_rank(s.status) is not null
    group by s.channel_id, s.wamid
  )
  update public.messages m
  set status = case when private.status_rank(told.status) > private.status_rank(m.status) then told.status else m.status end,
      sent_at = coalesce(told.sent_at, m.sent_at),
      delivered_at = coalesce(told.delivered_at, m.delivered_at),
      read_at = coalesce(told.read_at, m.read_at),
      failed_at = coalesce(told.failed_at, m.failed_at),
      error = coalesce(told.error, m.error)
  from told
  where m.channel_id = told.channel_id and m.wamid = told.wamid and m.direction = 'outbound';
end
$function$;
comment on function private.settle_statuses(uuid[],text[]) is 'Derives the status of these messages from all that was told of them.';
-- Nobody but the owner may execute it.

create or replace function private.split_email_batch(batch uuid, parts jsonb)
 returns void
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  whole private.email_batches;
begin
  update private.email_batches b set mails = null, closed_at = now() where b.id = batch and b.closed_at is null returning * into whole;
  if not found then
    return;
  end if;
  insert into private.email_batches (id, mails, log_ids)
  select p.id, p.mails, array[whole.log_ids[p.place + 1]] from jsonb_to_recordset(parts) as p (id uuid, place int, mails text);
  perform private.enqueue('email_batches', (
    select jsonb_agg(jsonb_build_object('key', p ->> 'id', 'payload', jsonb_build_object('batch', p ->> 'id'))) from jsonb_array_elements(parts) as p
  ));
end
$function$;
comment on function private.split_email_batch(uuid,jsonb) is 'For a batch that was refused whole, of which nothing was sent: each mail ({id, place, mails}) goes on alone, so that the bad one harms only itself.';
grant execute on function private.split_email_batch(uuid,jsonb) to service_role;

create or replace function private.status_rank(status text)
 returns integer
 language sql
 immutable
 set search_path to ''
as $function$
  -- Told 'failed' after 'delivered', another of the person's devices failed: the message did arrive.
  select array_position(array['received', 'pending', 'sent', 'failed', 'delivered', 'read', 'played'], status)
$function$;
comment on function private.status_rank(text) is 'Statuses only move forward, in this order.';
-- Nobody but the owner may execute it.

create or replace function private.stop_emails(employee uuid, category text)
 returns void
 language sql
 security definer
 set search_path to ''
as $function$
  insert into public.notification_preferences as known (business_id, employee_id, category, channel, enabled)
  select e.business_id, e.id, c.key, 'email', false
  from public.employees e
  join public.notification_categories c on c.key = stop_emails.category
  where e.id = stop_emails.employee
  on conflict (employee_id, category, channel) do update set enabled = false where known.enabled
$function$;
comment on function private.stop_emails(uuid,text) is 'Ends an employee''s e-mails of a category, at the word of a link in one of them. Again, or for somebody or something that is gone, it is nothing.';
grant execute on function private.stop_emails(uuid,text) to service_role;

create or replace function private.store_whatsapp_elements(elements jsonb, only_channel uuid)
 returns text[]
 language plpgsql
 set search_path to ''
as $function$
declare
  channels uuid[];
  businesses uuid[];
  lost text[];
  moved record;
begin
  select array_agg(c.id order by n.place), array_agg(c.business_id order by n.place),
    array_agg(n.address) filter (where c.id is null and (n.phone_number_id is not null or not exists (
      select from public.channels w where w.waba_id = n.waba_id and w.active and (only_channel is null or w.id = only_channel))))
  into channels, businesses, lost
  from rows from (jsonb_to_recordset(elements -> 'numbers') as (address text, phone_number_id text, waba_id text))
    with ordinality as n (address, phone_number_id, waba_id, place)
  left join public.channels c
    on c.phone_number_id = n.phone_number_id and c.active and (only_channel is null or c.id = only_channel);

  if elements -> 'moves' <> '[]' then
    for moved in
      select * from jsonb_to_recordset(elements -> 'moves') as m (number int, from_phone text, from_user text, to_phone text,
        to_user text, at timestamptz)
      where channels[m.number + 1] is not null
      order by businesses[m.number + 1], m.at
    loop
      perform private.move_client(businesses[moved.number + 1], moved.from_phone, moved.from_user, moved.to_phone, moved.to_user,
        coalesce(moved.at, now()));
    end loop;
  end if;
  if elements -> 'messages' <> '[]' then
    perform private.store_whatsapp_messages(elements -> 'people', elements -> 'messages', channels, businesses);
  end if;
  if elements -> 'statuses' <> '[]' then
    perform private.store_whatsapp_statuses(elements -> 'statuses', channels, businesses);
  end if;
  if elements -> 'events' <> '[]' then
    perform private.store_whatsapp_events(elements -> 'events', elements -> 'numbers', only_channel);
  end if;
  return lost;
end
$function$;
comment on function private.store_whatsapp_elements(jsonb,uuid) is 'Brings each element where it belongs; returns the addresses that lead nowhere. A delivery signed by a business''s own Meta app speaks for that channel alone.';
-- Nobody but the owner may execute it.

create or replace function private.store_whatsapp_events(incoming jsonb, numbers jsonb, only_channel uuid)
 returns void
 language plpgsql
 set search_path to ''
as $function$
begin
  insert into public.channel_events (business_id, channel_id, field, event, payload, dedupe_key, occurred_at)
  select distinct on (c.business_id, e.dedupe_key)
    c.business_id, case when n.phone_number_id is not null then c.id end,
    e.field, e.event, coalesce(e.payload, 'null'), e.dedupe_key, coalesce(e.at, now())
  from jsonb_to_recordset(incoming) as e (number int, field text, event text, payload jsonb, dedupe_key text, at timestamptz)
  cross join lateral (
    select numbers -> e.number ->> 'phone_number_id' as phone_number_id, numbers -> e.number ->> 'waba_id' as waba_id
  ) n
  -- What is said of a whole account is told once to each business on it.
  join public.channels c on c.active and (only_channel is null or c.id = only_channel)
    and (c.phone_number_id = n.phone_number_id or n.phone_number_id is null and c.waba_id = n.waba_id)
  order by c.business_id, e.dedupe_key
  on conflict (business_id, dedupe_key) do nothing;
end
$function$;
comment on function private.store_whatsapp_events(jsonb,jsonb,uuid) is 'Account events, and everything whose kind is not known yet, whole.';
-- Nobody but the owner may execute it.

create or replace function private.store_whatsapp_messages(people jsonb, incoming jsonb, channels uuid[], businesses uuid[])
 returns void
 language plpgsql
 set search_path to ''
as $function$
declare
  person record;
  clients uuid[];
  unknown jsonb;
  learned uuid[] := '{}'::uuid[];
  renamed uuid[];
  conversations uuid[];
  locked int;
  made uuid;
  opening uuid[];
  opened uuid[];
  of_concern uuid[];
  in_conversation uuid[];
  in_channel uuid[];
  touched text[];
  shown_at timestamptz[];
  said_at timestamptz[];
  unread boolean[];
begin
  select f.clients, f.unknown into clients, unknown from private.find_clients(people, channels, businesses) f;
  if unknown <> '[]' then
    for person in
      select * from jsonb_to_recordset(unknown) as p (business uuid, phone text, user_id text, at timestamptz)
    loop
      learned := learned || private.identify_client(person.business, person.phone, person.user_id, person.at);
    end loop;
    -- Two of these people may have turned out to be one.
    select f.clients into clients from private.find_clients(people, channels, businesses) f;
  end if;

  -- One delivery at a time per client, and clients always in the same order.
  select array_agg(known.conversation order by known.place), count(known.id), array_agg(known.id) filter (where known.renamed),
    array_agg(known.conversation) filter (where known.opens)
  into conversations, locked, renamed, opening
  from (
    select * from (
      select t.place, c.id, v.id as conversation,
        said.sender ->> 'name' <> coalesce(c.profile_name, '') or said.sender ->> 'username' <> coalesce(c.username, '')
          or said.sender ->> 'wa_id' <> coalesce(c.wa_id, '') as renamed,
        -- Whoever writes first, perhaps after an echo or history, or comes back, opens it.
        v.state = 'closed' or v.id is not null and v.last_inbound_at is null as opens
      from unnest(clients) with ordinality as t (id, place)
      cross join lateral (
        select people -> (t.place - 1)::int -> 'sender' as sender, (people -> (t.place - 1)::int ->> 'number')::int + 1 as number
      ) said
      join public.clients c on c.id = t.id
      left join public.conversations v on v.client_id = c.id and v.channel_id = channels[said.number]
      order by c.id for no key update of c
    ) locked
    union all
    select t.place, null, null, null, null from unnest(clients) with ordinality as t (id, place) where t.id is null
  ) known;
  if locked <> cardinality(array_remove(clients, null)) then
    -- While we waited, one of them was merged into another: what we know of who is who is out of date.
    raise serialization_failure using message = 'a client was merged meanwhile';
  end if;
  if array_position(conversations, null) is not null then
    for person in
      select place, businesses[number] as business, channels[number] as channel
      from generate_subscripts(clients, 1) as place
      cross join lateral (select (people -> (place - 1) ->> 'number')::int + 1 as number) of_number
      where clients[place] is not null and conversations[place] is null
    loop
      insert into public.conversations (business_id, client_id, channel_id)
      values (person.business, clients[person.place], person.channel)
      on conflict (client_id, channel_id) do update set client_id = excluded.client_id
      returning id into made;
      conversations[person.place] := made;
      opening := opening || made;
    end loop;
  end if;

  with stored as (
    insert into public.messages as known (business_id, conversation_id, channel_id, direction, origin, wamid, kind, body, payload,
      sender, refers_to_wamid, reply_to_wamid, forwarded, status, created_at)
    select businesses[m.number + 1], conversations[m.person + 1], channels[m.number + 1], m.direction, m.origin, m.wamid, m.kind,
      m.body, m.payload, m.sender, m.refers_to, m.reply_to, m.forwarded, m.status, coalesce(m.at, now())
    from jsonb_to_recordset(incoming) as m (number int, person int, wamid text, direction text, origin text, kind text, body text,
      payload jsonb, sender jsonb, refers_to text, reply_to text, forwarded boolean, status text, at timestamptz)
    where channels[m.number + 1] is not null
    on conflict (channel_id, wamid) where wamid is not null do update
    set origin = excluded.origin, kind = excluded.kind, body = excluded.body, payload = excluded.payload,
        sender = coalesce(excluded.sender, known.sender), refers_to_wamid = excluded.refers_to_wamid,
        reply_to_wamid = excluded.reply_to_wamid, forwarded = excluded.forwarded
    -- Told twice, in history and live, or as a placeholder and with its media: the fuller telling stays.
    where known.origin = 'history'
      and (excluded.origin <> 'history' or known.kind = 'media_placeholder' and excluded.kind <> 'media_placeholder')
    returning known.conversation_id, known.channel_id, coalesce(known.refers_to_wamid, known.wamid) as touched,
      case when known.kind not in ('reaction', 'edit', 'revoke') then known.created_at end as shown_at,
      case when known.origin = 'client' and known.kind not in ('reaction', 'edit', 'revoke', 'system') then known.created_at end as said_at,
      known.payload ? 'group_id' as in_group
  )
  select array_agg(s.conversation_id), array_agg(s.channel_id), array_agg(s.touched), array_agg(s.shown_at),
    array_agg(case when not s.in_group then s.said_at end), array_agg(s.said_at is not null)
  into in_conversation, in_channel, touched, shown_at, said_at, unread
  from stored s;

  if touched is not null then
    if opening is not null then
      -- Looked at again now that their clients are locked: of two deliveries that race to open one, one does. What is
      -- said in a group opens what is new, and then nothing: it is no message to us alone.
      select array_agg(v.id) into opened from public.conversations v
      where v.id = any (opening) and (
        v.state = 'closed' or v.last_message_at is null or v.last_inbound_at is null and exists (
          select from unnest(in_conversation, said_at) as n (id, said) where n.id = v.id and n.said is not null
        )
      );
    end if;
    with updated as (
      update public.conversations c
      set last_message_at = greatest(c.last_message_at, news.shown_at),
          last_inbound_at = greatest(c.last_inbound_at, news.said_at),
          window_expires_at = greatest(c.last_inbound_at, news.said_at) + interval '24 hours',
          unread_count = c.unread_count + news.unread,
          state = case when news.unread > 0 then 'open' else c.state end
      from (
        select n.id, max(n.shown) as shown_at, max(n.said) as said_at, count(*) filter (where n.is_unread) as unread
        from unnest(in_conversation, shown_at, said_at, unread) as n (id, shown, said, is_unread)
        group by n.id
      ) news
      where c.id = news.id
      returning c.id, c.assignee_id, news.unread
    )
    select array_agg(u.id) filter (where u.unread > 0 and (u.assignee_id is not null or u.id = any (opened))) into of_concern from updated u;
    if exists (
      select from unnest(in_channel, touched) as t (channel_id, wamid)
      join public.messages m on m.channel_id = t.channel_id and m.refers_to_wamid = t.wamid
    ) then
      perform private.settle_references(in_channel, touched);
    end if;
  end if;
  if incoming @> '[{"direction": "outbound"}]' then
    -- History knows how far a message had come, whichever telling of it was stored.
    update public.messages m
    set status = told.status
    from jsonb_to_recordset(incoming) as told (number int, wamid text, direction text, status text)
    where told.direction = 'outbound' and m.channel_id = channels[told.number + 1] and m.wamid = told.wamid
      and private.status_rank(told.status) > private.status_rank(m.status);
    perform private.settle_statuses(in_channel, touched);
  end if;
  if learned <> '{}' or renamed <> '{}' then
    perform private.refresh_client(c.business_id, c.id)
    from public.clients c where c.id = any (learned || renamed)
    order by c.id;
  end if;
  -- Last: by now it is known what the people are called.
  if of_concern is not null then
    perform private.notify_of_messages(of_concern, opened, in_conversation, unread);
  end if;
  if touched is not null and incoming @> '[{"kind": "revoke"}]' then
    perform private.retell_messages(in_conversation);
  end if;
end
$function$;
comment on function private.store_whatsapp_messages(jsonb,jsonb,uuid[],uuid[]) is 'Messages, echoes and history: set-based, exactly once by (channel, wamid), each effect derived from what was newly stored.';
-- Nobody but the owner may execute it.

create or replace function private.store_whatsapp_statuses(incoming jsonb, channels uuid[], businesses uuid[])
 returns void
 language plpgsql
 set search_path to ''
as $function$
declare
  in_channel uuid[];
  wamids text[];
begin
  with stored as (
    insert into private.message_statuses as known (business_id, channel_id, wamid, status, recipient, at, error, payload)
    select distinct on (s.number, s.wamid, s.status, s.recipient)
      businesses[s.number + 1], channels[s.number + 1], s.wamid, s.status, s.recipient, coalesce(s.at, now()), s.error, s.payload
    from jsonb_to_recordset(incoming) as s (number int, wamid text, status text, recipient text, at timestamptz, error jsonb,
      payload jsonb)
    where channels[s.number + 1] is not null
    order by s.number, s.wamid, s.status, s.recipient, s.at
    on conflict (channel_id, wamid, status, recipient) do update
    set at = excluded.at, error = excluded.error, payload = excluded.payload
    where excluded.at < known.at
    returning channel_id, wamid
  )
  select array_agg(channel_id), array_agg(wamid) into in_channel, wamids from stored;
  perform private.settle_statuses(in_channel, wamids);
end
$function$;
comment on function private.store_whatsapp_statuses(jsonb,uuid[],uuid[]) is 'Keeps every status with its first time; moves messages forward.';
-- Nobody but the owner may execute it.

create or replace function private.subscribe_push(business uuid, device jsonb)
 returns uuid
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  me uuid;
  made uuid;
begin
  select m.employee_id into me from private.my_membership(business) m;
  if me is null then
    perform private.refuse('not_found', 'There is no such business, or you are not in it.');
  end if;
  -- Two who subscribe one browser at the same moment would not see each other's row.
  perform pg_advisory_xact_lock(hashtextextended(device ->> 'endpoint', 0));
  -- A browser that someone else signs in with must not go on telling them what was meant for its former user.
  delete from public.push_subscriptions s
  using public.employees e
  where s.endpoint = device ->> 'endpoint' and e.id = s.employee_id and e.user_id <> auth.uid();
  insert into public.push_subscriptions as known (business_id, employee_id, endpoint, p256dh, auth, name, device_type, browser, system)
  values (business, me, device ->> 'endpoint', device ->> 'p256dh', device ->> 'auth', device ->> 'name',
    coalesce(device ->> 'device_type', 'unknown'), device ->> 'browser', device ->> 'system')
  on conflict (employee_id, endpoint) do update
  set p256dh = excluded.p256dh, auth = excluded.auth, name = coalesce(excluded.name, known.name),
      device_type = excluded.device_type, browser = excluded.browser, system = excluded.system, failures = 0
  returning known.id into made;
  -- Browsers make new endpoints and forget old ones: more than twenty devices nobody has.
  delete from public.push_subscriptions s
  where s.id in (
    select old.id from public.push_subscriptions old
    where old.employee_id = me and old.id <> made
    order by coalesce(old.last_delivered_at, old.updated_at) desc offset 19
  );
  return made;
end
$function$;
comment on function private.subscribe_push(uuid,jsonb) is 'Adds the caller''s browser ({endpoint, p256dh, auth, name, device_type, browser, system}) or renews it; returns its id. The endpoint is taken from anyone else who had it: there is one person before a browser.';
grant execute on function private.subscribe_push(uuid,jsonb) to authenticated;

create or replace function private.thaw_email_batch(batch uuid)
 returns boolean
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  frozen private.email_batches;
begin
  select * into frozen from private.email_batches b
  where b.id = batch and b.closed_at is null and b.uncertain_since is null and b.created_at < now() - interval '5 minutes'
  for update;
  if not found or exists (
    select from public.communication_logs l
    where l.id = any (frozen.log_ids)
      and not exists (select from private.jobs j where j.queue = 'email' and j.key = 'notification:' || l.notification_id)
  ) then
    return false;
  end if;
  update private.jobs j set outcome = null, finished_at = null, attempts = 0, run_at = now()
  from public.communication_logs l
  where l.id = any (frozen.log_ids) and j.queue = 'email' and j.key = 'notification:' || l.notification_id
    -- One that somebody has in hand is being written already; one that ended otherwise since is wanted no more.
    and (j.outcome = 'done' or j.outcome is null and j.lease_token is null);
  delete from public.communication_logs l where l.id = any (frozen.log_ids) and l.status = 'sending';
  update private.email_batches b set mails = null, closed_at = now() where b.id = batch;
  return true;
end
$function$;
comment on function private.thaw_email_batch(uuid) is 'Takes a batch back that has waited for more than five minutes and of which surely nothing was sent: its mails'' jobs begin anew, so that who has read, muted or left meanwhile gets none. Returns whether it did: not for mails that no job could write again.';
grant execute on function private.thaw_email_batch(uuid) to service_role;

create or replace function private.tick()
 returns integer
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  address text;
  secret text;
  waking text;
  woken int := 0;
begin
  update private.clock set last_tick_at = now();
  perform private.harvest_wake_ups();
  perform private.close_dead_email_batches();
  for waking in
    select distinct q.dispatcher from private.queues q
    where exists (
      select from private.jobs j
      where j.queue = q.name and j.outcome is null and j.run_at <= now() and (j.lease_until is null or j.lease_until <= now())
    )
    -- One that is still at work needs no second call.
    and not exists (select from private.wake_ups w where w.dispatcher = q.dispatcher and w.answered_at is null and w.asked_at > now() - interval '2 minutes')
  loop
    if address is null then
      select s.decrypted_secret into address from vault.decrypted_secrets s where s.name = 'frontdesk_functions_url';
      select s.decrypted_secret into secret from vault.decrypted_secrets s where s.name = 'frontdesk_worker_secret';
      if address is null or secret is null then
        raise exception 'the Vault lacks frontdesk_functions_url or frontdesk_worker_secret: see README, "Deploy to Supabase"';
      end if;
    end if;
    insert into private.wake_ups (dispatcher, request_id)
    values (waking, net.http_post(
      url => rtrim(address, '/') || '/' || waking,
      body => '{}',
      headers => jsonb_build_object('content-type', 'application/json', 'x-worker-secret', secret),
      timeout_milliseconds => 60000
    ));
    woken := woken + 1;
  end loop;
  return woken;
end
$function$;
comment on function private.tick() is 'What the clock does each minute: harvests answers, closes what died and wakes the dispatchers that have something due, no others. Returns how many.';
-- Nobody but the owner may execute it.

create or replace function private.touch_row()
 returns trigger
 language plpgsql
 set search_path to ''
as $function$
begin
  new.created_at := old.created_at;
  new.updated_at := now();
  return new;
end
$function$;
comment on function private.touch_row() is 'guard_row for the one table that is a business rather than in one.';
-- Nobody but the owner may execute it.

create or replace function private.write_audit()
 returns trigger
 language plpgsql
 security definer
 set search_path to ''
as $function$
declare
  -- What shared/db says of the caller; through the Data API there are only the claims and the request's headers.
  context jsonb := nullif(current_setting('frontdesk.context', true), '')::jsonb;
  headers jsonb := coalesce(nullif(current_setting('request.headers', true), ''), '{}')::jsonb;
  -- Columns named by the trigger are secret: that they changed is said, what they were is not.
  secret text[] := coalesce(tg_argv[0:], '{}');
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - secret end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - secret end;
  subject jsonb := coalesce(after, before);
begin
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - 'updated_at' = to_jsonb(new) - 'updated_at' then
      return null;
    end if;
    select jsonb_object_agg(key, before -> key), jsonb_object_agg(key, value) into before, after
    from jsonb_each(after) where value is distinct from before -> key and key <> 'updated_at';
  end if;
  insert into public.audit_logs (business_id, actor_kind, actor_id, actor_reason, action, table_name, row_id,
    old_values, new_values, request_id, ip, user_agent)
  values (
    coalesce(subject ->> 'business_id', case tg_table_name when 'businesses' then subject ->> 'id' end)::uuid,
    coalesce(context ->> 'kind', case when auth.uid() is null then 'system' else 'user' end),
    auth.uid(),
    context ->> 'reason',
    lower(tg_op),
    tg_table_name,
    coalesce(subject ->> 'id', subject ->> 'employee_id', subject ->> 'role_id', subject ->> 'user_id', subject ->> 'name'),
    before,
    after,
    context ->> 'request_id',
    -- The platform appends the address it saw; what stands before it was the caller's own claim.
    left(coalesce(context ->> 'ip', trim(reverse(split_part(reverse(headers ->> 'x-forwarded-for'), ',', 1)))), 45),
    left(coalesce(context ->> 'user_agent', headers ->> 'user-agent'), 300)
  );
  return null;
end
$function$;
comment on function private.write_audit() is 'One audit row per changed row, in the transaction that changed it. Arguments: columns whose values stay secret.';
-- Nobody but the owner may execute it.


-- On tables of the platform ---------------------------------------------------------------------------------

-- storage bucket media: private

create policy "those who may read conversations read media" on storage.objects for select to authenticated
  using ((bucket_id = 'media') and ((storage.foldername(name))[1] = any (array(select (private.businesses_with('conversations.read'))::text))));

create policy "those who may reply add media" on storage.objects for insert to authenticated
  with check ((bucket_id = 'media') and ((storage.foldername(name))[1] = any (array(select (private.businesses_with('conversations.reply'))::text))));

create policy "those who may reply replace media" on storage.objects for update to authenticated
  using ((bucket_id = 'media') and ((storage.foldername(name))[1] = any (array(select (private.businesses_with('conversations.reply'))::text))))
  with check ((bucket_id = 'media') and ((storage.foldername(name))[1] = any (array(select (private.businesses_with('conversations.reply'))::text))));

create policy "those who may reply remove media" on storage.objects for delete to authenticated
  using ((bucket_id = 'media') and ((storage.foldername(name))[1] = any (array(select (private.businesses_with('conversations.reply'))::text))));


-- Schedules -------------------------------------------------------------------------------------------------

select cron.schedule('frontdesk: delete expired notifications', '9 * * * *', 'delete from public.notifications where expires_at < now()');

select cron.schedule('frontdesk: make audit partitions', '17 3 * * *', 'select private.make_audit_partitions()');

select cron.schedule('frontdesk: prune jobs', '41 3 * * *', 'select private.prune_jobs()');

select cron.schedule('frontdesk: wake dispatchers', '* * * * *', 'select private.tick()');
