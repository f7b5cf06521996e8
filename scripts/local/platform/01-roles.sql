-- What a hosted Supabase project has before our first migration: its roles and their default rights.
-- `postgres` owns our objects but is no superuser, so a migration that needs more fails here too.
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
-- The local Data API and Auth are one program (scripts/local/data-api.ts): it owns nothing, so it can grant nothing.
create role supabase_lite login inherit;
create role postgres login createdb createrole bypassrls replication;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to supabase_lite;
grant anon, authenticated, service_role to postgres with admin option;

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;

alter schema public owner to postgres;
grant usage on schema public to anon, authenticated, service_role;

-- Hosted projects once granted everything by default. Frontdesk's migrations must not depend on it, nor leak by it.
alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;
