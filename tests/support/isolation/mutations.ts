import { type Mutation, rewrite } from "./mutation.ts";
import { PERSONAL_MUTATIONS } from "./personal-mutations.ts";

const ALLOWED = "(array(select private.businesses_with('clients.update')))";
const UPDATE_POLICY = `"those who may change clients"`;

export const MUTATIONS: Mutation[] = [
  ...PERSONAL_MUTATIONS,
  {
    mistake: "row level security is off",
    sql: "alter table public.clients disable row level security",
    found: /^public\.clients: select by an admin of another business: expected rows:0/,
  },
  {
    mistake: "a policy lets everyone read",
    sql: "create policy leak on public.messages for select to authenticated using (true)",
    found: /^public\.messages: select by someone without a business: expected rows:0/,
  },
  {
    mistake: "a policy lets everyone insert",
    sql: "create policy leak on public.roles for insert to authenticated with check (true)",
    found: /^public\.roles: insert by an ex-employee: expected 42501/,
  },
  {
    mistake: "an update policy has no check",
    sql: `drop policy ${UPDATE_POLICY} on public.clients;
      create policy ${UPDATE_POLICY} on public.clients for update to authenticated using (business_id = any ${ALLOWED})`,
    found: /^public\.clients: those who may change clients: it has no with check/,
  },
  {
    mistake: "an update policy's check is true",
    sql: `alter policy ${UPDATE_POLICY} on public.clients with check (true)`,
    found: /^public\.clients: those who may change clients: its with check is true/,
  },
  {
    mistake: "an update policy's check is true, and nothing else holds the row",
    sql: `drop trigger guard_row on public.clients;
      grant update (business_id) on public.clients to authenticated;
      create policy leak on public.clients for update to authenticated
        using (business_id = any ${ALLOWED}) with check (true)`,
    found:
      /^public\.clients: move of all rows into the business by an admin of another business: expected 42501/,
  },
  {
    mistake: "anon may read a table",
    sql: "grant select on public.clients to anon",
    found: /^public\.clients: anon may select here/,
  },
  {
    mistake: "anon may read a column",
    sql: "grant select (name) on public.businesses to anon",
    found: /^public\.businesses: anon may select here/,
  },
  {
    mistake: "a new definer function believes the business it is told",
    sql:
      `create function public.count_clients(business uuid) returns bigint language sql stable security definer
        set search_path = '' as 'select count(*) from public.clients c where c.business_id = business';
      grant execute on function public.count_clients(uuid) to authenticated`,
    found:
      /^public\.count_clients\(uuid\): call with the business by someone without a business: expected 42501/,
  },
  {
    mistake: "a definer function forgot to ask for the permission",
    sql: rewrite(
      "private.search_clients(uuid,text,integer)",
      "perform private\\.require_permission[^;]*;",
      "",
    ),
    found:
      /^private\.search_clients\(.*\): call with the business by an employee without permissions: expected 42501/,
  },
  {
    mistake: "a check that null passes",
    sql: rewrite("private.require_permission(uuid,text)", "business is null or not", "not"),
    found:
      /^private\.search_messages\(.*\): call without a business by an admin of the business|^private\.require_permission\(.*\): call without a business/,
  },
  {
    mistake: "a function believes the id of another business's row",
    sql: rewrite(
      "private.mark_read(uuid,uuid,uuid)",
      "where c.business_id = business and c.id = conversation for",
      "where c.id = conversation for",
    ) +
      ";" +
      rewrite(
        "private.mark_read(uuid,uuid,uuid)",
        "where c.business_id = business and c.id = conversation\\s+returning",
        "where c.id = conversation returning",
      ),
    found:
      /^private\.mark_read\(.*\): call with their own business and another's row by an admin of another business/,
  },
  {
    mistake: "a function asks for the permission and then forgets the business",
    sql: rewrite(
      "private.search_clients(uuid,text,integer)",
      "where c\\.business_id = business",
      "where true",
    ),
    found:
      /^private\.search_clients\(.*\): call with their own business by an admin of another business: expected rows:0/,
  },
  {
    mistake: "a partition of the audit log is open",
    sql:
      "grant usage on schema audit to authenticated; grant select on audit.audit_logs_default to authenticated",
    found: /^audit\.audit_logs_default: select by an admin of the business: expected 42501/,
  },
  {
    mistake: "the helper ignores who asks",
    sql: rewrite("private.businesses_with(text)", "e\\.user_id = \\(select auth\\.uid\\(\\)\\)", "true"),
    found: /^public\.conversations: select by someone without a business: expected rows:0/,
  },
  {
    mistake: "the helper ignores that an employee left",
    sql: rewrite("private.businesses_with(text)", "and e\\.active", ""),
    found: /^public\.conversations: select by an ex-employee: expected rows:0/,
  },
  {
    mistake: "the helper ignores what it is asked for",
    sql: rewrite("private.businesses_with(text)", "rp\\.permission = required", "true"),
    found: /^public\.messages: select after the role lost conversations\.read: expected rows:0/,
  },
  {
    mistake: "the helper ignores denials",
    sql: rewrite("private.businesses_with(text)", "d\\.effect = 'deny'", "false"),
    found: /^public\.messages: select by an employee who is denied everything: expected rows:0/,
  },
  {
    mistake: "the helper ignores that a business was closed",
    sql: rewrite("private.businesses_with(text)", "and b\\.active and b\\.deleted_at is null", ""),
    found: /^public\.clients: select after the business was deleted softly: expected rows:0/,
  },
  {
    mistake: "a row's business may be changed",
    sql: `drop trigger guard_row on public.employee_permissions;
      grant update (business_id, employee_id) on public.employee_permissions to authenticated`,
    found:
      /^public\.employee_permissions: move to another business by an admin of both businesses: expected .*, got rows:1/,
  },
  {
    mistake: "a foreign key doesn't include the business",
    sql: `alter table public.conversations
        drop constraint conversations_business_id_assignee_id_fkey,
        add constraint conversations_assignee foreign key (assignee_id) references public.employees (id)`,
    found:
      /^public\.conversations: reference to another business's public\.employees \(conversations_assignee\): expected 23503/,
  },
  {
    mistake: "a new table has no policy",
    sql: `create table public.notes (id uuid primary key default gen_random_uuid(),
        business_id uuid not null references public.businesses (id), body text)`,
    found: /^public\.notes: row level security is off/,
  },
  {
    mistake: "a new table can't be filled by the suite",
    sql: `create table public.notes (id uuid primary key default gen_random_uuid(),
        business_id uuid not null references public.businesses (id), place point not null);
      alter table public.notes enable row level security;
      grant select on public.notes to authenticated;
      create policy readers on public.notes for select to authenticated
        using (business_id = any (array(select private.businesses_with('clients.read'))))`,
    found:
      /^public\.notes: no row could be made \(no value is known for place, point\)\. Say what it needs in FIXTURES/,
  },
  {
    mistake: "a new table belongs to nobody",
    sql:
      `create table public.notes (id uuid primary key); alter table public.notes enable row level security`,
    found: /^public\.notes: it has no business_id/,
  },
  {
    mistake: "a new table's rows may belong to nobody",
    sql: `create table public.notes (id uuid primary key default gen_random_uuid(),
        business_id uuid references public.businesses (id))`,
    found: /^public\.notes: business_id may be null/,
  },
  {
    mistake: "a view lends its owner's rights",
    sql: `create view public.client_names as select business_id, name from public.clients;
      grant select on public.client_names to authenticated`,
    found: /^public\.client_names: the view runs with its owner's rights/,
  },
  {
    mistake: "a function's search_path is not pinned",
    sql: "create function private.answer() returns int language sql as 'select 42'",
    found: /^private\.answer\(\): its search_path is not pinned/,
  },
  {
    mistake: "everyone may execute a function",
    sql: "grant execute on function private.permissions_of(uuid) to public",
    found: /^private\.permissions_of\(uuid\): PUBLIC may execute it/,
  },
  {
    mistake: "a policy asks per row",
    sql: `alter policy "those who may see channels" on public.channels
      using (business_id in (select private.businesses_with('channels.read')))`,
    found: /^public\.channels: those who may see channels: its using is .*, not `business_id = any/,
  },
  {
    mistake: "files of every business are open",
    sql: "create policy leak on storage.objects for select to authenticated using (bucket_id = 'media')",
    found: /^storage\.objects: select by someone without a business: expected rows:0/,
  },
  {
    mistake: "files may be moved into every business",
    sql:
      `alter policy "those who may reply replace media" on storage.objects with check (bucket_id = 'media')`,
    found:
      /^storage\.objects: move of all rows into the business by an admin of another business: expected 42501/,
  },
];
