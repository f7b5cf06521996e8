/** A template's parts, each in Liquid. Only `html` is HTML. */
export interface EmailTemplate {
  subject: string;
  html: string;
  text: string;
}

export type EmailField = keyof EmailTemplate;

export const EMAIL_FIELDS = ["subject", "html", "text"] as const satisfies readonly EmailField[];

/** A template can't be used, or not with these values. `detail` is for its author and shows no value. */
export class TemplateFault extends Error {
  override readonly name = "TemplateFault";

  constructor(readonly field: EmailField, readonly detail: string) {
    super(`${field}: ${detail}`);
  }
}

/** The languages in which every kind of mail has a default. */
export const EMAIL_LANGUAGES = ["en", "ar"] as const;
export type EmailLanguage = (typeof EMAIL_LANGUAGES)[number];

/** A template that comes with Frontdesk. Its version goes up with every change, and into the log of what was sent. */
export interface DefaultTemplate extends EmailTemplate {
  version: number;
}

export type DefaultTemplates = Record<EmailLanguage, DefaultTemplate>;
