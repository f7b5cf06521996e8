import type postgres from "postgres";
import type { Json } from "../../../shared/webhooks/json.ts";
import { type Answer, RESEND_SECRET, type TestFunctions } from "../functions.ts";
import { signMessage } from "../svix.ts";

/** A body of Resend's webhook; `at` in milliseconds since 1970. */
export const resendEvent = (
  type: string,
  mailId: string,
  { at = Date.now(), ...data }: { at?: number } & Record<string, unknown> = {},
) => ({
  type,
  created_at: new Date(at).toISOString(),
  data: { email_id: mailId, to: ["somebody@people.test"], subject: "Hello", ...data },
});

export const PERMANENT = { bounce: { type: "Permanent", subType: "General", message: "No such mailbox." } };
export const TRANSIENT = { bounce: { type: "Transient", subType: "MailboxFull", message: "It is full." } };

export interface Sending {
  secret?: string;
  id?: string;
  /** When it was signed, in milliseconds since 1970. */
  signedAt?: number;
  /** Put over the headers that belong to it. */
  headers?: Record<string, string>;
}

/** Posts an event, or any bytes, as Svix would. */
export function tellOfMail(
  functions: TestFunctions,
  event: unknown,
  { secret = RESEND_SECRET, id, signedAt, headers }: Sending = {},
): Promise<Answer> {
  const body = event instanceof Uint8Array
    ? new Uint8Array(event)
    : new TextEncoder().encode(JSON.stringify(event));
  return functions.call("/resend-webhook", {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      ...signMessage(body, secret, { ...id && { id }, ...signedAt && { at: signedAt } }),
      ...headers,
    },
  });
}

/** A mail that left: what Resend calls it. */
export async function mailSent(sql: postgres.Sql, businessId: string, to: string): Promise<string> {
  const mailId = crypto.randomUUID();
  await sql`
    insert into public.communication_logs (business_id, channel, kind, recipient, provider, provider_id, status)
    values (${businessId}, 'email', 'notification', ${to}, 'resend', ${mailId}, 'sent')`;
  return mailId;
}

/** A mail that is on its way: frozen, without an id of Resend's. `close` is what follows once Resend has answered. */
export async function mailOnItsWay(sql: postgres.Sql, businessId: string, to: string) {
  const [log, batch] = [crypto.randomUUID(), crypto.randomUUID()];
  await sql`
    insert into public.communication_logs (id, business_id, channel, kind, recipient, provider, status)
    values (${log}, ${businessId}, 'email', 'notification', ${to}, 'resend', 'sending')`;
  await sql`insert into private.email_batches (id, mails, log_ids) values (${batch}, '[]', ${[log]})`;
  return {
    log,
    close: (mailId: string, using: postgres.ISql = sql) =>
      using`select private.close_email_batch(${batch}, ${
        JSON.stringify([{ place: 0, provider_id: mailId }])
      }::text::jsonb)`,
  };
}

export async function statusOf(sql: postgres.Sql, mailId: string): Promise<string | undefined> {
  const [row] = await sql<{ status: string }[]>`
    select status from public.communication_logs where provider = 'resend' and provider_id = ${mailId}`;
  return row?.status;
}

/** Who is written to no more, as `reason address`, in alphabetical order. */
export async function suppressionsOf(sql: postgres.Sql, businessId: string): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select reason || ' ' || address as line from public.email_suppressions where business_id = ${businessId} order by 1`;
  return rows.map(({ line }) => line);
}

/** What became of the deliveries with these ids, or of all. */
export const receiptsOf = (sql: postgres.Sql, id?: string) =>
  sql<{ dedupe_key: string; outcome: string; error: string | null; payload: Json }[]>`
    select dedupe_key, outcome, error, payload from private.webhook_events
    where source = 'resend' ${id === undefined ? sql`` : sql`and dedupe_key = ${id}`} order by id`;
