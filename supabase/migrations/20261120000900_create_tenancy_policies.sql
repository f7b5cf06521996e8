-- Reading
grant select on public.businesses, public.roles, public.role_permissions, public.employees, public.employee_permissions
  to authenticated, service_role;

create policy "employees read their business" on public.businesses for select to authenticated
  using (id = any (array(select private.businesses_with('business.read'))));
create policy "employees read roles" on public.roles for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))));
create policy "employees read what roles hold" on public.role_permissions for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))));
create policy "employees read employees, and themselves" on public.employees for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))) or user_id = (select auth.uid()));
create policy "employees read extra permissions" on public.employee_permissions for select to authenticated
  using (business_id = any (array(select private.businesses_with('employees.read'))));

-- Changing. Which columns is the grant's matter, whose rows the policy's, how much the triggers' (guard_grants).
grant update (name, industry, description, logo_path, primary_color, secondary_color, time_zone, opening_hours, currency,
  primary_language, secondary_language) on public.businesses to authenticated;
create policy "those who may update the business" on public.businesses for update to authenticated
  using (id = any (array(select private.businesses_with('business.update'))))
  with check (id = any (array(select private.businesses_with('business.update'))));

grant insert (business_id, key, name, description), update (name, description), delete on public.roles to authenticated;
create policy "those who manage roles add them" on public.roles for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('roles.manage'))));
create policy "those who manage roles change them" on public.roles for update to authenticated
  using (business_id = any (array(select private.businesses_with('roles.manage'))))
  with check (business_id = any (array(select private.businesses_with('roles.manage'))));
create policy "those who manage roles remove them" on public.roles for delete to authenticated
  using (business_id = any (array(select private.businesses_with('roles.manage'))));

grant insert (business_id, role_id, permission), delete on public.role_permissions to authenticated;
create policy "those who manage roles give to them" on public.role_permissions for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('roles.manage'))));
create policy "those who manage roles take from them" on public.role_permissions for delete to authenticated
  using (business_id = any (array(select private.businesses_with('roles.manage'))));

grant update (role_id, display_name, active, language) on public.employees to authenticated;
create policy "those who manage employees change them" on public.employees for update to authenticated
  using (business_id = any (array(select private.businesses_with('employees.manage'))))
  with check (business_id = any (array(select private.businesses_with('employees.manage'))));

grant insert (business_id, employee_id, permission, effect), update (effect), delete on public.employee_permissions to authenticated;
create policy "those who manage employees add exceptions" on public.employee_permissions for insert to authenticated
  with check (business_id = any (array(select private.businesses_with('employees.manage'))));
create policy "those who manage employees change exceptions" on public.employee_permissions for update to authenticated
  using (business_id = any (array(select private.businesses_with('employees.manage'))))
  with check (business_id = any (array(select private.businesses_with('employees.manage'))));
create policy "those who manage employees remove exceptions" on public.employee_permissions for delete to authenticated
  using (business_id = any (array(select private.businesses_with('employees.manage'))));

grant insert, update, delete on public.businesses, public.roles, public.employees, public.employee_permissions to service_role;
-- A permission of a role is given or taken, never changed into another.
grant insert, delete on public.role_permissions to service_role;
