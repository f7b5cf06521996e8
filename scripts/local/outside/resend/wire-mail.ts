import { z } from "zod";
import type { ResendFailure } from "./resend-error.ts";

const MOST_READERS = 50;

/** Domains that Resend refuses to send to, because mails to them only ever bounce. */
const NOBODY = /@(example|test)\.com>?$/i;

const ADDRESS = /^[^\s@<>"(),:;\\[\]]+@([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i;
/** A quoted name, or one of words that need no quotes; stricter than Resend, whose doubts nobody can look into. */
const NAMED = /^(?:"(?:[^"\\]|\\.)*"|[^"<>(),:;@\\[\]]+)\s*<([^<>]+)>$/;

// deno-lint-ignore no-control-regex -- a line break would begin another header
const Line = z.string().refine((text) => !/[\u0000-\u001f\u007f]/.test(text), "must be one line");
const Mailbox = Line.refine(
  (text) => ADDRESS.test(NAMED.exec(text)?.[1] ?? text),
  "must be `email@domain.tld` or `Name <email@domain.tld>`",
);
const Mailboxes = z.preprocess(
  (given) => typeof given === "string" ? [given] : given,
  z.array(Mailbox).max(MOST_READERS),
);
const Reader = Mailboxes.refine(
  (all) => !all.some((address) => NOBODY.test(address)),
  "must not be of example.com or test.com: use one of the test addresses",
);
const TagPart = z.string().regex(/^[\w-]{1,256}$/, "must consist of ASCII letters, digits, _ and -");

const schema = z.object({
  from: Mailbox,
  to: Reader.refine((all) => all.length > 0, "must name somebody"),
  cc: Reader.optional(),
  bcc: Reader.optional(),
  reply_to: Mailboxes.optional(),
  subject: Line.refine((text) => text !== "", "must not be empty"),
  html: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string().regex(/^[\w-]+$/), Line).optional(),
  tags: z.array(z.object({ name: TagPart, value: TagPart })).optional(),
  attachments: z.array(z.object({
    filename: Line.refine((text) => text !== ""),
    content: z.base64(),
    content_type: Line.optional(),
  })).optional(),
}).refine(({ html, text }) => html || text, { path: ["html"], message: "or `text` must be given" });

/** A mail as it comes over the wire, checked. */
export type WireMail = z.infer<typeof schema>;

const REQUIRED = ["from", "to", "subject"];

/** Reads one mail of a request, or says what Resend would refuse about it. */
export function readWireMail(json: unknown): { mail: WireMail } | { failure: ResendFailure } {
  const { success, data: mail, error } = schema.safeParse(json);
  if (success) return { mail };
  const [issue] = error.issues;
  const field = String(issue?.path[0] ?? "body");
  const given = z.record(z.string(), z.unknown()).safeParse(json).data?.[field];
  if (REQUIRED.includes(field) && given === undefined) {
    return { failure: failureOf("missing_required_field", `Missing \`${field}\` field.`) };
  }
  const name = field === "attachments"
    ? "invalid_attachment"
    : field === "from"
    ? "invalid_from_address"
    : "validation_error";
  return { failure: failureOf(name, `Invalid \`${field}\` field: ${issue?.message}.`) };
}

const failureOf = (name: string, message: string): ResendFailure => ({ statusCode: 422, name, message });

/** `Name <Address>` → `address`. */
export const addressOf = (mailbox: string): string => (NAMED.exec(mailbox)?.[1] ?? mailbox).toLowerCase();
