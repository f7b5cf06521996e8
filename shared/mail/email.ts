import { z } from "zod";
import { isEmailAddress } from "./email-address.ts";
import { type EmailKind, isOptional } from "./email-kinds.ts";
import { isSafeUrl } from "./safe-url.ts";

/** What becomes a header. A line break in it would begin another header. */
const Line = z.string().max(2_000).regex(/^[^\r\n\0]+$/, "must be one line");
const Address = z.string().refine(isEmailAddress, "must be an e-mail address");

/** What Resend takes as a tag's name and value. */
const TagPart = z.string().max(256).regex(/^[\w-]+$/, "must consist of ASCII letters, digits, _ and -");

const Attachment = z.object({
  filename: Line,
  /** With its parameters: `text/calendar; charset=utf-8; method=REQUEST`. */
  contentType: Line,
  /** Base64. */
  content: z.base64().min(1),
});

/**
 * One mail, ready to go. It is frozen before the first attempt, as this: a repeated attempt must send the same bytes
 * under its idempotency key, so nothing is rendered or looked up again.
 */
export const Email = z.object({
  /** As `fromLine` writes it. */
  from: Line,
  /** One reader: a mail to several would show each the others' addresses. */
  to: Address,
  subject: Line,
  html: z.string().min(1),
  text: z.string().min(1),
  replyTo: Address.optional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), Line).optional(),
  attachments: z.array(Attachment).optional(),
  /** Come back in webhooks and in Resend's dashboard: ids, never words of a person. */
  tags: z.record(TagPart, TagPart).optional(),
});

export type Email = z.infer<typeof Email>;

/**
 * The headers with which a mail program offers to stop an optional kind of mail in one click: RFC 2369, RFC 8058 (which
 * asks for https; http is for this machine). The address must take a POST without credentials. None for other kinds.
 *
 * Throws an Error if the address can't stand in a header.
 */
export function unsubscribeHeaders(kind: EmailKind, unsubscribeUrl: string): Record<string, string> {
  if (!isOptional(kind)) return {};
  if (!isSafeUrl(unsubscribeUrl)) throw new Error("The address to unsubscribe at can't stand in a header.");
  return {
    "List-Unsubscribe": `<${unsubscribeUrl}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
