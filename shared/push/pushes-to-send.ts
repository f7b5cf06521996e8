import { asWorker, type Origin } from "../db/transaction.ts";
import type { Job } from "../jobs/job.ts";

/** What a push job names: everything else is looked up when it is sent. */
export interface PushJob {
  notification: string;
  subscription: string;
}

/** A push as it stands just before it is sent. */
export interface PendingPush {
  job: string;
  /** Why it is no longer wanted; null if it is. */
  unwanted: string | null;
  /** When the quiet hours end that have begun since, milliseconds from now; 0 outside of them. */
  quiet_ms: number;
  title: string;
  body: string;
  language: string;
  action_path: string;
  priority: "low" | "normal" | "high" | "urgent";
  /** What it is about: the push service replaces an undelivered one, the device one that is shown. */
  topic: string;
  occurrences: number;
  expires_in_ms: number | null;
  /** When it last counted an event: a push that waited tells of that, too. */
  updated_at: Date;
  endpoint: string;
  p256dh: string;
  auth: string;
  /** What the employee hasn't seen, for the number on the app's icon: the flow `notifications` counts the same. */
  badge: number;
}

/** Up to here the number on an icon is counted; nobody reads a larger one. */
const MOST_BADGE = 999;

/** Looks again at what a moment ago was to be pushed: read meanwhile, muted, expired, no longer anybody's business? */
export function findPushes(jobs: Job<PushJob>[], origin: Origin): Promise<PendingPush[]> {
  const rows = jobs.map(({ id, businessId, payload }) => ({ id, business: businessId, ...payload }));
  return asWorker("worker", "push", origin, (sql) =>
    sql<PendingPush[]>`
      with asked as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
          as j (id text, business uuid, notification uuid, subscription uuid)
      ), readers as materialized (
        -- Once for each reader: a full bell is not counted again for each device.
        select told.business_id, told.employee_id, array(select private.permissions_of(told.employee_id)) as held
        from (
          select distinct n.business_id, n.employee_id
          from asked j join public.notifications n on n.business_id = j.business and n.id = j.notification
        ) told
      ), badges as materialized (
        select r.employee_id, unseen.count
        from readers r
        cross join lateral (
          select count(*)::int from (
            select from public.notifications u
            where u.business_id = r.business_id and u.employee_id = r.employee_id and u.bell and u.archived_at is null
              and u.read_at is null and u.seen_at is null and (u.expires_at is null or u.expires_at > now())
              and (u.permission is null or u.permission = any (r.held))
            limit ${MOST_BADGE}
          ) counted
        ) unseen
      )
      select j.id as job, n.title, n.body, n.language, n.action_path, n.priority, n.occurrences, n.updated_at,
        concat_ws(':', n.related_kind, coalesce(n.related_id, n.id)) as topic,
        extract(epoch from n.expires_at - now())::float8 * 1000 as expires_in_ms,
        s.endpoint, s.p256dh, s.auth,
        extract(epoch from case when n.priority = 'urgent' then now()
          else private.after_quiet(now(), q.quiet_from, q.quiet_until, q.time_zone) end - now())::float8 * 1000 as quiet_ms,
        case
          when s.id is null then 'the device is gone'
          when n.id is null then 'the notification is gone'
          when n.read_at is not null or n.archived_at is not null then 'it was read meanwhile'
          when n.seen_at >= n.updated_at then 'it was seen meanwhile'
          when n.expires_at <= now() then 'it expired'
          when e.id is null then 'the employee or the business is gone'
          when n.permission is not null and not private.holds(e.id, e.role_id, n.permission) then 'the employee may not know it any more'
          when p.enabled is false then 'the employee muted it meanwhile'
        end as unwanted,
        coalesce(badge.count, 0) as badge
      from asked j
      left join public.push_subscriptions s on s.business_id = j.business and s.id = j.subscription
      left join public.notifications n on n.business_id = j.business and n.id = j.notification and n.employee_id = s.employee_id
      left join public.businesses b on b.id = j.business and b.active and b.deleted_at is null
      left join public.employees e on e.business_id = b.id and e.id = n.employee_id and e.active
      left join public.notification_preferences p
        on p.business_id = j.business and p.employee_id = n.employee_id and p.category = n.category and p.channel = 'push'
      left join badges badge on badge.employee_id = n.employee_id
      left join public.quiet_hours q on q.business_id = j.business and q.employee_id = n.employee_id`);
}
