import { asWorker } from "../db/transaction.ts";
import { appUrl } from "../notify/app-url.ts";
import { unsubscribeUrl } from "./unsubscribe-url.ts";
import type { FindMails, MailFinding } from "./mail-source.ts";

interface Row {
  job: string;
  unwanted: string | null;
  quiet_ms: number;
  business_id: string;
  business_name: string;
  employee_id: string;
  employee_name: string;
  address: string;
  notification_id: string;
  category: string;
  language: string;
  title: string;
  body: string;
  occurrences: number;
  action_path: string;
}

/** The notifications that still nobody has read in the app, for those who want a mail then. */
export const findNotificationMails: FindMails = async (jobs, origin) => {
  const named = jobs.map(({ id, businessId, payload }) => ({ id, business: businessId, ...payload }));
  const rows = await asWorker("worker", "email", origin, (sql) =>
    sql<Row[]>`
      select j.id as job, n.business_id, b.name as business_name, e.id as employee_id, e.display_name as employee_name, a.address,
        n.id as notification_id, n.category, n.language, n.title, n.body, n.occurrences, n.action_path,
        extract(epoch from case when n.priority = 'urgent' then now()
          else private.after_quiet(now(), q.quiet_from, q.quiet_until, q.time_zone) end - now())::float8 * 1000 as quiet_ms,
        case
          when n.id is null then 'the notification is gone'
          when n.read_at is not null or n.archived_at is not null then 'it was read meanwhile'
          when n.expires_at <= now() then 'it expired'
          when e.id is null then 'the employee or the business is gone'
          when n.permission is not null and not private.holds(e.id, e.role_id, n.permission) then 'the employee may not know it any more'
          when p.enabled is false then 'the employee muted it meanwhile'
          when a.address is null then 'the employee has no confirmed address'
        end as unwanted
      from jsonb_to_recordset(${
      JSON.stringify(named)
    }::text::jsonb) as j (id text, business uuid, notification uuid)
      left join public.notifications n on n.business_id = j.business and n.id = j.notification
      left join public.businesses b on b.id = j.business and b.active and b.deleted_at is null
      left join public.employees e on e.business_id = b.id and e.id = n.employee_id and e.active
      left join lateral private.email_addresses(array[e.user_id]) a on true
      left join public.notification_preferences p
        on p.business_id = j.business and p.employee_id = n.employee_id and p.category = n.category and p.channel = 'email'
      left join public.quiet_hours q on q.business_id = j.business and q.employee_id = n.employee_id`);
  return new Map(rows.map((row) => [row.job, read(row)]));
};

function read(row: Row): MailFinding {
  if (row.unwanted) return { unwanted: row.unwanted };
  if (row.quiet_ms > 0) return { wait: row.quiet_ms };
  return {
    draft: {
      kind: "notification",
      businessId: row.business_id,
      sender: row.business_name,
      to: row.address,
      language: row.language,
      employeeId: row.employee_id,
      notificationId: row.notification_id,
      variables: {
        business_name: row.business_name,
        employee_name: row.employee_name,
        title: row.title,
        body: row.body,
        count: String(row.occurrences),
        action_url: appUrl(row.action_path),
        unsubscribe_url: unsubscribeUrl({ employee: row.employee_id, category: row.category }),
      },
    },
  };
}
