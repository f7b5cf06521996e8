-- Two businesses to try things with, each with one login per default role. For local use: the password is public.
do $$
declare
  demo record;
  member record;
  business uuid;
  person uuid;
begin
  for demo in
    select * from (values
      ('Samia Tarot', 'samia-tarot', 'Asia/Beirut', 'ar', '200000000000001', '100000000000001', '96170000001'),
      ('Cedar Clinic', 'cedar-clinic', 'Europe/Berlin', 'en', '200000000000002', '100000000000002', '96170000002')
    ) as d (name, slug, time_zone, language, phone_number_id, waba_id, display_phone_number)
  loop
    continue when exists (select from public.businesses b where b.slug = demo.slug);
    for member in
      select * from (values ('admin', 'Amal'), ('manager', 'Maya'), ('agent', 'Aziz'), ('viewer', 'Vera')) as m (role, name)
    loop
      person := gen_random_uuid();
      insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
        -- Auth reads these as text and stumbles over null.
        confirmation_token, recovery_token, email_change, email_change_token_new)
      values (person, 'authenticated', 'authenticated', member.role || '@' || demo.slug || '.test',
        extensions.crypt('frontdesk-demo', extensions.gen_salt('bf', 6)), now(),
        '{"provider": "email", "providers": ["email"]}', jsonb_build_object('name', member.name), '', '', '', '');
      insert into auth.identities (id, provider, provider_id, user_id, identity_data)
      values (gen_random_uuid(), 'email', person::text, person,
        jsonb_build_object('sub', person, 'email', member.role || '@' || demo.slug || '.test', 'email_verified', true));
      if member.role = 'admin' then
        business := private.create_business(demo.name, demo.slug, person, member.name);
      else
        insert into public.employees (business_id, user_id, role_id, display_name)
        select business, person, r.id, member.name from public.roles r where r.business_id = business and r.key = member.role;
      end if;
    end loop;
    update public.businesses b
    set time_zone = demo.time_zone, primary_language = demo.language, secondary_language = 'en'
    where b.id = business;
    insert into public.channels (business_id, name, phone_number_id, waba_id, display_phone_number)
    values (business, 'WhatsApp', demo.phone_number_id, demo.waba_id, demo.display_phone_number);
  end loop;

  -- Hosted Auth looks people up by instance; the local stand-in has no such column.
  if exists (
    select from information_schema.columns
    where table_schema = 'auth' and table_name = 'users' and column_name = 'instance_id'
  ) then
    execute $sql$ update auth.users set instance_id = '00000000-0000-0000-0000-000000000000' where instance_id is null $sql$;
  end if;
end
$$;
