import type postgres from "postgres";
import type { Outside } from "./outside.ts";

/** Each fourth device is on and gets its pushes at once; the others find them when they wake. */
const ONLINE_EVERY = 4;

/** Devices that subscribe beside each other. */
const LANES = 8;

/**
 * Businesses whose employees each have a confirmed address and, where there is an outside to make them, one device.
 * Set-based: nothing here is what the drill is about.
 */
export async function makeStaff(
  sql: postgres.Sql,
  { businesses, employeesEach, devices }: { businesses: number; employeesEach: number; devices?: Outside },
): Promise<void> {
  for (let n = 1; n <= businesses; n++) {
    const slug = `drill-${n}`;
    const [admin] = await sql<[{ id: string }]>`
      insert into auth.users (id, aud, role, email, email_confirmed_at)
      values (gen_random_uuid(), 'authenticated', 'authenticated', ${`admin@${slug}.test`}, now()) returning id`;
    await sql`select private.create_business(${`Drill ${n}`}, ${slug}, ${admin.id}, 'Admin')`;
    await sql`
      with people as (
        insert into auth.users (id, aud, role, email, email_confirmed_at)
        select gen_random_uuid(), 'authenticated', 'authenticated', 'agent-' || n || ${`@${slug}.test`}, now()
        from generate_series(1, ${employeesEach}::int) n
        returning id, email
      )
      insert into public.employees (business_id, user_id, role_id, display_name)
      select b.id, p.id, r.id, split_part(p.email, '@', 1)
      from people p
      join public.businesses b on b.slug = ${slug}
      join public.roles r on r.business_id = b.id and r.key = 'agent'`;
  }
  if (devices) await giveDevices(sql, devices);
  await sql.unsafe("analyze");
}

async function giveDevices(sql: postgres.Sql, outside: Outside): Promise<void> {
  const owners = await sql<{ id: string; business_id: string }[]>`
    select e.id, e.business_id from public.employees e join public.roles r on r.id = e.role_id and r.key = 'agent'
    order by e.id`;
  const rows: Record<string, string>[] = [];
  const entries = owners.entries();
  const lane = async () => {
    for (const [place, { id, business_id }] of entries) {
      const { endpoint, keys } = await outside.subscribe(place % ONLINE_EVERY === 0);
      rows.push({ employee_id: id, business_id, endpoint, ...keys });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await sql`
    insert into public.push_subscriptions (business_id, employee_id, endpoint, p256dh, auth)
    select s.* from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as s (business_id uuid, employee_id uuid, endpoint text, p256dh text, auth text)`;
}

/**
 * Tells every agent of every business of one event, as the webhook would: one notification for each, its push and its
 * e-mail, all of them due now. `channels` leaves out what a part of the drill has no use for.
 */
export async function notifyStaff(sql: postgres.Sql, channels: ("push" | "email")[]): Promise<number> {
  const [{ told }] = await sql<[{ told: number }]>`
    select sum(private.notify(b.id, '{"roles": ["agent"]}', 'conversations.message',
      '{"en": {"title": "New message from Layla", "body": "Hello, is Tuesday at four free?"}}',
      '/conversations/' || event.id, related_kind => 'conversation', related_id => event.id))::int as told
    from public.businesses b
    cross join lateral (select gen_random_uuid() as id where b.id is not null) event`;
  await sql`delete from private.jobs where queue in ('push', 'email') and not queue = any (${channels})`;
  // A mail waits for its notification to be read; here nobody does.
  await sql`update private.jobs set due_at = now(), run_at = now() where outcome is null`;
  return told;
}
