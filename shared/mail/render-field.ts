import { oneLine, shorten } from "./clean-value.ts";
import { compileField, describeError, engineOf } from "./compile-field.ts";
import type { EmailKind } from "./email-kinds.ts";
import { type EmailField, type EmailTemplate, TemplateFault } from "./email-template.ts";
import { runTemplates, TooMuchOutput } from "./liquid-engine.ts";

/** What a reader gets: `subject` on one line of at most 200 characters, `html` up to 200 KB, `text` up to 50 KB. */
export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

/** Bytes in UTF-8. A subject is shortened after this; its limit only keeps a bomb small. */
const MOST_BYTES: Record<EmailField, number> = { subject: 50_000, html: 200_000, text: 50_000 };

/** Characters, well within what a header's line may hold once it is encoded. */
const MOST_SUBJECT = 200;

/** Renders one field with prepared values. Throws TemplateFault if its source or what comes of it can't be used. */
export function renderField(
  kind: EmailKind,
  field: EmailField,
  source: string,
  values: Record<string, string>,
): string {
  const { templates, faults: [fault] } = compileField(kind, field, source);
  if (fault) throw new TemplateFault(field, fault);
  const most = MOST_BYTES[field];
  let output: string;
  try {
    output = finish(field, runTemplates(engineOf(field), templates, values, most));
  } catch (error) {
    throw new TemplateFault(field, isTooMuch(error) ? tooMuch(most) : describeError(error));
  }
  if (new TextEncoder().encode(output).length > most) throw new TemplateFault(field, tooMuch(most));
  if (output === "") throw new TemplateFault(field, "is empty once it is rendered");
  return output;
}

/** Renders all fields with prepared values. Throws TemplateFault for the first that can't be used. */
export const renderFields = (
  kind: EmailKind,
  template: EmailTemplate,
  values: Record<string, string>,
): RenderedEmail => ({
  subject: renderField(kind, "subject", template.subject, values),
  html: renderField(kind, "html", template.html, values),
  text: renderField(kind, "text", template.text, values),
});

function finish(field: EmailField, output: string): string {
  if (field === "subject") return shorten(oneLine(output), MOST_SUBJECT);
  // Tags leave their lines behind, empty.
  return field === "text" ? output.replace(/\n\s*\n\s*\n/g, "\n\n").trim() : output.trim();
}

const tooMuch = (most: number) => `gives more than ${most} bytes`;

/** LiquidJS wraps what is thrown inside of it. */
const isTooMuch = (error: unknown) =>
  error instanceof Error && "originalError" in error && error.originalError instanceof TooMuchOutput;
