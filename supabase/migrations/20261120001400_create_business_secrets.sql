create table private.business_secrets (
  business_id uuid not null references public.businesses (id) on delete cascade,
  name text not null check (name ~ '^[a-z0-9_:-]{1,120}$'),
  key_id text not null,
  nonce bytea not null,
  data bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (business_id, name)
);
comment on table private.business_secrets is
  'A business''s own secrets, sealed by shared/secrets (AES-256-GCM; business and name are bound in). No role but the service role reads it, and what it reads is sealed.';
grant select, insert, update, delete on private.business_secrets to service_role;
create trigger guard_row before update on private.business_secrets for each row execute function private.guard_row();
create trigger write_audit after insert or update or delete on private.business_secrets
  for each row execute function private.write_audit('nonce', 'data');
