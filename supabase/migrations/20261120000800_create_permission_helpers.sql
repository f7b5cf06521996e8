create function private.permissions_of(employee uuid) returns setof text
language sql stable security definer
set search_path = ''
as $$
  select held.permission
  from public.employees e
  cross join lateral (
    select rp.permission from public.role_permissions rp where rp.role_id = e.role_id
    union
    select ep.permission from public.employee_permissions ep where ep.employee_id = e.id and ep.effect = 'grant'
  ) held
  where e.id = employee and e.active
    and not exists (
      select from public.employee_permissions denied
      where denied.employee_id = e.id and denied.permission = held.permission and denied.effect = 'deny'
    )
$$;
comment on function private.permissions_of(uuid) is 'All that an active employee may do: the role''s and granted ones, less those denied.';
grant execute on function private.permissions_of(uuid) to service_role;

-- plpgsql, because it keeps its plan for the session; an SQL function that can't be inlined is planned again on
-- each call. `rows 4`: people work in few businesses, and the planner should expect that.
create function private.businesses_with(required text) returns setof uuid
language plpgsql stable security definer rows 4
set search_path = ''
as $$
begin
  return query
    select e.business_id
    from public.employees e
    join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
    where e.user_id = (select auth.uid())
      and e.active
      and (
        exists (select from public.role_permissions rp where rp.role_id = e.role_id and rp.permission = required)
        or exists (
          select from public.employee_permissions g
          where g.employee_id = e.id and g.permission = required and g.effect = 'grant'
        )
      )
      and not exists (
        select from public.employee_permissions d
        where d.employee_id = e.id and d.permission = required and d.effect = 'deny'
      );
end
$$;
comment on function private.businesses_with(text) is
  'The businesses in which the caller holds a permission. Policies use it as '
  '`business_id = any (array(select private.businesses_with(''…'')))`: evaluated once per statement, fed to an index. '
  'As `in (select …)` or called per row it is 5 to 70,000 times slower when a client forgets its filter.';
grant execute on function private.businesses_with(text) to authenticated, service_role;

create function private.require_permission(business uuid, required text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if business is null or not business = any (array(select private.businesses_with(required))) then
    raise exception using errcode = '42501', message = format('permission %s is missing', required);
  end if;
end
$$;
comment on function private.require_permission(uuid, text) is 'For definer functions: stops a caller who lacks the permission in that business.';
grant execute on function private.require_permission(uuid, text) to authenticated, service_role;

create function private.my_membership(business uuid) returns table (employee_id uuid, permissions jsonb)
language sql stable security definer
set search_path = ''
as $$
  select e.id, to_jsonb(array(select private.permissions_of(e.id)))
  from public.employees e
  join public.businesses b on b.id = e.business_id and b.active and b.deleted_at is null
  where e.business_id = business and e.user_id = (select auth.uid()) and e.active
$$;
comment on function private.my_membership(uuid) is 'The caller''s own place in a business, with all they may do there; no row for a stranger.';
grant execute on function private.my_membership(uuid) to authenticated;
