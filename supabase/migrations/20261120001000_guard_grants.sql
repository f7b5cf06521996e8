-- Who may give what. Policies say who may manage roles and employees; these triggers say how far that reaches.

create function private.require_scope(business uuid, wanted text[]) returns void
language plpgsql stable security definer
set search_path = ''
as $$
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
$$;
comment on function private.require_scope(uuid, text[]) is
  'Nobody gives, nor takes from someone who has, what they don''t hold themselves.';

create function private.guard_role_permission() returns trigger
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.guard_role_permission() is 'Grant scope for roles; the Admin role stays whole.';
create trigger guard_role_permission before insert or delete on public.role_permissions
  for each row execute function private.guard_role_permission();

create function private.guard_role() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if old.key in ('admin', 'manager', 'agent', 'viewer')
    and (tg_op = 'UPDATE' or exists (select from public.businesses b where b.id = old.business_id)) then
    perform private.refuse('default_role_is_fixed', 'The roles every business starts with keep their name and can''t be deleted.');
  end if;
  perform private.require_scope(old.business_id,
    array(select rp.permission from public.role_permissions rp where rp.role_id = old.id));
  return coalesce(new, old);
end
$$;
comment on function private.guard_role() is 'The four default roles live as long as their business, under the names by which people know them.';
create trigger guard_role before delete on public.roles for each row execute function private.guard_role();
create trigger guard_role_name before update of key, name on public.roles for each row
  when (new.key <> old.key or new.name <> old.name) execute function private.guard_role();

create function private.guard_employee_permission() returns trigger
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.guard_employee_permission() is
  'Grant scope for exceptions of one employee; lifting a denial is giving. Nobody decides over their own.';
create trigger guard_employee_permission before insert or update or delete on public.employee_permissions
  for each row execute function private.guard_employee_permission();

create function private.guard_employee() returns trigger
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.guard_employee() is 'Grant scope for memberships: a role is given, and taken from someone, only by those who hold all of it.';
create trigger guard_employee before insert or delete or update of role_id, active on public.employees
  for each row execute function private.guard_employee();

create function private.guard_last_admin() returns trigger
language plpgsql security definer
set search_path = ''
as $$
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
$$;
comment on function private.guard_last_admin() is 'A business that has an Admin always keeps one.';
create trigger guard_last_admin after delete or update of role_id, active on public.employees
  for each row execute function private.guard_last_admin();
