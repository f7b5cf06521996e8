-- `private` holds what clients must never address directly: helpers, receipts, identities, secrets.
-- It is not among the Data API's schemas; `authenticated` may only resolve names in it, for policies.
create schema private;
comment on schema private is 'Helpers and tables that the Data API never exposes. Each grant in it is explicit.';
grant usage on schema private to authenticated, service_role;

-- Nothing is granted by being created: each migration grants what it means to. The revoke from PUBLIC must be
-- global, a per-schema one takes nothing away.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

create schema if not exists extensions;
create extension if not exists btree_gin with schema extensions;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists pg_trgm with schema extensions;
