import assert from "node:assert/strict";
import type postgres from "postgres";
import type { KeptMail } from "../../../scripts/local/outside/resend/mailbox.ts";
import type { NotificationCategory } from "../../../shared/notify/categories.ts";
import type { TestDatabase } from "../database.ts";
import { hostFunctions, type TestFunctions, WORKER_SECRET } from "../functions.ts";
import { API_KEY, type ServedResend, serveResend } from "./serve-resend.ts";

interface Notice {
  category?: NotificationCategory;
  title?: string;
  body?: string;
  /** Events that it stands for. */
  occurrences?: number;
}

/** Flows that send their mails to a stand-in of Resend. */
export interface PostOffice extends AsyncDisposable {
  functions: TestFunctions;
  resend: ServedResend;
  /** Tells employees of something; returns how many it concerned. */
  notify(businessId: string, employeeIds: string[], notice?: Notice): Promise<number>;
  /** Lets every waiting mail be due, and the dispatcher work; returns what Resend got by it, oldest first. */
  sendMails(): Promise<KeptMail[]>;
}

/** Opens a post office on a database. Categories mail nobody by themselves but `conversations.message`. */
export function openPostOffice(database: TestDatabase, env: Record<string, string> = {}): PostOffice {
  const { sql } = database;
  const resend = serveResend();
  const functions = hostFunctions(database.ownerUrl, {
    RESEND_API_KEY: API_KEY,
    RESEND_BASE_URL: resend.url,
    EMAIL_FROM: "mail@frontdesk.test",
    ...env,
  });
  return {
    functions,
    resend,
    notify: (businessId, employeeIds, notice) => notify(sql, businessId, employeeIds, notice),
    async sendMails() {
      const had = resend.standIn.mails().length;
      await sql`update private.jobs set run_at = now(), due_at = now() where queue = 'email' and outcome is null`;
      const answer = await functions.call("/email-dispatch", {
        method: "POST",
        headers: { "x-worker-secret": WORKER_SECRET },
      });
      assert.equal(answer.status, 200, answer.text);
      const [{ open }] = await sql<[{ open: number }]>`
        select count(*)::int as open from private.jobs where queue like 'email%' and (outcome is null or outcome = 'dead')`;
      assert.equal(open, 0, "mails are left over");
      return resend.standIn.mails().slice(had);
    },
    async [Symbol.asyncDispose]() {
      await functions[Symbol.asyncDispose]();
      await resend[Symbol.asyncDispose]();
    },
  };
}

async function notify(
  sql: postgres.Sql,
  businessId: string,
  employeeIds: string[],
  { category = "conversations.message", title = "New message", body = "Hello", occurrences = 1 }: Notice = {},
): Promise<number> {
  const [{ told }] = await sql<[{ told: number }]>`
    select private.notify(${businessId}, ${
    JSON.stringify({ employees: employeeIds })
  }::text::jsonb, ${category},
      ${
    JSON.stringify({ en: { title, body } })
  }::text::jsonb, '/inbox', occurrences => ${occurrences}) as told`;
  return told;
}
