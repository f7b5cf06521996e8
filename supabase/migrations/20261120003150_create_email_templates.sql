create table public.email_templates (
  id uuid primary key default gen_random_uuid(),
  business_id uuid not null references public.businesses (id) on delete cascade,
  kind text not null,
  language text not null check (language ~ '^[a-z]{2}$'),
  version int not null,
  subject text not null check (length(subject) between 1 and 500),
  html text not null check (length(html) between 1 and 100000),
  text text not null check (length(text) between 1 and 50000),
  retired_at timestamptz,
  made_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (business_id, kind, language, version),
  foreign key (business_id, made_by) references public.employees (business_id, id) on delete set null (made_by)
);
comment on table public.email_templates is
  'A business''s own texts of its mails. A version is never changed, the newest is used; without one the default applies '
  '(shared/mail/defaults).';
comment on column public.email_templates.retired_at is 'The business went back to the default; the versions stay, for the log names them.';
create index email_templates_made_by on public.email_templates (business_id, made_by) where made_by is not null;
alter table public.email_templates enable row level security;
grant select on public.email_templates to authenticated;
grant select, insert, update, delete on public.email_templates to service_role;
create policy "those who may see what is sent" on public.email_templates for select to authenticated
  using (business_id = any (array(select private.businesses_with('communications.read'))));
create trigger guard_row before update on public.email_templates for each row execute function private.guard_row();
create trigger write_audit after insert or update or delete on public.email_templates
  for each row execute function private.write_audit();

create function private.save_email_template(business uuid, of_kind text, of_language text, subject text, html text, plain text) returns int
language plpgsql security definer
set search_path = ''
as $$
declare
  made int;
begin
  perform private.require_permission(business, 'communications.manage');
  -- Two who save at once get two versions.
  perform pg_advisory_xact_lock(hashtextextended('frontdesk.email_templates:' || business, 0));
  insert into public.email_templates (business_id, kind, language, version, subject, html, text, made_by)
  select business, of_kind, of_language, coalesce(max(t.version), 0) + 1, save_email_template.subject, save_email_template.html, plain,
    (select m.employee_id from private.my_membership(business) m)
  from public.email_templates t
  where t.business_id = business and t.kind = of_kind and t.language = of_language
  returning version into made;
  return made;
end
$$;
comment on function private.save_email_template(uuid, text, text, text, text, text) is
  'Adds the next version of a business''s own template; returns its number. What it may contain is checked where templates are rendered.';
grant execute on function private.save_email_template(uuid, text, text, text, text, text) to authenticated;

create function private.retire_email_template(business uuid, of_kind text, of_language text) returns int
language plpgsql security definer
set search_path = ''
as $$
declare
  retired int;
begin
  perform private.require_permission(business, 'communications.manage');
  update public.email_templates t set retired_at = now()
  where t.business_id = business and t.kind = of_kind and t.language = of_language and t.retired_at is null;
  get diagnostics retired = row_count;
  return retired;
end
$$;
comment on function private.retire_email_template(uuid, text, text) is 'Goes back to the default; returns how many versions that retired.';
grant execute on function private.retire_email_template(uuid, text, text) to authenticated;
