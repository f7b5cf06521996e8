import type postgres from "postgres";
import { addEmployee, makeBusiness, type TestEmployee } from "../business.ts";
import { logsOf, makeDue } from "./jobs-of.ts";
import type { MailOffice } from "./mail-office.ts";
import { notify } from "./notify.ts";

/** Resend's refusal, as a fault is planned. */
export const refusal = (statusCode: number, name: string, message = "No.") => ({
  path: "/emails",
  status: statusCode,
  body: { statusCode, name, message },
});

/** A stage on which mails are due, and what becomes of them is seen. */
export const mailStage = (sql: postgres.Sql, office: MailOffice) => ({
  /** One mail due to each of so many employees of a new business. Earlier scenes leave nothing behind. */
  async set(count = 3) {
    await sql`delete from private.jobs`;
    await sql`delete from private.providers`;
    await sql`delete from private.email_batches`;
    await fetch(`${office.resend.url}/faults`, { method: "DELETE" });
    office.resend.requests.length = 0;
    const { id } = await makeBusiness(sql);
    const people: TestEmployee[] = [];
    for (let n = 0; n < count; n++) people.push(await addEmployee(sql, id, "agent"));
    // One by one, so that the mails stand in this order.
    for (const { id: employee } of people) await notify(sql, id, { audience: { employees: [employee] } });
    await makeDue(sql, "email");
    return {
      id,
      people,
      /** How many mails each has got. */
      got: () => people.map(({ email }) => office.mails(email).length),
      /** What the log says of each one's mail. */
      async logs() {
        const logs = new Map((await logsOf(sql, id)).map((log) => [log.recipient, log]));
        return people.map(({ email }) => logs.get(email)!);
      },
    };
  },
  /** The jobs that send batches, oldest first. */
  async batches() {
    const rows = await sql<
      { outcome: string | null; error: string | null; attempts: number; waits: number }[]
    >`
      select outcome, error, attempts, extract(epoch from run_at - clock_timestamp())::float8 as waits
      from private.jobs where queue = 'email_batches' order by id`;
    return rows.map((row) => ({ ...row }));
  },
  /** Lets the next attempt at each batch be due. */
  hurry: () =>
    sql`update private.jobs set run_at = clock_timestamp() where queue = 'email_batches' and outcome is null`,
  /** Lets the time pass for which Resend is left alone. */
  passClosedTime: () => sql`update private.providers set closed_until = now() - interval '1 second'`,
});
