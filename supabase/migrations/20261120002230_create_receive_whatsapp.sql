-- One call for what arrives together. shared/whatsapp/read-delivery.ts says what a delivery contains (the provider's
-- language); this and the migrations before it say what becomes of it (ours).

create function private.receive_whatsapp(deliveries jsonb, elements jsonb, context text, only_channel uuid default null)
returns boolean
language plpgsql security definer
set search_path = ''
-- Every statement below probes by key, however large the tables are. A plan is made once per session and kept; without
-- these settings one made while the tables were small would go on reading them whole.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
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
$$;
comment on function private.receive_whatsapp(jsonb, jsonb, text, uuid) is
  'Takes WhatsApp deliveries that arrived together: stores all that is in them, and their receipts. A delivery that can''t '
  'be stored comes again with its `failure` and no elements, and is kept for a replay. Everything in it is idempotent: a '
  'delivery told again changes nothing, and one that failed or was unrouted succeeds when it can. Returns whether a '
  'push now waits to be sent at once.';
grant execute on function private.receive_whatsapp(jsonb, jsonb, text, uuid) to service_role;
