create table private.providers (
  name text primary key,
  queue text not null references private.queues (name),
  failures int not null default 0,
  closed_until timestamptz not null default '-infinity',
  probe_until timestamptz not null default '-infinity',
  allowance int,
  next_call_at timestamptz not null default '-infinity',
  updated_at timestamptz not null default now()
);
comment on table private.providers is
  'The gate before each provider, shared by all isolates: its circuit breaker and its pace. A provider has a row once it '
  'failed, or where its queue has a rate.';
comment on column private.providers.failures is 'In a row.';
comment on column private.providers.closed_until is
  'The circuit is open: no call before. Once this is past, one call is let through as a probe; its success brings -infinity.';
comment on column private.providers.probe_until is 'Until when the probe that is under way is waited for.';
comment on column private.providers.allowance is 'After an outage: how many calls at once, doubled with each that comes back well; null for no bound.';
comment on column private.providers.next_call_at is 'When the rate allows the next call.';
create index providers_queue on private.providers (queue);
grant select on private.providers to service_role;

create function private.lock_provider(provider text, of_queue text) returns private.providers
language plpgsql
set search_path = ''
as $$
declare
  gate private.providers;
begin
  insert into private.providers (name, queue) values (provider, of_queue) on conflict (name) do nothing;
  select * into gate from private.providers p where p.name = provider for update;
  return gate;
end
$$;
comment on function private.lock_provider(text, text) is 'The gate of a provider, locked; made when it is the first to be asked for.';

create function private.admit_calls(provider text, of_queue text, wanted int)
returns table (allowed int, wait_ms float8, spacing_ms float8, watched boolean)
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.admit_calls(text, text, int) is
  'How many of the wanted calls a provider may be given now: the first after wait_ms, each further one spacing_ms later. None '
  'while its circuit is open, or where the first would be more than five seconds off: then wait_ms says for how long. `watched`: '
  'the gate wants to hear of a success, too.';
grant execute on function private.admit_calls(text, text, int) to service_role;

create function private.report_success(provider text) returns void
language sql security definer
set search_path = ''
as $$
  update private.providers p
  set failures = 0, closed_until = '-infinity', probe_until = '-infinity', updated_at = clock_timestamp(),
      allowance = case when p.closed_until > '-infinity' then 2 when p.allowance < 500 then p.allowance * 2 end
  where p.name = provider
    -- While the circuit is open, a call that was on its way before says nothing about the outage's end.
    and p.closed_until <= clock_timestamp()
$$;
comment on function private.report_success(text) is 'A call came back well: ends a probe, and lets twice as many through.';
grant execute on function private.report_success(text) to service_role;

create function private.report_failure(provider text, of_queue text, retry_after_ms float8 default null) returns float8
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.report_failure(text, text, float8) is
  'A call failed by the provider''s fault. Returns for how many milliseconds its circuit is open now; null where it is not: '
  'then it may have been the job''s own fault after all, and counts as an attempt.';
grant execute on function private.report_failure(text, text, float8) to service_role;
