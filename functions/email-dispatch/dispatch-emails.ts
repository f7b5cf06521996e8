import type { Worker } from "../../shared/auth/actor.ts";
import type { Context } from "../../shared/http/route.ts";
import { drain } from "../../shared/jobs/drain.ts";
import { batchDispatcher } from "../../shared/mail/dispatch-batch.ts";
import { emailDispatcher } from "../../shared/mail/dispatch-email.ts";

/** Writing a mail costs CPU, of which the platform gives two seconds; its sending costs time. Milliseconds. */
const WRITING = { time: 20_000, jobs: 1_000 };
const SENDING = { time: 20_000, jobs: 200 };

/** First the mails that are due are written into batches, then batches are sent: those, and what waited from before. */
export async function dispatchEmails({ origin }: Context<Worker>) {
  const email = await drain(emailDispatcher, origin, WRITING);
  return { email, email_batches: await drain(batchDispatcher, origin, SENDING) };
}
