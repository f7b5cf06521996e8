create function private.add_default_roles() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.roles (business_id, key, name, description) values
    (new.id, 'admin', 'Admin', 'Everything'),
    (new.id, 'manager', 'Manager', 'Runs the business day to day'),
    (new.id, 'agent', 'Agent', 'Serves clients'),
    (new.id, 'viewer', 'Viewer', 'Reads only');
  insert into public.role_permissions (business_id, role_id, permission)
  select new.id, r.id, p.key
  from public.roles r
  join public.permissions p on r.key = any (p.default_roles)
  where r.business_id = new.id;
  return null;
end
$$;
comment on function private.add_default_roles() is 'Gives each new business its four roles, with what the registry says they hold.';
create trigger add_default_roles after insert on public.businesses for each row execute function private.add_default_roles();

create function private.add_permission(new_key text, new_description text, new_default_roles text[]) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.permissions (key, description, default_roles) values (new_key, new_description, new_default_roles);
  insert into public.role_permissions (business_id, role_id, permission)
  select r.business_id, r.id, new_key from public.roles r where r.key = any (new_default_roles);
$$;
comment on function private.add_permission(text, text, text[]) is
  'For later migrations: registers a permission and gives it to the default roles of the businesses that exist.';

create function private.create_business(
  business_name text,
  business_slug text,
  admin_user uuid,
  admin_name text
) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  business uuid;
begin
  insert into public.businesses (name, slug) values (business_name, business_slug) returning id into business;
  insert into public.employees (business_id, user_id, role_id, display_name)
  select business, admin_user, r.id, admin_name from public.roles r where r.business_id = business and r.key = 'admin';
  return business;
end
$$;
comment on function private.create_business(text, text, uuid, text) is
  'Makes a business with its default roles and its first Admin, all or nothing. Returns its id.';
grant execute on function private.create_business(text, text, uuid, text) to service_role;
