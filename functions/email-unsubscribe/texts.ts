import { env } from "../../shared/env.ts";

/** What a reader is told, in one language. */
export interface Telling {
  language: "en" | "ar";
  title: string;
  /** For the page. */
  text: string;
  button?: string;
  /** For those who see no page, instead of the button: what else they can do. */
  ways?: string[];
}

const app = (before: string) => env().FRONTDESK_APP_URL ? `${before}${env().FRONTDESK_APP_URL}` : "";

/** Whether these mails shall stop. The app is named where FRONTDESK_APP_URL says where it is. */
export const question = (): Telling[] => [
  {
    language: "en",
    title: "Stop these mails?",
    text:
      "You would get no more e-mails about this kind of event. Notifications in the app stay as they are, and you can " +
      "switch these mails on again in your notification settings.",
    button: "Stop these mails",
    ways: [
      "Press “Unsubscribe” in your mail program; it is often beside the sender's name.",
      `Or sign in${app(" at ")} and switch these mails off in your notification settings.`,
      "Or send a POST request to this address. Opening it changes nothing.",
    ],
  },
  {
    language: "ar",
    title: "إيقاف هذه الرسائل؟",
    text:
      "لن تصلك بعد ذلك رسائل بريد إلكتروني عن هذا النوع من الأحداث. تبقى الإشعارات داخل التطبيق كما هي، ويمكنك تفعيل هذه " +
      "الرسائل من جديد في إعدادات الإشعارات.",
    button: "إيقاف هذه الرسائل",
    ways: [
      "اضغط «إلغاء الاشتراك» في برنامج البريد لديك، وغالبًا ما يكون بجانب اسم المرسل.",
      `أو سجّل الدخول${app(" عبر ")} وأوقف هذه الرسائل في إعدادات الإشعارات.`,
      "أو أرسل طلب POST إلى هذا العنوان. فتحه وحده لا يغيّر شيئًا.",
    ],
  },
];

export const DONE: Telling[] = [
  {
    language: "en",
    title: "These mails are stopped",
    text: "You will get no more e-mails about this kind of event. Notifications in the app stay as they are.",
  },
  {
    language: "ar",
    title: "تم إيقاف هذه الرسائل",
    text: "لن تصلك بعد الآن رسائل بريد إلكتروني عن هذا النوع من الأحداث. تبقى الإشعارات داخل التطبيق كما هي.",
  },
];
