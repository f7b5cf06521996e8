import { notification } from "./defaults/notification.ts";
import type { EmailKind } from "./email-kinds.ts";
import type { DefaultTemplate, DefaultTemplates, EmailLanguage } from "./email-template.ts";

const DEFAULTS: Record<EmailKind, DefaultTemplates> = { notification };

/** What a business's mails of a kind look like as long as it has no template of its own. */
export const defaultTemplate = (kind: EmailKind, language: EmailLanguage): DefaultTemplate =>
  DEFAULTS[kind][language];
