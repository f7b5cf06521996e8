import type { DefaultTemplates } from "../email-template.ts";
import { button, heading, isolated, mailFrame, paragraph, quietLink } from "./mail-frame.ts";

const title = heading(isolated("{{ title }}"));
const body = `{% if body %}${
  paragraph('<span dir="auto" style="display:block;">{{ body | newline_to_br }}</span>')
}{% endif %}`;
const business = isolated("{{ business_name }}");
const employee = isolated("{{ employee_name }}");
const several = '{% if count and count != "1" %}';

/** Something happened that an employee asked to be told of. */
export const notification: DefaultTemplates = {
  en: {
    version: 1,
    subject: `{{ title }}${several} ({{ count }} notifications){% endif %}`,
    html: mailFrame({
      language: "en",
      sender: business,
      content: [
        `{% if employee_name %}${paragraph(`Hello ${employee},`)}{% endif %}`,
        `${several}${paragraph("You have {{ count }} new notifications. The newest:")}{% endif %}`,
        title,
        body,
        `{% if action_url %}${button("action_url", "Open it")}{% endif %}`,
      ].join("\n"),
      foot: `You get this mail because notifications from ${business} by e-mail are switched on for you. ${
        quietLink("unsubscribe_url", "Stop these mails")
      }`,
    }),
    text: `{% if employee_name %}Hello {{ employee_name }},{% endif %}

${several}You have {{ count }} new notifications. The newest:{% endif %}

{{ title }}

{{ body }}

{% if action_url %}Open it: {{ action_url }}{% endif %}

--
You get this mail because notifications from {{ business_name }} by e-mail are switched on for you.
Stop these mails: {{ unsubscribe_url }}
`,
  },
  ar: {
    version: 1,
    subject: `{{ title }}${several} (عدد الإشعارات: {{ count }}){% endif %}`,
    html: mailFrame({
      language: "ar",
      sender: business,
      content: [
        `{% if employee_name %}${paragraph(`مرحبًا ${employee}،`)}{% endif %}`,
        `${several}${paragraph("عدد الإشعارات الجديدة: {{ count }}. أحدثها:")}{% endif %}`,
        title,
        body,
        `{% if action_url %}${button("action_url", "عرض التفاصيل")}{% endif %}`,
      ].join("\n"),
      foot: `تصلك هذه الرسالة لأن إشعارات ${business} عبر البريد الإلكتروني مفعّلة لديك. ${
        quietLink("unsubscribe_url", "إيقاف هذه الرسائل")
      }`,
    }),
    text: `{% if employee_name %}مرحبًا {{ employee_name }}،{% endif %}

${several}عدد الإشعارات الجديدة: {{ count }}. أحدثها:{% endif %}

{{ title }}

{{ body }}

{% if action_url %}عرض التفاصيل: {{ action_url }}{% endif %}

--
تصلك هذه الرسالة لأن إشعارات {{ business_name }} عبر البريد الإلكتروني مفعّلة لديك.
إيقاف هذه الرسائل: {{ unsubscribe_url }}
`,
  },
};
