import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext } from "../../shared/http/route.ts";
import { defaultTemplate } from "../../shared/mail/default-template.ts";
import type { EmailLanguage, EmailTemplate } from "../../shared/mail/email-template.ts";
import type { EmailKind } from "../../shared/mail/email-kinds.ts";

/** What mails of a kind are written with, and where that comes from. */
export interface TemplateInUse extends EmailTemplate {
  source: "default" | "own";
  version: number;
}

/** The business's own newest version, else the default: what `shared/mail/templates-in-use.ts` chooses for a mail. */
export async function readTemplateInUse(
  { actor, origin, tenant }: EmployeeContext,
  { kind, language }: { kind: EmailKind; language: EmailLanguage },
): Promise<TemplateInUse> {
  const [own] = await asUser(actor, origin, (sql) =>
    sql<(EmailTemplate & { version: number })[]>`
      select t.version, t.subject, t.html, t.text
      from public.email_templates t
      where t.business_id = ${tenant.businessId} and t.kind = ${kind} and t.language = ${language} and t.retired_at is null
      order by t.version desc
      limit 1`);
  return own ? { source: "own", ...own } : { source: "default", ...defaultTemplate(kind, language) };
}
