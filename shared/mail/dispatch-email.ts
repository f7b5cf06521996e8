import { z } from "zod";
import { asWorker, callAsWorker, type Origin } from "../db/transaction.ts";
import type { Dispatcher, Job } from "../jobs/job.ts";
import { waitForOperator } from "../jobs/wait-for-operator.ts";
import { describeCause } from "../observe/describe-cause.ts";
import type { EmailKind } from "./email-kinds.ts";
import { findNotificationMails } from "./find-notification-mails.ts";
import { mailSetup } from "./mail-setup.ts";
import type { FindMails, MailDraft, MailFinding, MailJob } from "./mail-source.ts";
import { type PreparedMail, prepareMail } from "./prepare-mail.ts";
import { loadTemplates } from "./templates-in-use.ts";

/** Where the mails of each kind are found. */
const FINDERS: Record<EmailKind, FindMails> = { notification: findNotificationMails };

/** From so many milliseconds after its time on, a mail of a kind is told to nobody: the app has told it long since. */
const TOO_LATE: Record<EmailKind, number> = { notification: 24 * 3_600_000 };

interface Drafted {
  job: Job<MailJob>;
  draft: MailDraft;
}

/**
 * Writes the mails that are due and freezes them into batches, which are jobs of their own (dispatch-batch.ts). Touches
 * nothing but the database, so each mail is frozen exactly once: in one transaction with the end of its job.
 */
export const emailDispatcher: Dispatcher<MailJob> = {
  queue: "email",
  payload: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("notification"), notification: z.uuid() }),
  ]),
  async work(jobs, { settle, origin }) {
    // Even where no mail can be sent at all: or they would gather for ever.
    const late = new Set(jobs.filter(isTooLate));
    for (const job of late) settle(job, { kind: "skipped", reason: "it is too late" });
    const timely = jobs.filter((job) => !late.has(job));
    const setup = mailSetup();
    if ("missing" in setup) {
      for (const job of timely) settle(job, waitForOperator(`${setup.missing} is not set`));
      return;
    }
    const drafted: Drafted[] = [];
    for (const [job, finding] of await findMails(timely, origin)) {
      if (!finding) settle(job, { kind: "skipped", reason: "it is gone" });
      else if ("unwanted" in finding) settle(job, { kind: "skipped", reason: finding.unwanted });
      else if ("wait" in finding) {
        settle(job, { kind: "postponed", reason: "quiet hours", after: finding.wait, moved: true });
      } else drafted.push({ job, draft: finding.draft });
    }
    const suppressed = await findSuppressed(drafted, origin);
    const templates = await loadTemplates([
      ...new Set(drafted.flatMap(({ draft }) => draft.businessId ?? [])),
    ], origin);
    const prepared = drafted.flatMap(({ job, draft }): [Job, PreparedMail][] => {
      if (suppressed.has(job.id)) settle(job, { kind: "skipped", reason: "the address is suppressed" });
      else {
        try {
          return [[job, prepareMail(draft, templates, setup.address)]];
        } catch (error) {
          settle(job, { kind: "dead", reason: `it can't be written: ${describeCause(error)}` });
        }
      }
      return [];
    });
    await freeze(prepared, origin);
    for (const [job] of prepared) settle(job, { kind: "done" });
  },
};

const isTooLate = ({ payload, dueAt }: Job<MailJob>) => Date.now() - dueAt.getTime() > TOO_LATE[payload.kind];

async function findMails(
  jobs: Job<MailJob>[],
  origin: Origin,
): Promise<[Job<MailJob>, MailFinding | undefined][]> {
  const found = await Promise.all(
    [...Map.groupBy(jobs, ({ payload }) => payload.kind)].map(([kind, same]) => FINDERS[kind](same, origin)),
  );
  return jobs.map((job) => [job, found.map((findings) => findings.get(job.id)).find(Boolean)]);
}

/** The jobs whose addresses their business (or the installation, for its own mails) writes to no more; noted in the log. */
async function findSuppressed(drafted: Drafted[], origin: Origin): Promise<Set<string>> {
  const rows = drafted.map(({ job, draft }) => ({
    job: job.id,
    business_id: draft.businessId,
    recipient: draft.to,
    kind: draft.kind,
    language: draft.language,
    employee_id: draft.employeeId,
    client_id: draft.clientId,
    notification_id: draft.notificationId,
  }));
  const found = await asWorker("worker", "email", origin, (sql) =>
    sql<{ job: string }[]>`
      with suppressed as (
        select d.* from jsonb_to_recordset(${
      JSON.stringify(rows)
    }::text::jsonb) as d (job text, business_id uuid, recipient text, kind text,
          language text, employee_id uuid, client_id uuid, notification_id uuid)
        where exists (
          select from public.email_suppressions s where s.business_id is not distinct from d.business_id and s.address = d.recipient
        )
      ), logged as (
        insert into public.communication_logs (business_id, channel, kind, recipient, employee_id, client_id, notification_id, language, provider, status)
        select d.business_id, 'email', d.kind, d.recipient, d.employee_id, d.client_id, d.notification_id, d.language, 'resend', 'suppressed'
        from suppressed d
      )
      select job from suppressed`);
  return new Set(found.map(({ job }) => job));
}

async function freeze(prepared: [Job, PreparedMail][], origin: Origin): Promise<void> {
  const [first] = prepared;
  if (!first) return;
  const mails = JSON.stringify(prepared.map(([, { mail }]) => mail));
  const logs = JSON.stringify(prepared.map(([, { log }]) => log));
  const jobs = JSON.stringify(prepared.map(([{ id }]) => id));
  await callAsWorker(
    "worker",
    "email",
    origin,
    (sql) =>
      sql`select private.freeze_emails(${
        first[0].token
      }, ${jobs}::text::jsonb, ${crypto.randomUUID()}, ${mails}, ${logs}::text::jsonb)`,
  );
}
