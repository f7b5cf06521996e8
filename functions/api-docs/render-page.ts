import { Html, html, type Part } from "../../shared/http/html.ts";
import type { OpenApiDocument } from "./open-api.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { type Place, renderAddress, renderOperation } from "./render-operation.ts";
import { renderSchema, withoutRequired } from "./render-schema.ts";
import { renderText } from "./render-text.ts";

const SET_UP = `FRONTDESK=http://127.0.0.1:54321    # or https://<project>.supabase.co
TOKEN=eyJ…                          # the access_token that signing in gives
BUSINESS=8d3c7a52-…                 # the id of a business you work in`;

const SIGN_IN = `curl "$FRONTDESK/auth/v1/token?grant_type=password" \\
  -H "apikey: $PUBLISHABLE_KEY" -H "content-type: application/json" \\
  -d '{"email": "rana@example.com", "password": "…"}'`;

/** The document as a page to read: one HTML text without scripts and without anything loaded from elsewhere. */
export function renderPage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const places = Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]): Place => ({ address, method, operation }))
  );
  const flows = tags.map(({ name }) => ({
    name,
    places: places.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const { Problem, ...schemas } = components.schemas;
  const page = html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${info.title}: API</title>
        <style>${new Html(PAGE_STYLE)}</style>
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <nav aria-label="Routes">
      <p class="brand"><a href="#top">${info.title} <span>API</span></a></p>
      ${flows.map(renderFlowLinks)}
      <h2><a href="#schemas">Schemas</a></h2>
      <ul>${Object.keys(schemas).map((name) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
      <h2><a href="#problems">Refusals</a></h2>
        </nav>
        <main id="content">
      <header id="top">
        <h1>${info.title} API</h1>
        ${renderText(info.description)}
        <h2 class="small">Before you call</h2>
        <p>Commands on this page expect these in your shell. A click on a command selects all of it.</p>
        <pre class="command" tabindex="0">${SET_UP}</pre>
    <p>Signing in is a matter of Supabase Auth:</p>
    <pre class="command" tabindex="0">${SIGN_IN}</pre>
      </header>
      ${flows.map(({ name, places }) =>
        html`<section class="flow" id="flow-${name}"><h2>${name}</h2>${
          places.map((place) => renderOperation(document, place))
        }</section>`
      )}
      <section class="flow" id="schemas"><h2>Schemas</h2>${Object.entries(schemas).map(([name, schema]) =>
        html`
          <section class="schema"
            id="schema-${name}"><h3><a href="#schema-${name}">${name}</a></h3>${renderText(
              schema.description,
            )}${renderSchema(withoutRequired(schema))}</section>
        `
      )}</section>
      ${Problem ? renderProblems(Problem) : undefined}
        </main>
      </body>
    </html>
  `;
  return page.text;
}

function renderFlowLinks({ name, places }: { name: string; places: Place[] }): Part {
  return html`
    <h2><a href="#flow-${name}">${name}</a></h2>
    <ul>${places.map(({ address, method, operation }) =>
      html`<li><a href="#${operation.operationId}" title="${operation.summary}"><span class="method ${method}">${method}</span> ${
        renderAddress(address.slice(name.length + 1) || "/")
      }</a></li>`
    )}</ul>
  `;
}

function renderProblems(schema: OpenApiDocument["components"]["schemas"][string]): Part {
  return html`
    <section class="flow" id="problems">
      <h2>Refusals</h2>
      <section class="schema" id="schema-Problem">${renderText(schema.description)}${renderSchema(
        withoutRequired({ ...schema, properties: { ...schema.properties, code: { type: "string" } } }),
      )}</section>
      <table>
        <thead>
          <tr>
            <th>Status</th>
            <th>Code</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>${Object.entries(schema["x-problems"] ?? {}).map(([code, { status, title }]) =>
          html`
            <tr id="problem-${code}">
              <td><b class="bad">${status}</b></td>
              <td><code>${code}</code></td>
              <td>${title}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </section>
  `;
}
