create function private.stop_emails(employee uuid, category text) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.notification_preferences as known (business_id, employee_id, category, channel, enabled)
  select e.business_id, e.id, c.key, 'email', false
  from public.employees e
  join public.notification_categories c on c.key = stop_emails.category
  where e.id = stop_emails.employee
  on conflict (employee_id, category, channel) do update set enabled = false where known.enabled
$$;
comment on function private.stop_emails(uuid, text) is
  'Ends an employee''s e-mails of a category, at the word of a link in one of them. Again, or for somebody or something '
  'that is gone, it is nothing.';
grant execute on function private.stop_emails(uuid, text) to service_role;
