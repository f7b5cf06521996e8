create schema audit;
comment on schema audit is 'Monthly partitions of public.audit_logs. Never exposed: who reaches a partition directly escapes the parent''s policies.';

create table public.audit_logs (
  id bigint generated always as identity,
  created_at timestamptz not null default now(),
  business_id uuid,
  actor_kind text not null check (actor_kind in ('user', 'worker', 'webhook', 'system')),
  actor_id uuid,
  actor_reason text,
  action text not null check (action in ('insert', 'update', 'delete')),
  table_name text not null,
  row_id text,
  old_values jsonb,
  new_values jsonb,
  outcome text not null default 'success' check (outcome in ('success', 'refused', 'failed')),
  request_id text,
  ip text,
  user_agent text,
  primary key (created_at, id)
) partition by range (created_at);
comment on table public.audit_logs is
  'Who changed what, when and from where, with old and new values. Written by triggers only; unchangeable for everyone.';
create index audit_logs_business on public.audit_logs (business_id, created_at desc, id desc);

alter table public.audit_logs enable row level security;
grant select on public.audit_logs to authenticated, service_role;
create policy "those who may read the audit log" on public.audit_logs for select to authenticated
  using (business_id = any (array(select private.businesses_with('audit.read'))));

create function private.refuse_audit_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = '42501', message = 'the audit log can''t be changed';
end
$$;
comment on function private.refuse_audit_change() is 'Holds even for the owner and for roles that bypass row level security.';
create trigger refuse_change before update or delete on public.audit_logs
  for each row execute function private.refuse_audit_change();
create trigger refuse_truncate before truncate on public.audit_logs
  for each statement execute function private.refuse_audit_change();

create function private.make_audit_partitions(months_ahead int default 3) returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.make_audit_partitions(int) is
  'Makes the partitions of this month and the next ones that are missing; returns how many. Runs daily by schedule, months ahead.';

select private.make_audit_partitions();
-- Should the schedule stand still for months, rows land here rather than stop the work they tell of.
create table audit.audit_logs_default partition of public.audit_logs default;
alter table audit.audit_logs_default enable row level security;
create trigger refuse_truncate before truncate on audit.audit_logs_default
  for each statement execute function private.refuse_audit_change();

create function private.write_audit() returns trigger
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.write_audit() is 'One audit row per changed row, in the transaction that changed it. Arguments: columns whose values stay secret.';

create trigger write_audit after insert or update or delete on public.businesses for each row execute function private.write_audit();
create trigger write_audit after insert or update or delete on public.roles for each row execute function private.write_audit();
create trigger write_audit after insert or update or delete on public.role_permissions for each row execute function private.write_audit();
create trigger write_audit after insert or update or delete on public.employees for each row execute function private.write_audit();
create trigger write_audit after insert or update or delete on public.employee_permissions for each row execute function private.write_audit();
create trigger write_audit after insert or update or delete on public.platform_admins for each row execute function private.write_audit();
create trigger write_audit after insert or update or delete on public.permissions for each row execute function private.write_audit();
