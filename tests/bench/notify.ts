import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { addEmployee, makeBusiness } from "../support/business.ts";
import { atMost, type Bench, type Report } from "./support/bench.ts";
import { compareInterleaved, timed } from "./support/interleave.ts";
import { roundTo } from "./support/round-to.ts";
import { makeThrowawayDatabase } from "./support/throwaway-database.ts";

const EMPLOYEES = 200;
const OPTIONS = { rounds: 15, perRound: 10, warmUp: 10 };

export default {
  name: "notify",
  what: "One event told to 200 employees with mixed preferences, against inserting the same rows plainly",
  async run(report: Report) {
    await using database = await makeThrowawayDatabase();
    report(`Postgres ${database.version}`);
    const sql = connect(database.ownerUrl, 1);
    const business = await fillBusiness(sql);
    const tell = (tx: postgres.Sql) =>
      tx`select private.notify(${business}, '{"permission": "conversations.reply"}', 'conversations.message',
        '{"en": {"title": "Layla", "body": "Is Tuesday at four free?"}, "ar": {"title": "ليلى", "body": "هل الثلاثاء الساعة الرابعة متاح؟"}}',
        '/conversations/00000000-0000-0000-0000-000000000001', related_kind => 'conversation',
        related_id => '00000000-0000-0000-0000-000000000001', group_key => 'conversation:1')`;
    await tell(sql);
    const rows = await keepAside(sql);
    const plainly = (tx: postgres.Sql) =>
      tx`with told as (insert into public.notifications select * from told_notifications)
        insert into private.jobs overriding system value select * from told_jobs`;

    report(`${rows.notifications} notifications and ${rows.jobs} jobs, ${OPTIONS.rounds} rounds`);
    const undone = (statement: (tx: postgres.Sql) => Promise<unknown>) => async () => {
      await sql`begin`;
      const time = await timed(() => statement(sql));
      await sql`rollback`;
      return time;
    };
    const compared = await compareInterleaved(undone(plainly), undone(tell), OPTIONS);
    await sql.end();
    return {
      name: "notify",
      results: {
        [`one event, ${EMPLOYEES} employees`]: [{
          notifications: rows.notifications,
          "push and e-mail jobs": rows.jobs,
          "inserted plainly ms": roundTo(compared.floorMs),
          "notified ms": roundTo(compared.measuredMs),
          ratio: roundTo(compared.ratio),
          lowest: roundTo(compared.spread[0]),
          highest: roundTo(compared.spread[1]),
        }],
      },
      bars: [atMost("notify against plain inserts", compared.ratio, 3)],
    };
  },
} satisfies Bench;

/** A business whose employees differ in language, devices, preferences and quiet hours. Returns its id. */
async function fillBusiness(sql: postgres.Sql): Promise<string> {
  const business = await makeBusiness(sql, "Large");
  // The admin, manager, agent and viewer are there; of these the viewer may not answer.
  for (let n = 0; n < EMPLOYEES - 3; n++) await addEmployee(sql, business.id, "agent");
  await sql`select setseed(0.5)`;
  await sql`update public.employees set language = (array['en', 'ar', null, 'ar-LB'])[1 + floor(random() * 4)] where business_id = ${business.id}`;
  await sql`
    insert into public.push_subscriptions (business_id, employee_id, endpoint, p256dh, auth)
    select e.business_id, e.id, 'https://fcm.googleapis.com/send/' || e.id || n, repeat('p', 87), repeat('a', 22)
    from public.employees e, generate_series(1, 3) n where e.business_id = ${business.id} and random() < 0.5`;
  await sql`
    insert into public.notification_preferences (business_id, employee_id, category, channel, enabled)
    select e.business_id, e.id, c.key, channel, random() < 0.7
    from public.employees e, public.notification_categories c, unnest(array['bell', 'push', 'email']) channel
    where e.business_id = ${business.id} and random() < 0.3`;
  await sql`
    insert into public.quiet_hours (business_id, employee_id, quiet_from, quiet_until, time_zone)
    select e.business_id, e.id, '22:00', '07:00', (array['Asia/Beirut', 'America/New_York', 'UTC'])[1 + floor(random() * 3)]
    from public.employees e where e.business_id = ${business.id} and random() < 0.4`;
  await sql`analyze`;
  return business.id;
}

/** Sets the rows that one event made aside, and takes them away. */
async function keepAside(sql: postgres.Sql) {
  await sql`create temporary table told_notifications as select * from public.notifications`;
  await sql`create temporary table told_jobs as select * from private.jobs`;
  await sql`delete from private.jobs`;
  await sql`delete from public.notifications`;
  await sql`vacuum analyze public.notifications, private.jobs`;
  const [rows] = await sql<[{ notifications: number; jobs: number }]>`
    select (select count(*)::int from told_notifications) as notifications, (select count(*)::int from told_jobs) as jobs`;
  return rows;
}
