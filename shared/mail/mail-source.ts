import type { Origin } from "../db/transaction.ts";
import type { Job } from "../jobs/job.ts";
import type { EmailKind, EmailVariables } from "./email-kinds.ts";

/** A mail to one person, looked up at the last moment; its template is still to be chosen. */
export interface MailDraft<Kind extends EmailKind = EmailKind> {
  kind: Kind;
  businessId: string | null;
  /** Whose name stands before the installation's address. */
  sender: string;
  to: string;
  /** The reader's language; where there is no template in it, the mail is in English. */
  language: string;
  variables: EmailVariables<Kind>;
  employeeId?: string;
  clientId?: string;
  notificationId?: string;
}

/** What looking again found for a job: a mail, a reason against it, or that it must wait (milliseconds). */
export type MailFinding = { draft: MailDraft } | { unwanted: string } | { wait: number };

/** What an e-mail job names: nothing that a reader could see, only where to look. */
export type MailJob = { kind: "notification"; notification: string };

/** Finds the mails of one kind's jobs, by job id. A job it says nothing of is of nobody's concern any more. */
export type FindMails = (jobs: Job<MailJob>[], origin: Origin) => Promise<Map<string, MailFinding>>;
