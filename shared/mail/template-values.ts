import { cleanValue } from "./clean-value.ts";
import { type EmailKind, isOptional, variablesOf } from "./email-kinds.ts";
import { TemplateFault } from "./email-template.ts";
import { isSafeUrl } from "./safe-url.ts";

/**
 * A kind's own variables and no others, as plain texts in an object without a prototype. What is missing is empty.
 * Throws TemplateFault for an address that may not stand in a link, and for an optional mail that nobody could stop.
 */
export function prepareValues(kind: EmailKind, given: Record<string, string>): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, { type }] of variablesOf(kind)) {
    const value = Object.hasOwn(given, name) ? given[name] ?? "" : "";
    if (type === "url" && value !== "" && !isSafeUrl(value)) {
      throw new TemplateFault("html", `'${name}' is no address that may stand in a link`);
    }
    values[name] = cleanValue(value);
  }
  if (isOptional(kind) && !values.unsubscribe_url) {
    throw new TemplateFault(
      "html",
      "'unsubscribe_url' is empty, and this kind of mail must say how to stop it",
    );
  }
  return values;
}
