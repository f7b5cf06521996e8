-- Cron only wakes. What is due stands in private.jobs; a missed tick costs delay, never a job.
do $$
begin
  -- Hosted projects offer both; elsewhere stand-ins of their interfaces are there already.
  if to_regnamespace('net') is null then
    create extension pg_net;
  end if;
  if to_regnamespace('vault') is null then
    create extension supabase_vault;
  end if;
end
$$;

create table private.wake_ups (
  id bigint generated always as identity primary key,
  dispatcher text not null,
  request_id bigint not null,
  asked_at timestamptz not null default now(),
  answered_at timestamptz,
  status int,
  error text
);
comment on table private.wake_ups is
  'Each call by which the clock woke a dispatcher, and what it answered: pg_cron''s "succeeded" says only that the request was queued.';
create index wake_ups_open on private.wake_ups (dispatcher, id) where answered_at is null;
create index wake_ups_dispatcher on private.wake_ups (dispatcher, id desc);

create table private.clock (
  one boolean primary key default true check (one),
  last_tick_at timestamptz
);
comment on table private.clock is 'When the clock last ticked.';
insert into private.clock default values;

create function private.harvest_wake_ups() returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.harvest_wake_ups() is 'Notes what woken dispatchers answered, before pg_net forgets it; returns how many.';

create function private.tick() returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.tick() is
  'What the clock does each minute: harvests answers, closes what died and wakes the dispatchers that have something due, no others. Returns how many.';

create function private.prune_jobs() returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.prune_jobs() is 'Forgets what is long over, pg_cron''s own diary too; returns how many jobs that were.';

create function private.schedule_clock() returns void
language sql security definer
set search_path = ''
as $$
  select cron.schedule('frontdesk: wake dispatchers', '* * * * *', 'select private.tick()');
  select cron.schedule('frontdesk: delete expired notifications', '9 * * * *', 'delete from public.notifications where expires_at < now()');
  select cron.schedule('frontdesk: prune jobs', '41 3 * * *', 'select private.prune_jobs()');
$$;
comment on function private.schedule_clock() is 'Puts the clock''s schedules into pg_cron under their names; again is no harm, and mends them.';
select private.schedule_clock();

create function private.read_health() returns jsonb
language sql stable security definer
set search_path = ''
as $$
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
$$;
comment on function private.read_health() is 'What an operator wants to know of the outbox and its clock, at one glance.';
grant execute on function private.read_health() to service_role;
