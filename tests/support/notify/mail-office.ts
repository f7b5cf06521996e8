import assert from "node:assert/strict";
import type { KeptMail } from "../../../scripts/local/outside/resend/mailbox.ts";
import { createResend } from "../../../scripts/local/outside/resend.ts";
import type { TestDatabase } from "../database.ts";
import { hostFunctions, type TestFunctions, WORKER_SECRET } from "../functions.ts";
import { makeDue } from "./jobs-of.ts";
import { APP_URL } from "./push-office.ts";
import { type ServedOutside, serveOutside } from "./serve-outside.ts";

/** How many of each fate a drain of each queue came to. */
export type MailReport = Record<"email" | "email_batches", Record<string, number | boolean>>;

/** Flows that mail through a stand-in of Resend, which can be told to fail. */
export interface MailOffice extends AsyncDisposable {
  functions: TestFunctions;
  resend: ServedOutside;
  /** What Resend has taken, oldest first, each mail once; only what went to `reader`, if given. */
  mails(reader?: string): KeptMail[];
  /** Has the dispatcher work on what is due. */
  dispatch(): Promise<MailReport>;
  /** The same, once every mail's time has come. */
  sendAll(): Promise<MailReport>;
  /** The keys and bytes of the calls so far. */
  calls(): { key: string | null; mails: { to: string }[]; text: string }[];
}

const API_KEY = "a-key-of-the-tests";

export function openMailOffice(database: TestDatabase, env: Record<string, string> = {}): MailOffice {
  const standIn = createResend({ rateLimit: false, apiKey: API_KEY });
  const resend = serveOutside(standIn, /^\/emails/);
  const functions = hostFunctions(database.ownerUrl, {
    RESEND_API_KEY: API_KEY,
    RESEND_BASE_URL: resend.url,
    EMAIL_FROM: "mail@frontdesk.test",
    FRONTDESK_APP_URL: APP_URL,
    ...env,
  });
  async function dispatch() {
    const answer = await functions.call("/email-dispatch", {
      method: "POST",
      headers: { "x-worker-secret": WORKER_SECRET },
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }
  return {
    functions,
    resend,
    mails: (reader) => standIn.mails(reader),
    dispatch,
    async sendAll() {
      await makeDue(database.sql, "email");
      return await dispatch();
    },
    calls: () =>
      resend.requests.map(({ headers, bytes }) => {
        const text = new TextDecoder().decode(bytes);
        return { key: headers.get("idempotency-key"), mails: JSON.parse(text), text };
      }),
    async [Symbol.asyncDispose]() {
      await functions[Symbol.asyncDispose]();
      await resend[Symbol.asyncDispose]();
    },
  };
}
