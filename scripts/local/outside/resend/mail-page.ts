import { escapeHtml } from "../../page/escape-html.ts";
import type { KeptMail } from "./mailbox.ts";

const HOME = "/_outside/resend";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .6rem; text-align: start; vertical-align: top; border-bottom: 1px solid #8884; }
th { font-weight: 600; white-space: nowrap; }
td { overflow-wrap: anywhere; }
pre { margin: 0; padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8884; }
iframe { width: 100%; height: 36rem; border: 1px solid #8884; background: #fff; }
.quiet { opacity: .7; }
`;

/** The pages run nothing and load nothing but the style they bring and the mail's own HTML. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": PAGE_POLICY,
};

/** For a mail's own HTML, wherever it is opened: no script, no origin, nothing but its style and pictures. */
export const MAIL_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:";

/** Text of its own direction, which can't turn that of what stands around it. */
const own = (text: string) => `<bdi dir="auto">${escapeHtml(text)}</bdi>`;

/** All mail, newest first. */
export function renderMails(mails: KeptMail[], accepted: number): string {
  const rows = mails.toReversed().map(({ id, at, from, to, subject, events }) => `
<tr><td><time datetime="${escapeHtml(at)}">${escapeHtml(at.slice(11, 19))}</time></td>
<td>${to.map(own).join(", ")}</td><td><a href="${HOME}/mail/${escapeHtml(id)}">${own(subject)}</a></td>
<td>${own(from)}</td><td>${escapeHtml(events.map(nameOf).join(", "))}</td></tr>`);
  const table =
    `<table><thead><tr><th>Time</th><th>To</th><th>Subject</th><th>From</th><th>Told</th></tr></thead>
<tbody>${rows.join("")}</tbody></table>`;
  return document(
    "Mail",
    `<h1>Mail</h1>
<p class="quiet">${accepted} accepted, the newest ${mails.length} shown. None of it left this machine.</p>
${mails.length > 0 ? table : "<p>Nothing has been sent yet.</p>"}`,
  );
}

/** One mail: its HTML as a mail program would show it, its text, and all that goes with them. */
export function renderMail(mail: KeptMail): string {
  const facts: [string, string][] = [
    ["From", mail.from],
    ["To", mail.to.join(", ")],
    ["Cc", (mail.cc ?? []).join(", ")],
    ["Bcc", (mail.bcc ?? []).join(", ")],
    ["Reply-To", (mail.reply_to ?? []).join(", ")],
    ["Time", mail.at],
    ...Object.entries(mail.headers ?? {}),
    ...(mail.tags ?? []).map(({ name, value }): [string, string] => [`Tag ${name}`, value]),
    ...(mail.attachments ?? []).map((attachment): [string, string] => [
      "Attachment",
      `${attachment.filename} (${attachment.content_type ?? "no type"}, ${sizeOf(attachment.content)} bytes)`,
    ]),
    ...mail.events.map((event): [string, string] => [event.at, `${nameOf(event)}: ${event.status}`]),
    ["Idempotency key", mail.idempotencyKey ?? ""],
    ["Id", mail.id],
  ];
  const rows = facts.filter(([, value]) => value !== "")
    .map(([name, value]) => `<tr><th>${own(name)}</th><td>${own(value)}</td></tr>`);
  const frame = `<h2>HTML</h2>
<iframe sandbox title="The mail's HTML" src="${HOME}/mail/${escapeHtml(mail.id)}/html"></iframe>`;
  return document(
    mail.subject,
    `<p><a href="${HOME}">All mail</a></p>
<h1>${own(mail.subject)}</h1>
<table><tbody>${rows.join("")}</tbody></table>
${mail.html ? frame : ""}
${mail.text ? `<h2>Text</h2>\n<pre dir="auto">${linkAddresses(mail.text)}</pre>` : ""}`,
  );
}

const nameOf = ({ type }: { type: string }) => type.replace(/^email\./, "");

const sizeOf = (base64: string) => Uint8Array.fromBase64(base64).length;

/** Addresses can be followed here; in the sandbox they lead nowhere. */
const linkAddresses = (text: string) =>
  text.split(/(https?:\/\/[^\s<>"']+)/).map((piece, index) =>
    index % 2 === 0
      ? escapeHtml(piece)
      : `<a href="${escapeHtml(piece)}" rel="noopener noreferrer" target="_blank">${escapeHtml(piece)}</a>`
  ).join("");

const document = (title: string, body: string) =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
