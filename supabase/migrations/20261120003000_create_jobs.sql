-- The outbox: what must happen outside is written here by the transaction that decides it, and done by a dispatcher.

create table private.queues (
  name text primary key check (name ~ '^[a-z]+(_[a-z]+)*$'),
  dispatcher text not null,
  batch int not null check (batch between 1 and 1000),
  lease interval not null,
  attempts int not null check (attempts > 0),
  backoff interval not null,
  longest_backoff interval not null,
  pause interval not null default '0',
  rate_per_second numeric check (rate_per_second > 0)
);
comment on table private.queues is 'The settings of each queue, all in one place; an operator may change them in a running system.';
comment on column private.queues.dispatcher is 'The flow that works through it.';
comment on column private.queues.batch is 'How many jobs one claim takes.';
comment on column private.queues.lease is 'How long a claim holds. Longer than a batch may take: after it the jobs are given to someone else.';
comment on column private.queues.attempts is 'After so many failures of its own a job is dead, for a person to look at.';
comment on column private.queues.backoff is 'Before the second attempt; doubled before each further one, up to longest_backoff, and spread by half either way.';
comment on column private.queues.pause is 'At least so long after its last end a job that is asked for again begins anew.';
comment on column private.queues.rate_per_second is 'Calls that one provider takes in a second, over all isolates; null for no limit of ours.';

create table private.jobs (
  id bigint generated always as identity primary key,
  queue text not null,
  key text not null check (length(key) <= 500),
  business_id uuid references public.businesses (id) on delete cascade,
  payload jsonb not null default '{}',
  due_at timestamptz not null,
  run_at timestamptz not null,
  attempts int not null default 0,
  lease_until timestamptz,
  lease_token uuid,
  again boolean not null default false,
  outcome text check (outcome in ('done', 'skipped', 'cancelled', 'dead')),
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
-- A claim changes no indexed column: with room in the page for a second version of each row it leaves every index alone.
-- At 70 a claim and its end took a third longer (tests/bench/jobs.ts).
) with (fillfactor = 40);
comment on table private.jobs is
  'What is to happen outside, and what became of it. Written in the transaction that decides, under a key that makes it '
  'happen once; claimed with a lease and a token, so that who lost the lease can''t settle it any more.';
comment on column private.jobs.key is 'The same key in the same queue is the same job, also after it is done.';
comment on column private.jobs.business_id is 'Whose job it is; null for the installation''s own.';
comment on column private.jobs.due_at is 'When it should have happened.';
comment on column private.jobs.run_at is 'When it is tried next: due_at, until a failure moves it.';
comment on column private.jobs.again is 'It was asked for once more while someone had it in hand: when it ends it begins anew.';
comment on column private.jobs.outcome is 'Null while open. skipped: looked at again just before, and no longer wanted; dead: out of attempts.';
comment on column private.jobs.error is 'What the last attempt failed with, or why it was skipped; for the operator.';
create unique index jobs_key on private.jobs (queue, key);
create index jobs_open on private.jobs (queue, run_at, id) where outcome is null;
-- Nothing else: each index costs each job. Deleting a business and pruning read the table whole, and may.
create index jobs_dead on private.jobs (queue, finished_at) where outcome = 'dead';
grant select on private.queues, private.jobs to service_role;

create function private.enqueue(into_queue text, jobs jsonb) returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.enqueue(text, jsonb) is
  'Writes jobs ({key, business_id, payload, run_at}) into a queue as part of the caller''s transaction; returns how many '
  'are new. A key that was ever in the queue stands for the same job, and is left as it is.';
grant execute on function private.enqueue(text, jsonb) to service_role;

create function private.cancel_jobs(in_queue text, keys text[]) returns int
language sql security definer
set search_path = ''
as $$
  with cancelled as (
    update private.jobs j set outcome = 'cancelled', finished_at = now(), lease_until = null, lease_token = null
    where j.queue = in_queue and j.key = any (keys) and j.outcome is null
    returning 1
  )
  select count(*)::int from cancelled
$$;
comment on function private.cancel_jobs(text, text[]) is
  'Takes back what has not happened yet; returns how many. One that is under way at this moment may still happen once.';
grant execute on function private.cancel_jobs(text, text[]) to service_role;

create function private.retry_jobs(ids bigint[]) returns int
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.retry_jobs(bigint[]) is
  'Gives dead jobs all their attempts again, from now on; returns how many. An operator''s decision: no flow may take it. When a '
  'job should have happened stays as it was, so what has become too late is skipped. The job of a batch of mails that is closed stays dead.';

insert into private.queues (name, dispatcher, batch, lease, attempts, backoff, longest_backoff, pause, rate_per_second) values
  -- What comes of one matter within half a minute is told by one more push, and by one mail in some hours.
  ('push', 'push-dispatch', 100, '2 minutes', 6, '10 seconds', '30 minutes', '30 seconds', null),
  -- Preparing a mail touches the database only; its sending is the batch's job.
  ('email', 'email-dispatch', 100, '2 minutes', 5, '10 seconds', '10 minutes', '4 hours', null),
  -- Resend: 5 calls a second per team, over all keys. Somewhat fewer, for they arrive less evenly than they leave: at 5 every
  -- few seconds one is refused, and that holds up the others.
  ('email_batches', 'email-dispatch', 5, '3 minutes', 10, '30 seconds', '1 hour', '0', 4);
