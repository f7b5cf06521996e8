import { createHash } from "node:crypto";
import { env } from "../../shared/env.ts";
import { Html, html } from "../../shared/http/html.ts";
import { prefersHtml } from "../../shared/http/prefers-html.ts";
import type { Telling } from "./texts.ts";

const STYLE = `
body { margin: 0; padding: 3rem 1.25rem; font: 1.05rem/1.6 system-ui, sans-serif; color-scheme: light dark; }
section { max-width: 32rem; margin: 0 auto 2.5rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; border: 0; border-radius: .5rem; background: #1d4ed8; color: #fff; cursor: pointer; }
button:focus-visible { outline: 3px solid #93c5fd; outline-offset: 2px; }
`;

/** The page runs nothing, loads nothing, and sends its form here and nowhere else. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** The address is a credential: nobody keeps the answer, and nobody is told where a reader came from. */
const HEADERS = {
  "cache-control": "no-store",
  "vary": "accept",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex",
};

/**
 * Tells a reader something: a page to browsers, text to everyone else.
 *
 * A project on supabase.co turns every `text/html` into `text/plain`, so that a browser would show the page's source and
 * no button. There everyone gets the text, which says what else one can do; a mail program's own button works everywhere.
 */
export function answerReader(tellings: Telling[], accept: string | undefined): Response {
  if (!showsPages() || !prefersHtml(accept, "text/plain")) {
    return new Response(tellings.map(writeText).join("\n\n"), {
      headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" },
    });
  }
  return new Response(writePage(tellings), {
    headers: { ...HEADERS, "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY },
  });
}

const showsPages = () => !new URL(env().SUPABASE_URL).hostname.endsWith(".supabase.co");

const writeText = ({ title, text, ways = [] }: Telling) =>
  [title, text, ...(ways.length ? [ways.map((way) => `- ${way}`).join("\n")] : [])].join("\n\n") + "\n";

function writePage(tellings: Telling[]): string {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${tellings[0]?.title}</title>
        <style>${new Html(STYLE)}</style>
      </head>
      <body>
        ${tellings.map(writeSection)}
      </body>
    </html>
  `.text.trimStart();
}

/** The form posts to the address it stands at, and says what a mail program's one click says (RFC 8058, 3.2). */
const writeSection = ({ language, title, text, button }: Telling) =>
  html`
    <section lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
      <h1>${title}</h1>
      <p>${text}</p>
      ${button === undefined ? undefined : html`
        <form method="post">
          <button name="List-Unsubscribe" value="One-Click">${button}</button>
        </form>
      `}
    </section>
  `;
