import { checkTemplate } from "../../shared/mail/check-template.ts";
import type { EmailKind } from "../../shared/mail/email-kinds.ts";
import type { EmailTemplate } from "../../shared/mail/email-template.ts";
import { Problem } from "../../shared/problem/problem.ts";

/** Throws `invalid_input` that says of each field what its author must change. */
export function requireUsable(kind: EmailKind, template: EmailTemplate): void {
  const errors = checkTemplate(kind, template);
  if (errors.length) throw new Problem("invalid_input", { detail: "See 'errors'.", errors });
}
