import type { Worker } from "../../shared/auth/actor.ts";
import type { Context } from "../../shared/http/route.ts";
import { drain } from "../../shared/jobs/drain.ts";
import { batchDispatcher } from "../../shared/mail/dispatch-batch.ts";
import { emailDispatcher } from "../../shared/mail/dispatch-email.ts";
import { mailSetup } from "../../shared/mail/mail-setup.ts";
import { warn } from "../../shared/observe/warn.ts";

/** Writing a mail costs CPU, of which the platform gives two seconds; its sending costs time. Milliseconds. */
const WRITING = { time: 10_000, jobs: 1_000 };
const SENDING = { time: 20_000, jobs: 200 };

/** First the mails that are due are written into batches, then batches are sent: those, and what waited from before. */
export async function dispatchEmails({ origin }: Context<Worker>) {
  const email = await drain(emailDispatcher, origin, WRITING);
  const email_batches = await drain(batchDispatcher, origin, SENDING);
  const setup = mailSetup();
  // Once for all of them. Where nobody is to get a mail, nothing is missing.
  if ("missing" in setup && email.postponed + email_batches.postponed > 0) {
    warn("mails wait for the operator", { missing: setup.missing });
  }
  return { email, email_batches };
}
