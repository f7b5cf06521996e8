import type { FieldError } from "../problem/problem.ts";
import { compileField } from "./compile-field.ts";
import { type EmailKind, samplesOf } from "./email-kinds.ts";
import { EMAIL_FIELDS, type EmailField, type EmailTemplate, TemplateFault } from "./email-template.ts";
import { type RenderedEmail, renderField, renderFields } from "./render-field.ts";
import { prepareValues } from "./template-values.ts";

/**
 * What is wrong with a template, by field: its syntax, tags and filters, variables its kind doesn't have, values where
 * escaping wouldn't help, a missing way to unsubscribe, and what only shows once it is rendered, tried with the kind's
 * samples. Empty when it may be used. A mail takes milliseconds; a bomb is stopped by the limits of `liquid-engine.ts`.
 */
export function checkTemplate(kind: EmailKind, template: EmailTemplate): FieldError[] {
  return EMAIL_FIELDS.flatMap((field) => {
    const { faults } = compileField(kind, field, template[field]);
    const details = faults.length > 0 ? faults : tryToRender(kind, field, template[field]);
    return details.map((detail) => ({ pointer: `/body/${field}`, detail }));
  });
}

/** The mail that a kind's samples give, for its author to look at. Throws TemplateFault. */
export const previewTemplate = (kind: EmailKind, template: EmailTemplate): RenderedEmail =>
  renderFields(kind, template, prepareValues(kind, samplesOf(kind)));

function tryToRender(kind: EmailKind, field: EmailField, source: string): string[] {
  try {
    renderField(kind, field, source, prepareValues(kind, samplesOf(kind)));
    return [];
  } catch (error) {
    if (error instanceof TemplateFault) return [error.detail];
    throw error;
  }
}
