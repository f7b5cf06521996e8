import { z } from "zod";
import { Time } from "../../shared/http/time.ts";
import { EMAIL_LANGUAGES } from "../../shared/mail/email-template.ts";
import type { EmailKind } from "../../shared/mail/email-kinds.ts";

/** Every kind by its name: one that is missing here doesn't compile. */
const KINDS = { notification: "notification" } as const satisfies { [Kind in EmailKind]: Kind };

const Kind = z.enum(KINDS);
const Language = z.enum(EMAIL_LANGUAGES);

const InUse = {
  source: z.enum(["default", "own"]).describe("What comes with Frontdesk, or the business's own"),
  version: z.int().describe(
    "Of that source. The log of messages calls the default's `default/1`, an own one `1`",
  ),
};

const Variable = z.object({
  name: z.string(),
  type: z.enum(["text", "url"]).describe("Only a `url` may stand in `href`"),
  description: z.string(),
  sample: z.string().describe("What previews show"),
}).meta({ id: "EmailVariable" });

const params = z.object({ kind: Kind, language: Language });

const subject = z.string().max(500).meta({ examples: ["{{ title }}"] });
const html = z.string().max(100_000).meta({
  examples: ['<p>{{ title }}</p><p><a href="{{ unsubscribe_url }}">Stop these mails</a></p>'],
});
const text = z.string().max(20_000).meta({
  examples: ["{{ title }}\n\nStop these mails: {{ unsubscribe_url }}"],
});

export const ListTemplates = {
  summary: "Every kind of mail, and what it looks like by now",
  description: "With the variables that templates of the kind may show.",
  output: z.object({
    kinds: z.array(z.object({
      kind: z.string(),
      optional: z.boolean().describe(
        "Its reader may stop it: its templates must hold `unsubscribe_url` in html and text",
      ),
      variables: z.array(Variable),
      templates: z.array(z.object({ language: z.string(), ...InUse })),
    })),
  }),
};

export const GetTemplate = {
  summary: "The template in use for a kind and language",
  params,
  output: z.object({
    kind: z.string(),
    language: z.string(),
    ...InUse,
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    versions: z.array(z.object({
      version: z.int(),
      subject: z.string(),
      made_by: z.uuid().nullable().describe("The employee who saved it; null once they are gone"),
      created_at: Time,
      retired_at: Time.nullable().describe("When the business went back to the default"),
    })).describe("The business's own, the newest 100, newest first"),
  }),
};

export const SaveTemplate = {
  summary: "Save the next version of the business's own template",
  description:
    "Used from the next mail on. Written in Liquid; `errors` says of each field what is wrong: syntax, tags, filters and " +
    "variables that a template may not have, a missing way to unsubscribe, and what fails with the samples.",
  params,
  body: z.object({ subject, html, text }),
  output: z.object({ version: z.int() }),
};

export const PreviewTemplate = {
  summary: "A mail as its reader would get it, written with the samples",
  description: "Of a draft; what the draft leaves out is taken from the template in use. Saves nothing.",
  params,
  body: z.object({ subject: subject.optional(), html: html.optional(), text: text.optional() }),
  output: z.object({ subject: z.string(), html: z.string(), text: z.string() }),
};

export const RestoreDefault = {
  summary: "Go back to the default",
  description: "The business's own versions stay on record, for the log names them. Again is nothing.",
  params,
  output: z.object({ retired: z.int().describe("How many own versions were in force") }),
};
