create function private.refuse(code text, message text) returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = 'FD000', message = message, detail = code;
end
$$;
comment on function private.refuse(text, text) is
  'Refuses what the caller asked for. `code` is one of the stable codes in shared/problem/problem-codes.ts and decides '
  'the HTTP status; `message` is a sentence a person may read.';
grant execute on function private.refuse(text, text) to authenticated, service_role;

create function private.guard_row() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.business_id is distinct from old.business_id then
    perform private.refuse('business_is_fixed', 'A record can''t move to another business.');
  end if;
  new.created_at := old.created_at;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_row() is
  'Before each update: a row stays in its business and keeps its birth date, whoever updates it; updated_at follows.';

create function private.touch_row() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.created_at := old.created_at;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.touch_row() is 'guard_row for the one table that is a business rather than in one.';
