import type { EmailKind, EmailVariables } from "./email-kinds.ts";
import type { EmailTemplate } from "./email-template.ts";
import { type RenderedEmail, renderFields } from "./render-field.ts";
import { prepareValues } from "./template-values.ts";

/**
 * Renders a kind's template. Depends on nothing but its arguments: the same ones give the same mail, and a template that
 * fails leaves nothing behind for the next. Values are texts, whatever they hold: they are escaped in HTML, can't break
 * out of the subject's line, and lose the marks that would turn the direction of what follows them.
 *
 * Throws TemplateFault for the first field that can't be rendered.
 */
export const renderTemplate = <Kind extends EmailKind>(
  kind: Kind,
  template: EmailTemplate,
  variables: EmailVariables<Kind>,
): RenderedEmail => renderFields(kind, template, prepareValues(kind, variables));
