import { asWorker, type Origin } from "../db/transaction.ts";
import { defaultTemplate } from "./default-template.ts";
import { EMAIL_LANGUAGES, type EmailLanguage, type EmailTemplate } from "./email-template.ts";
import type { EmailKind } from "./email-kinds.ts";

/** A template as it is used, with what the log calls it. */
export interface TemplateInUse {
  template: EmailTemplate;
  language: string;
  /** `default/3`, or the number of the business's own version. */
  version: string;
}

interface Row extends EmailTemplate {
  business_id: string;
  kind: string;
  language: string;
  version: number;
}

/**
 * The templates of some businesses: their own newest version in a language where they have one, else the default; in
 * English where there is neither.
 */
export async function loadTemplates(businesses: string[], origin: Origin) {
  const rows = businesses.length
    ? await asWorker("worker", "email", origin, (sql) =>
      sql<Row[]>`
        select distinct on (t.business_id, t.kind, t.language) t.business_id, t.kind, t.language, t.version, t.subject, t.html, t.text
        from public.email_templates t
        where t.business_id in ${sql(businesses)} and t.retired_at is null
        order by t.business_id, t.kind, t.language, t.version desc`)
    : [];
  const own = new Map(rows.map((row) => [[row.business_id, row.kind, row.language].join(), row]));
  const spoken = (language: string): EmailLanguage =>
    EMAIL_LANGUAGES.find((known) => known === language) ?? "en";

  return {
    inUse(businessId: string | null, kind: EmailKind, language: string): TemplateInUse {
      const found = own.get([businessId, kind, language].join());
      return found
        ? { template: found, language, version: String(found.version) }
        : this.default(kind, language);
    },
    default(kind: EmailKind, language: string): TemplateInUse {
      const template = defaultTemplate(kind, spoken(language));
      return { template, language: spoken(language), version: `default/${template.version}` };
    },
  };
}

export type Templates = Awaited<ReturnType<typeof loadTemplates>>;
