create function private.claim_jobs(from_queue text, most int default null)
returns table (id bigint, token uuid, business_id uuid, key text, payload jsonb, attempts int, due_at timestamptz)
language plpgsql security definer
set search_path = ''
-- The plan is the same however many jobs there are: the open ones in order, until enough are found.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
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
$$;
comment on function private.claim_jobs(text, int) is
  'Gives the caller the jobs that are due, oldest first, and a lease on them. A job whose lease ran out comes alone.';
grant execute on function private.claim_jobs(text, int) to service_role;

create function private.settle_jobs(held uuid, settlements jsonb) returns int
language plpgsql security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
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
$$;
comment on function private.settle_jobs(uuid, jsonb) is
  'Says what became of jobs of one claim: {id, outcome: done | skipped | dead | retry | postponed, error, after_ms, '
  'alone (with retry: the next attempt has a claim of its own), '
  'moved (with postponed: its time itself has moved)}. Returns how many it could: none of those that someone else has claimed since.';
grant execute on function private.settle_jobs(uuid, jsonb) to service_role;
