import { z } from "zod";
import { createSvixId, postEvent, type ResendWebhook } from "./events.ts";
import type { Mailbox } from "./mailbox.ts";
import { MAIL_POLICY, PAGE_HEADERS, renderMail, renderMails } from "./mail-page.ts";

const PREFIX = "/_outside/resend";
const SHOWN = 200;

interface Served {
  mailbox: Mailbox;
  webhook: ResendWebhook | undefined;
  now: () => number;
}

const Event = z.strictObject({
  /** A mail's. */
  id: z.string(),
  /** `email.` may be left out. */
  type: z.string().min(1).transform((type) => type.includes(".") ? type : `email.${type}`),
  /** Goes over what the event's `data` holds by itself. */
  data: z.record(z.string(), z.unknown()).optional(),
  /** An earlier answer's, to send the same message once more. */
  svixId: z.string().min(1).optional(),
});

/**
 * Shows what was accepted, under `/_outside/resend`. Answers `undefined` for every other path.
 *
 * - `GET .` is a page of all mail, `GET mail/<id>` one of a single mail, `GET mail/<id>/html` that mail's own HTML;
 * - `GET mails` answers `{ accepted, total, mails }`, oldest first: of the `total` that are kept (and went to `?to=`)
 *   the newest `?limit=`, 1,000 unless given; `GET mails/<id>` one of them; `DELETE mails` empties all mailboxes;
 * - `POST events` with `{ id, type, data?, svixId? }` tells the webhook of a mail's event, once, and answers
 *   `{ svixId, status }`.
 */
export function serveMailbox(request: Request, served: Served): Promise<Response> | Response | undefined {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== PREFIX && !pathname.startsWith(`${PREFIX}/`)) return;
  const [first = "", id = "", part = ""] = pathname.slice(PREFIX.length + 1).split("/");
  switch (`${request.method} /${first}`) {
    case "GET /":
      return page(renderMails(newest(served.mailbox, undefined, SHOWN), served.mailbox.accepted));
    case "GET /mail":
      return showMail(served.mailbox, id, part);
    case "GET /mails":
      return id ? readMail(served.mailbox, id) : listMails(served.mailbox, searchParams);
    case "DELETE /mails":
      served.mailbox.clear();
      return new Response(null, { status: 204 });
    case "POST /events":
      return tellEvent(request, served);
  }
}

const page = (html: string) => new Response(html, { headers: PAGE_HEADERS });
const refuse = (status: number, error: string) => Response.json({ error }, { status });
const noSuchMail = () => refuse(404, "There is no such mail (any more).");

const newest = (mailbox: Mailbox, reader: string | undefined, most: number) =>
  mailbox.ids(reader).slice(-most).flatMap((id) => mailbox.get(id) ?? []);

function listMails(mailbox: Mailbox, query: URLSearchParams): Response {
  const reader = query.get("to") ?? undefined;
  const limit = z.coerce.number().int().min(1).max(20_000).default(1_000).safeParse(
    query.get("limit") ?? undefined,
  );
  if (!limit.success) return refuse(400, "limit must be a number from 1 to 20000.");
  return Response.json({
    accepted: mailbox.accepted,
    total: mailbox.ids(reader).length,
    mails: newest(mailbox, reader, limit.data),
  });
}

function readMail(mailbox: Mailbox, id: string): Response {
  const mail = mailbox.get(id);
  return mail ? Response.json(mail) : noSuchMail();
}

function showMail(mailbox: Mailbox, id: string, part: string): Response {
  const mail = mailbox.get(id);
  if (!mail) return noSuchMail();
  if (part !== "html") return page(renderMail(mail));
  return new Response(mail.html ?? "", {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": MAIL_POLICY },
  });
}

async function tellEvent(request: Request, { mailbox, webhook, now }: Served): Promise<Response> {
  const event = Event.safeParse(await request.json().catch(() => undefined));
  if (!event.success) return refuse(400, "Send { id, type, data?, svixId? } as JSON.");
  const { id, type, data, svixId = createSvixId() } = event.data;
  const mail = mailbox.get(id);
  if (!mail) return noSuchMail();
  if (!webhook) return refuse(409, "The stand-in was made without a webhook.");
  const told = await postEvent(webhook, { mail, type, data, svixId }, now());
  mailbox.note(id, told);
  return Response.json({ svixId, status: told.status });
}
