import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Output } from "../../shared/http/route.ts";
import { defaultTemplate } from "../../shared/mail/default-template.ts";
import { EMAIL_LANGUAGES } from "../../shared/mail/email-template.ts";
import { EMAIL_KINDS, isEmailKind, isOptional, variablesOf } from "../../shared/mail/email-kinds.ts";
import type { ListTemplates } from "./contract.ts";

/** Kinds and languages with the version that is used for each. */
export async function listTemplates(
  { actor, origin, tenant }: EmployeeContext,
): Promise<Output<typeof ListTemplates>> {
  const rows = await asUser(
    actor,
    origin,
    (sql) =>
      sql<{ kind: string; language: string; version: number }[]>`
      select t.kind, t.language, max(t.version) as version
      from public.email_templates t
      where t.business_id = ${tenant.businessId} and t.retired_at is null
      group by t.kind, t.language`,
  );
  const own = new Map(rows.map(({ kind, language, version }) => [`${kind} ${language}`, version]));
  return {
    kinds: Object.keys(EMAIL_KINDS).filter(isEmailKind).map((kind) => ({
      kind,
      optional: isOptional(kind),
      variables: [...variablesOf(kind)].map(([name, variable]) => ({ name, ...variable })),
      templates: EMAIL_LANGUAGES.map((language) => {
        const version = own.get(`${kind} ${language}`);
        return version === undefined
          ? { language, source: "default" as const, version: defaultTemplate(kind, language).version }
          : { language, source: "own" as const, version };
      }),
    })),
  };
}
