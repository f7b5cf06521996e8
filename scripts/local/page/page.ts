import { escapeHtml } from "./escape-html.ts";
import { renderLivePanels } from "./live-panel.ts";

/** What the page at `/` needs to know of the stack. */
export interface PageView {
  /** Where the stack answers, without a slash at its end. */
  url: string;
  services: Service[];
  businesses: { name: string; slug: string; displayPhoneNumber: string }[];
  /** `business` is a slug. */
  logins: Login[];
}

interface Service {
  name: string;
  path: string;
  what: string;
  /** What of it a browser can show; absent where nothing answers without a key. */
  open?: string;
}

interface Login {
  email: string;
  password: string;
  business: string;
  role: string;
}

const readBeside = (file: string) => Deno.readTextFile(new URL(file, import.meta.url));
const STYLE = await readBeside("page.css");
const SCRIPTS = await Promise.all(
  ["browser/live-tables.js", "browser/say-form.js", "browser/copy-buttons.js"].map(readBeside),
);

/** A receptionist's bell; also the favicon, hence the colour that suits both themes. */
const BELL = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#17806d"
  stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"><path d="M5 22a11 11 0 0 1 22 0Z"/><path
  d="M3 26.5h26M16 11V7M12.5 6h7"/></svg>`;

/**
 * The page of the local stack as a complete document: what runs where, what came and went (polled from
 * `/_local/activity`), a form that writes as a client (`POST /_local/say`), and the logins.
 */
export function renderPage(view: PageView): string {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; ` +
    `connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Frontdesk</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(BELL)}">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header class="top">
  <div class="brand">${BELL}<h1>Frontdesk</h1></div>
  <p class="address">runs at <button type="button" class="copy" data-copy="${escapeHtml(view.url)}"
    aria-label="Copy the address">${escapeHtml(view.url)}</button></p>
  <p class="pulse" role="status" data-state="waiting">Connecting…</p>
</header>
<main>
${renderSayForm(view.businesses)}
<div class="happenings">${renderLivePanels()}</div>
${renderLogins(view)}
${renderServices(view.services)}
</main>
${SCRIPTS.map((script) => `<script type="module" nonce="${nonce}">${script}</script>`).join("\n")}
</body>
</html>
`;
}

function renderSayForm(businesses: PageView["businesses"]): string {
  const options = businesses.map(({ slug, name, displayPhoneNumber }) =>
    `<option value="${escapeHtml(slug)}">${escapeHtml(`${name} · ${displayPhoneNumber}`)}</option>`
  );
  return `
<section class="panel say" aria-labelledby="say-title">
  <header><h2 id="say-title">Write as a client</h2></header>
  <form>
    <label>To <select name="business" required>${options.join("")}</select></label>
    <label>From <input name="from" type="tel" dir="ltr" value="+961 3 123 456" autocomplete="off" required></label>
    <label>Message <textarea name="text" rows="3" dir="auto" required
      placeholder="Hello, do you have time on Friday?"></textarea></label>
    <button type="submit" class="primary">Send</button>
  </form>
  <div class="answer" role="status" hidden><p></p><pre dir="auto"></pre></div>
</section>`;
}

function renderLogins({ logins, businesses }: PageView): string {
  const nameOf = (slug: string) => businesses.find((business) => business.slug === slug)?.name ?? slug;
  const groups = Map.groupBy(logins, ({ business }) => business);
  const lists = [...groups].map(([business, members]) =>
    `<h3>${escapeHtml(nameOf(business))}</h3><ul>${members.map(renderLogin).join("")}</ul>`
  );
  return `
<section class="panel logins" aria-labelledby="logins-title">
  <header><h2 id="logins-title">Logins</h2></header>
  ${lists.join("") || `<p class="empty">There are no demo logins.</p>`}
</section>`;
}

function renderLogin({ role, email, password }: Login): string {
  const copy = (what: string, value: string) =>
    `<button type="button" class="copy" data-copy="${escapeHtml(value)}"
      aria-label="Copy the ${what} of ${escapeHtml(email)}">${escapeHtml(value)}</button>`;
  return `<li><span class="role">${escapeHtml(role)}</span>${copy("email", email)}${
    copy("password", password)
  }</li>`;
}

function renderServices(services: PageView["services"]): string {
  const items = services.map(({ name, path, what, open }) => {
    const head = `<strong>${escapeHtml(name)}</strong> <code>${escapeHtml(path)}</code>`;
    const opened = open
      ? `<a class="head" href="${escapeHtml(open)}">${head}</a>`
      : `<div class="head">${head}</div>`;
    return `<li>${opened}<p>${escapeHtml(what)}</p></li>`;
  });
  return `
<section class="panel services" aria-labelledby="services-title">
  <header><h2 id="services-title">What runs where</h2></header>
  <ul>${items.join("")}</ul>
</section>`;
}
