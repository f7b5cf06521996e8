create table public.businesses (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(trim(name)) between 1 and 200),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
  industry text,
  description text,
  logo_path text,
  primary_color text check (primary_color ~ '^#[0-9a-f]{6}$'),
  secondary_color text check (secondary_color ~ '^#[0-9a-f]{6}$'),
  time_zone text not null default 'UTC',
  opening_hours jsonb not null default '{}',
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  primary_language text not null default 'en',
  secondary_language text,
  onboarding_step text not null default 'created',
  active boolean not null default true,
  deleted_at timestamptz,
  last_activity_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.businesses is 'The tenant. Everything else belongs to exactly one business.';
comment on column public.businesses.deleted_at is 'Soft delete: its employees lose access on the next statement; the rows wait for retention.';

alter table public.businesses enable row level security;
create trigger touch_row before update on public.businesses for each row execute function private.touch_row();

create function private.check_time_zone() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform now() at time zone new.time_zone;
  return new;
exception when invalid_parameter_value then
  perform private.refuse('refused_by_data', format('There is no time zone %L.', new.time_zone));
  return null;
end
$$;
comment on function private.check_time_zone() is 'Local times become UTC in Postgres only, so Postgres must know the zone.';
create trigger check_time_zone before insert or update of time_zone on public.businesses
  for each row execute function private.check_time_zone();
