-- Vault's interface (supabase_vault 0.3) over a plain table; the rights are those of a hosted project: secrets are
-- written through the two functions only.
create schema vault;
comment on schema vault is 'Vault, played: secrets that SQL may read by name.';

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index on vault.secrets (name) where name is not null;
comment on table vault.secrets is 'Secrets by name. Vault encrypts them; this stand-in keeps them as they are.';
comment on column vault.secrets.secret is
  'The plain secret. In Vault only decrypted_secrets shows it, and this column holds what it was encrypted to.';
comment on column vault.secrets.key_id is 'Vault''s; unused here.';
comment on column vault.secrets.nonce is 'Vault''s; unused here.';

create view vault.decrypted_secrets as
select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at
from vault.secrets;
comment on view vault.decrypted_secrets is 'The secrets, readable.';

create function vault.create_secret(
  new_secret text,
  new_name text default null,
  new_description text default '',
  new_key_id uuid default null
) returns uuid language sql security definer set search_path = '' as $$
  insert into vault.secrets (secret, name, description) values (new_secret, new_name, new_description) returning id
$$;
comment on function vault.create_secret is 'Keeps a new secret and returns its id; a name is taken once. The key is ignored, as in Vault.';

create function vault.update_secret(
  secret_id uuid,
  new_secret text default null,
  new_name text default null,
  new_description text default null,
  new_key_id uuid default null
) returns void language sql security definer set search_path = '' as $$
  update vault.secrets set
    secret = coalesce(new_secret, secret),
    name = coalesce(new_name, name),
    description = coalesce(new_description, description),
    updated_at = now()
  where id = secret_id
$$;
comment on function vault.update_secret is 'Changes what is given of a secret, and leaves what is null.';

revoke execute on all functions in schema vault from public;
grant usage on schema vault to postgres with grant option;
grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets to postgres with grant option;
grant execute on all functions in schema vault to postgres with grant option;
grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on all functions in schema vault to service_role;
