import type { Email } from "../../../shared/mail/email.ts";
import type { EmailVariables } from "../../../shared/mail/email-kinds.ts";
import type { EmailTemplate } from "../../../shared/mail/email-template.ts";

/** A mail that Resend would take. */
export const sampleMail = (given: Partial<Email> = {}): Email => ({
  from: '"Samia Studio" <mail@frontdesk.test>',
  to: "maya@clients.test",
  subject: "New message",
  html: "<p>Hello</p>",
  text: "Hello",
  ...given,
});

/** An appointment's file, as a calendar's mail carries it. */
export const CALENDAR = {
  filename: "appointment.ics",
  contentType: "text/calendar; charset=utf-8; method=REQUEST",
  content: btoa("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
};

/** A notification's variables. */
export const notificationValues = (
  given: Partial<EmailVariables<"notification">> = {},
): EmailVariables<"notification"> => ({
  business_name: "Samia Studio",
  employee_name: "Maya Haddad",
  title: "New message from Layla",
  body: "Is Tuesday free?",
  count: "1",
  action_url: "https://app.frontdesk.test/conversations/1?a=1&b=2",
  unsubscribe_url: "https://app.frontdesk.test/unsubscribe?token=t",
  ...given,
});

/** A template of a notification that may be used, with what a test puts in its place. */
export const notificationTemplate = (given: Partial<EmailTemplate> = {}): EmailTemplate => ({
  subject: "{{ title }}",
  html: `<p>{{ title }}</p>${UNSUBSCRIBE_LINK}`,
  text: "{{ title }} {{ unsubscribe_url }}",
  ...given,
});

/** Every HTML of an optional kind needs one. */
export const UNSUBSCRIBE_LINK = '<a href="{{ unsubscribe_url }}">stop</a>';
