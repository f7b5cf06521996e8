import { z } from "zod";

const params = z.object({
  token: z.string().max(1000).describe("From the mail: it says whose mails of which kind, and is signed"),
});

const headers = z.object({ accept: z.string().max(1000).optional() });

/** In English and Arabic; which form `Accept` prefers, text when it doesn't say. */
const output = z.union([
  z.string().meta({ contentMediaType: "text/plain" }),
  z.string().meta({ contentMediaType: "text/html" }),
]);

export const ExplainUnsubscribing = {
  summary: "What stopping these mails would mean",
  description:
    "Where the link at the foot of a mail leads: a page with a button, or the same as text. Changes nothing, for mail " +
    "scanners open every link.",
  params,
  headers,
  output,
  problems: ["not_found"] as const,
};

export const StopEmails = {
  summary: "Stop one employee's mails of one category",
  description:
    "One click, as RFC 8058 has it: what a mail program sends for List-Unsubscribe, and the page's button too. Whatever " +
    "the body says. The app and other categories go on; again is nothing.",
  params,
  headers,
  output,
  problems: ["not_found"] as const,
};
