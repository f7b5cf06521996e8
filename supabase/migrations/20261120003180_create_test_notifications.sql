create table private.notification_tests (
  employee_id uuid primary key,
  business_id uuid not null,
  sent_at timestamptz[] not null default '{}',
  foreign key (business_id, employee_id) references public.employees (business_id, id) on delete cascade
);
comment on table private.notification_tests is
  'When an employee last sent tests to themselves, so that their number can be limited: notifications they could delete.';
create index notification_tests_business on private.notification_tests (business_id, employee_id);

create function private.send_test_notification(business uuid, push_subscription uuid default null)
returns table (devices int, retry_after int)
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.send_test_notification(uuid, uuid) is
  'Sends the caller a test: the bell and all their devices, or one of them. Returns how many devices it goes to; after five in a '
  'minute it sends nothing, and returns the seconds to wait as retry_after.';
grant execute on function private.send_test_notification(uuid, uuid) to authenticated;
