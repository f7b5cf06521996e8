insert into storage.buckets (id, name, public) values ('media', 'media', false) on conflict (id) do nothing;

-- Files lie under <business_id>/…; the first folder decides. The text comparison keeps a malformed path a refusal, not an error.
create policy "those who may read conversations read media" on storage.objects for select to authenticated
  using (bucket_id = 'media' and (storage.foldername(name))[1] = any (array(select private.businesses_with('conversations.read')::text)));
create policy "those who may reply add media" on storage.objects for insert to authenticated
  with check (bucket_id = 'media' and (storage.foldername(name))[1] = any (array(select private.businesses_with('conversations.reply')::text)));
create policy "those who may reply replace media" on storage.objects for update to authenticated
  using (bucket_id = 'media' and (storage.foldername(name))[1] = any (array(select private.businesses_with('conversations.reply')::text)))
  with check (bucket_id = 'media' and (storage.foldername(name))[1] = any (array(select private.businesses_with('conversations.reply')::text)));
create policy "those who may reply remove media" on storage.objects for delete to authenticated
  using (bucket_id = 'media' and (storage.foldername(name))[1] = any (array(select private.businesses_with('conversations.reply')::text)));
