-- The storage schema's tables come from @supabase/lite; the rights are those of a hosted project.
grant usage on schema storage to anon, authenticated, service_role, postgres;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
alter table storage.buckets owner to postgres;
alter table storage.objects owner to postgres;
