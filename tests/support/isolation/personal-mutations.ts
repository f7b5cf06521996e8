import { type Mutation, rewrite } from "./mutation.ts";

const MINE = "(array(select private.employees_that_are_me()))";
const IN_THE_BUSINESS = "business_id = any (array(select private.businesses_with('business.read')))";

/** Mistakes with what belongs to one employee alone, with secret columns, and with rows of no business. */
export const PERSONAL_MUTATIONS: Mutation[] = [
  {
    mistake: "what is personal is shown to the whole business",
    sql: `alter policy "one's own" on public.quiet_hours using (${IN_THE_BUSINESS})`,
    found: /^public\.quiet_hours: select by an admin of the business: expected rows:0/,
  },
  {
    mistake: "who manages employees may see their devices",
    sql: `create policy leak on public.push_subscriptions for select to authenticated
      using (business_id = any (array(select private.businesses_with('employees.manage'))))`,
    found: /^public\.push_subscriptions: select by an admin of the business: expected rows:0/,
  },
  {
    mistake: "one may decide what a colleague hears of",
    sql: `alter policy "one's own" on public.notification_preferences with check (${IN_THE_BUSINESS})`,
    found:
      /^public\.notification_preferences: insert for a colleague by an employee with every permission: expected 42501, got rows:1/,
  },
  {
    mistake: "one may give what is one's own to a colleague",
    sql: `drop policy "one's own" on public.quiet_hours;
      create policy "one's own" on public.quiet_hours for all to authenticated
        using (employee_id = any ${MINE}) with check (${IN_THE_BUSINESS});
      grant update (employee_id) on public.quiet_hours to authenticated`,
    found:
      /^public\.quiet_hours: gift of all their rows to a colleague by an employee with every permission: expected 42501, got rows:1/,
  },
  {
    mistake: "one may take over what is a colleague's",
    sql: `create policy leak on public.push_subscriptions for update to authenticated
        using (${IN_THE_BUSINESS}) with check (employee_id = any ${MINE});
      grant update (employee_id) on public.push_subscriptions to authenticated`,
    found:
      /^public\.push_subscriptions: taking over of all rows by an admin of the business: expected rows:0, got rows:1/,
  },
  {
    mistake: "a colleague's notifications may be deleted",
    sql: `create policy leak on public.notifications for delete to authenticated using (${IN_THE_BUSINESS})`,
    found:
      /^public\.notifications: delete without where by an admin of the business: expected rows:0, got rows:1/,
  },
  {
    mistake: "one's own rows may be taken to another business",
    sql: `drop trigger guard_row on public.notifications;
      grant update (business_id, employee_id) on public.notifications to authenticated`,
    found:
      /^public\.notifications: move to another business by an admin of both businesses: expected FD000\/business_is_fixed, got rows:1/,
  },
  {
    mistake: "a notification outlives the permission that it needs",
    sql:
      `alter policy "one's own, as far as one may still know" on public.notifications using (employee_id = any ${MINE})`,
    found: /^public\.notifications: select after .* was denied: expected rows:0/,
  },
  {
    mistake: "a notification that needs no permission is hidden from who has none",
    sql: `alter policy "one's own, as far as one may still know" on public.notifications
      using (employee_id = any ${MINE}
        and business_id || ':' || coalesce(permission, 'business.read') = any (array(select private.my_permissions())))`,
    found:
      /^public\.notifications: select of a row that asks for no permission, by its owner without any: expected rows:some/,
  },
  {
    mistake: "the helper of what is personal ignores who asks",
    sql: rewrite("private.employees_that_are_me()", "e\\.user_id = \\(select auth\\.uid\\(\\)\\)", "true"),
    found: /^public\.notification_preferences: select by an admin of the business: expected rows:0/,
  },
  {
    mistake: "the helper of what is personal ignores that an employee left",
    sql: rewrite("private.employees_that_are_me()", "and e\\.active", ""),
    found: /^public\.push_subscriptions: select after the employee was deactivated: expected rows:0/,
  },
  {
    mistake: "the helper of what is personal ignores that a business was closed",
    sql: rewrite("private.employees_that_are_me()", "and b\\.active and b\\.deleted_at is null", ""),
    found: /^public\.quiet_hours: select after the business was deactivated: expected rows:0/,
  },
  {
    mistake: "the caller's permissions are everybody's",
    sql: rewrite("private.my_permissions()", "e\\.user_id = \\(select auth\\.uid\\(\\)\\)", "true"),
    found: /^public\.notifications: select after the role lost .*: expected rows:0/,
  },
  {
    mistake: "a device's address may be read",
    sql: "grant select (endpoint) on public.push_subscriptions to authenticated",
    found:
      /^public\.push_subscriptions: select of endpoint by an employee with every permission: expected 42501/,
  },
  {
    mistake: "a column is hidden that nobody called secret",
    sql: `revoke select on public.email_templates from authenticated;
      grant select (id, business_id, kind, language, version, subject, html, text, retired_at, created_at, updated_at)
        on public.email_templates to authenticated`,
    found: /^public\.email_templates: authenticated may not read made_by/,
  },
  {
    mistake: "a function believes the id of a colleague's row",
    sql: rewrite("private.send_test_notification(uuid,uuid)", "and s\\.employee_id = me and", "and"),
    found:
      /^private\.send_test_notification\(.*\): call with a colleague's row by an admin of the business: expected 42501/,
  },
  {
    mistake: "what belongs to no business is everybody's",
    sql: `alter policy "those who may see what was sent" on public.communication_logs
      using (business_id is null or business_id = any (array(select private.businesses_with('communications.read'))))`,
    found:
      /^public\.communication_logs: select of rows of no business by someone without a business: expected rows:0/,
  },
  {
    mistake: "an Admin may suppress addresses for the whole installation",
    sql: `alter policy "those who manage it add" on public.email_suppressions with check (
      business_id is null or business_id = any (array(select private.businesses_with('communications.manage'))))`,
    found:
      /^public\.email_suppressions: insert for no business by an admin of both businesses: expected 42501/,
  },
  {
    mistake: "a new table is personal, and nobody said so",
    sql: `create table public.notes (employee_id uuid primary key, business_id uuid not null, body text,
        foreign key (business_id, employee_id) references public.employees (business_id, id));
      alter table public.notes enable row level security;
      grant select on public.notes to authenticated;
      create policy mine on public.notes for select to authenticated using (employee_id = any ${MINE})`,
    found: /^public\.notes: mine: its using is .*; name the table in PERSONAL_TABLES if it is personal/,
  },
];
