/** What stands inside of a mail's card. All of it is Liquid in HTML. */
interface MailFrame {
  language: "en" | "ar";
  /** Above everything: who writes. */
  sender: string;
  content: string;
  /** Small, below the card. */
  foot: string;
}

const FONTS = {
  en: "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  ar: "-apple-system,'Segoe UI','Noto Naskh Arabic',Tahoma,Arial,sans-serif",
};

/**
 * A whole HTML mail: one card, readable without styles, narrow enough for a phone. Colours stand on the elements, for
 * mail programs that drop style sheets; those that know dark mode get its colours from the few classes, and the others
 * turn light ones around themselves.
 */
export const mailFrame = ({ language, sender, content, foot }: MailFrame): string => {
  const direction = language === "ar" ? "rtl" : "ltr";
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #14181b !important; }
  .card { background: #1f2529 !important; border-color: #343c42 !important; }
  .strong { color: #f2f5f6 !important; }
  .plain { color: #d3dade !important; }
  .quiet, .quiet a { color: #9aa6ad !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f5f6;">
<div class="page" dir="${direction}" lang="${language}" style="background:#f3f5f6;padding:24px 12px;font-family:${
    FONTS[language]
  };font-size:16px;line-height:1.6;text-align:start;">
<div class="card" style="max-width:560px;margin:0 auto;padding:28px 24px;background:#ffffff;border:1px solid #dfe5e8;border-radius:12px;">
<p class="quiet" style="margin:0 0 16px;color:#5b6870;font-size:14px;">${sender}</p>
${content}
</div>
<div class="quiet" style="max-width:560px;margin:16px auto 0;padding:0 24px;color:#5b6870;font-size:13px;">
${foot}
</div>
</div>
</body>
</html>
`;
};

/** A line that stands out: what the mail is about. */
export const heading = (content: string) =>
  `<h1 class="strong" style="margin:0 0 12px;color:#12191d;font-size:21px;line-height:1.35;">${content}</h1>`;

export const paragraph = (content: string) =>
  `<p class="plain" style="margin:0 0 16px;color:#2c373d;overflow-wrap:anywhere;">${content}</p>`;

/** A link that looks like a button. `address` is one variable that is an address. */
export const button = (address: string, label: string) =>
  `<p style="margin:24px 0 4px;"><a href="{{ ${address} }}" style="display:inline-block;padding:12px 22px;` +
  `background:#17806d;border-radius:8px;color:#ffffff;font-weight:600;text-decoration:none;">${label}</a></p>`;

/** What a reader wrote or is called: its own direction, whatever the mail's is. */
export const isolated = (content: string) => `<bdi dir="auto">${content}</bdi>`;

/** A link among quiet words. */
export const quietLink = (address: string, label: string) =>
  `<a href="{{ ${address} }}" style="color:#5b6870;text-decoration:underline;">${label}</a>`;
