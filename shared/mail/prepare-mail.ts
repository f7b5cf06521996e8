import { warn } from "../observe/warn.ts";
import { type Email, unsubscribeHeaders } from "./email.ts";
import { TemplateFault } from "./email-template.ts";
import { fromLine } from "./from-line.ts";
import type { MailDraft } from "./mail-source.ts";
import { renderTemplate } from "./render-template.ts";
import type { TemplateInUse, Templates } from "./templates-in-use.ts";

/** A mail that can be frozen, and the row it becomes in the log. */
export interface PreparedMail {
  mail: Email;
  log: Record<string, unknown> & { id: string };
}

/**
 * Writes a mail from its draft. A business's own template that fails on these very values is passed over for the
 * default: the reader hears of it all the same, and an operator hears why.
 */
export function prepareMail(draft: MailDraft, templates: Templates, address: string): PreparedMail {
  const { kind, businessId, to, variables } = draft;
  let used = templates.inUse(businessId, kind, draft.language);
  let text;
  try {
    text = renderTemplate(kind, used.template, variables);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    warn("a template of a business fails", { kind, business: String(businessId), field: error.field });
    used = templates.default(kind, draft.language);
    text = renderTemplate(kind, used.template, variables);
  }
  const id = crypto.randomUUID();
  return {
    mail: {
      from: fromLine(draft.sender, address),
      to,
      ...text,
      headers: unsubscribeHeaders(kind, variables.unsubscribe_url),
      tags: { log: id, kind },
    },
    log: logOf(id, draft, used),
  };
}

const logOf = (id: string, draft: MailDraft, { language, version }: TemplateInUse) => ({
  id,
  business_id: draft.businessId,
  kind: draft.kind,
  recipient: draft.to,
  employee_id: draft.employeeId,
  client_id: draft.clientId,
  notification_id: draft.notificationId,
  language,
  template_version: version,
});
