create table private.email_batches (
  id uuid primary key,
  mails text,
  log_ids uuid[] not null,
  created_at timestamptz not null default now(),
  uncertain_since timestamptz,
  closed_at timestamptz
);
comment on table private.email_batches is
  'Mails that leave in one call, frozen before it: a retry carries the same idempotency key (the id) and the same bytes.';
comment on column private.email_batches.mails is 'JSON as it is sent; text, since its bytes count. Emptied once they are sent.';
comment on column private.email_batches.log_ids is 'The rows of communication_logs, in the order of the mails.';
comment on column private.email_batches.uncertain_since is
  'Since the first call of which nobody knows whether it sent anything: set before each call, and taken back by an answer that '
  'surely means no. Null: nothing was ever sent.';
-- For what is open, and for what is to be forgotten.
create index email_batches_closed on private.email_batches (closed_at);
grant select, update (uncertain_since) on private.email_batches to service_role;

create function private.freeze_emails(held uuid, jobs jsonb, batch uuid, mails text, logs jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.freeze_emails(uuid, jsonb, uuid, text, jsonb) is
  'Turns prepared mails into one batch to be sent, and their jobs are done: both, or neither.';
grant execute on function private.freeze_emails(uuid, jsonb, uuid, text, jsonb) to service_role;

create function private.close_email_batch(batch uuid, results jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.close_email_batch(uuid, jsonb) is
  'The batch was sent: {place, provider_id | error} of each of its mails. Again is nothing.';
grant execute on function private.close_email_batch(uuid, jsonb) to service_role;

create function private.split_email_batch(batch uuid, parts jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.split_email_batch(uuid, jsonb) is
  'For a batch that was refused whole, of which nothing was sent: each mail ({id, place, mails}) goes on alone, so that the bad '
  'one harms only itself.';
grant execute on function private.split_email_batch(uuid, jsonb) to service_role;

create function private.thaw_email_batch(batch uuid) returns boolean
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.thaw_email_batch(uuid) is
  'Takes a batch back that has waited for more than five minutes and of which surely nothing was sent: its mails'' jobs begin '
  'anew, so that who has read, muted or left meanwhile gets none. Returns whether it did: not for mails that no job could write again.';
grant execute on function private.thaw_email_batch(uuid) to service_role;

create function private.close_dead_email_batches() returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.close_dead_email_batches() is
  'Closes the batches whose jobs have died: their mails failed with them, and their text is forgotten. Returns how many.';

create function private.receive_resend_event(event_id text, told jsonb, payload jsonb, failure text default null) returns boolean
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.receive_resend_event(text, jsonb, jsonb, text) is
  'Takes one event of Resend under its own id: the receipt, and what it tells of a mail ({provider_id, status, at, detail, final}; null '
  'for what concerns no mail). One that can''t be read comes with its `failure` and is kept for a replay; what failed or was '
  'ignored succeeds when it can. Returns whether anything was new.';
grant execute on function private.receive_resend_event(text, jsonb, jsonb, text) to service_role;
