import { createHash } from "node:crypto";
import type { Context, Input } from "../../shared/http/route.ts";
import type { ShowDocument } from "./contract.ts";
import { document } from "./document.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { prefersHtml } from "../../shared/http/prefers-html.ts";
import { renderPage } from "./render-page.ts";

/** The page runs nothing and loads nothing, and browsers are told to hold it to that. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  `style-src 'sha256-${createHash("sha256").update(PAGE_STYLE).digest("base64")}'`;

/** One address has two forms: a cache must know what chose between them, and may keep each for five minutes. */
const HEADERS = {
  "vary": "accept",
  "cache-control": "public, max-age=300",
  "x-content-type-options": "nosniff",
};

let page: string | undefined;

/**
 * The same document for everyone. On hosted Supabase a browser shows the page's source: there every `text/html` becomes
 * `text/plain` unless the project has a domain of its own. The JSON isn't touched.
 */
export function showDocument(_context: Context, { headers }: Input<typeof ShowDocument>): Promise<Response> {
  if (!prefersHtml(headers.accept)) return Promise.resolve(Response.json(document, { headers: HEADERS }));
  page ??= renderPage(document);
  return Promise.resolve(
    new Response(page, {
      headers: {
        ...HEADERS,
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
      },
    }),
  );
}
