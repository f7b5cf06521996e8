import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { closeConnection } from "../../shared/db/client.ts";
import { drain } from "../../shared/jobs/drain.ts";
import { batchDispatcher } from "../../shared/mail/dispatch-batch.ts";
import { emailDispatcher } from "../../shared/mail/dispatch-email.ts";
import { Email } from "../../shared/mail/email.ts";
import { sendBatch } from "../../shared/mail/send-with-resend.ts";
import { makeBusiness, makeUser } from "../support/business.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { atMost, type Bench, type Report } from "./support/bench.ts";
import { hostScript } from "./support/host-script.ts";
import { timed } from "./support/interleave.ts";
import { median } from "./support/percentile.ts";
import { roundTo } from "./support/round-to.ts";
import { makeThrowawayDatabase } from "./support/throwaway-database.ts";

const MAILS = 10_000;
const PER_CALL = 100;
const READERS = 500;
const ROUNDS = 5;
const ORIGIN = { requestId: "bench" };
const NO_LIMIT = { time: 600_000, jobs: 2 * MAILS };

export default {
  name: "email",
  what:
    "10,000 due mails through the outbox, against handing the same batches to the provider and nothing else",
  async run(report: Report) {
    await using database = await makeThrowawayDatabase();
    await using resend = await hostScript(new URL("support/resend-endpoint.ts", import.meta.url), {});
    const baseUrl = `${resend.url}/_outside/resend`;
    report(`Postgres ${database.version}`);
    const sql = connect(database.ownerUrl, 1);
    const access = {
      RESEND_API_KEY: "re_bench",
      RESEND_BASE_URL: baseUrl,
      EMAIL_FROM: "hello@frontdesk.test",
    };
    adoptEnvironment(database.ownerUrl, access);
    await sql`update private.queues set rate_per_second = null`;
    await fillDue(sql);

    const rounds: { writing: number; sending: number; calls: number; floor: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      report(round ? `round ${round} of ${ROUNDS}` : "warming up");
      await makeDue(sql);
      const writing = await timed(() => drain(emailDispatcher, ORIGIN, NO_LIMIT));
      const batches = await sql<
        { mails: string }[]
      >`select mails from private.email_batches where closed_at is null`;
      const sending = await timed(() => drain(batchDispatcher, ORIGIN, NO_LIMIT));
      await expectSent(sql);
      const floor = await timed(async () => {
        // As many beside each other as the dispatcher has.
        for (let at = 0; at < batches.length; at += 5) {
          await Promise.all(
            batches.slice(at, at + 5).map(({ mails }) =>
              sendBatch(Email.array().parse(JSON.parse(mails)), crypto.randomUUID(), {
                apiKey: "re_bench",
                baseUrl,
              })
            ),
          );
        }
      });
      if (round) rounds.push({ writing, sending, calls: batches.length, floor });
    }
    await closeConnection();
    await sql.end();

    const of = (read: (round: typeof rounds[number]) => number) => median(rounds.map(read));
    const perSecond = (ms: number) => Math.round(MAILS / ms * 1000);
    const calls = of((round) => round.calls);
    return {
      name: "email",
      results: {
        [`${MAILS} due mails`]: [
          { step: "looked at again, written, frozen", "mails a second": perSecond(of((r) => r.writing)) },
          { step: "sent from the outbox", "mails a second": perSecond(of((r) => r.sending)) },
          { step: "both", "mails a second": perSecond(of((r) => r.writing + r.sending)) },
          { step: "floor: the calls alone", "mails a second": perSecond(of((r) => r.floor)) },
        ],
        "against the floor": [{
          "provider calls": calls,
          "sending, times the floor": roundTo(of((r) => r.sending / r.floor)),
          "all, times the floor": roundTo(of((r) => (r.writing + r.sending) / r.floor)),
        }],
      },
      bars: [atMost(`provider calls for ${MAILS} mails`, calls, MAILS / PER_CALL)],
    };
  },
} satisfies Bench;

/** Notifications that nobody read, of employees with addresses. */
async function fillDue(sql: postgres.Sql): Promise<void> {
  const business = await makeBusiness(sql, "Mailing");
  for (let n = 0; n < READERS; n++) {
    const { userId } = await makeUser(sql);
    await sql`insert into public.employees (business_id, user_id, role_id, display_name, language)
      select ${business.id}, ${userId}, r.id, 'Maya', (array['en', 'ar'])[1 + ${n}::int % 2] from public.roles r
      where r.business_id = ${business.id} and r.key = 'agent'`;
  }
  await sql`
    insert into public.notifications (business_id, employee_id, category, priority, title, body, language, action_path, bell)
    select e.business_id, e.id, 'conversations.message', 'high', 'Layla', 'Is Tuesday at four free?', coalesce(e.language, 'en'), '/conversations/' || n, true
    from generate_series(1, ${MAILS}::int) n
    join (select *, row_number() over () as place from public.employees) e on e.place = 1 + n % ${READERS}`;
}

async function makeDue(sql: postgres.Sql): Promise<void> {
  await sql`truncate private.jobs`;
  await sql`delete from public.communication_logs`;
  await sql`select private.enqueue('email', jsonb_agg(jsonb_build_object('key', n.id, 'business_id', n.business_id,
    'payload', jsonb_build_object('kind', 'notification', 'notification', n.id)))) from public.notifications n`;
  await sql`vacuum analyze private.jobs, public.communication_logs`;
}

async function expectSent(sql: postgres.Sql): Promise<void> {
  const [{ sent }] = await sql<[{ sent: number }]>`
    select count(*)::int as sent from public.communication_logs where status = 'sent' and provider_id is not null`;
  if (sent !== MAILS) throw new Error(`${sent} of ${MAILS} mails were sent`);
}
