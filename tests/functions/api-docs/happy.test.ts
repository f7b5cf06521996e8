import assert from "node:assert/strict";
import { document } from "../../../functions/api-docs/document.ts";
import type { Operation } from "../../../functions/api-docs/open-api.ts";
import { prefersHtml } from "../../../shared/http/prefers-html.ts";
import { renderPage } from "../../../functions/api-docs/render-page.ts";
import { readFlows } from "../../../scripts/generate/api/read-flows.ts";
import { describeApi } from "../../../scripts/generate/describe-api.ts";
import { PROBLEM_CODES } from "../../../shared/problem/problem-codes.ts";
import { hostFunctions } from "../../support/functions.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/** The document needs no database. */
const NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none";

const operations = Object.entries(document.paths).flatMap(([address, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ address, method, operation }))
);

Deno.test("api-docs: one address, two forms", async () => {
  await using functions = hostFunctions(NO_DATABASE);
  for (const accept of [undefined, "*/*", "application/json", "text/*;q=0.1, application/json"]) {
    const { status, headers, json } = await functions.call("/api-docs", {
      headers: accept ? { accept } : {},
    });
    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
    assert.ok(varies(headers));
    assert.deepEqual(json, JSON.parse(JSON.stringify(document)));
  }
  const page = await functions.call("/api-docs", { headers: { accept: BROWSER } });
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  assert.ok(varies(page.headers));
  assert.equal(page.text, renderPage(document));
});

Deno.test("api-docs: Accept decides as RFC 9110 says", () => {
  const wanted: [accept: string | undefined, html: boolean][] = [
    [undefined, false],
    ["*/*", false],
    ["text/html", true],
    ["TEXT/HTML; charset=utf-8", true],
    [BROWSER, true],
    ["text/*", true],
    ["application/json, text/html;q=0.9", false],
    ["application/json;q=0.5, text/html;q=0.9", true],
    ["text/html;q=0, */*", false],
    ["text/html;q=nonsense", false],
    ["", false],
  ];
  for (const [accept, html] of wanted) assert.equal(prefersHtml(accept), html, String(accept));
});

Deno.test("api-docs: the document is what the routes come to, and comes out the same each time", async () => {
  const flows = await readFlows();
  assert.deepEqual(document, describeApi(flows), "Run: deno task generate");
  assert.equal(JSON.stringify(describeApi(flows)), JSON.stringify(describeApi(flows)));
  const routes = flows.flatMap(({ name, routes }) => routes.map((route) => ({ name, route })));
  assert.equal(operations.length, routes.length);
  for (const { name, route } of routes) {
    const address = `/${name}${route.path === "/" ? "" : route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    const operation = document.paths[address]?.[route.method];
    assert.ok(operation, `${route.method} ${address} is missing`);
    assert.equal(operation["x-access"], route.access.kind);
    const permission = route.access.kind === "employee" ? route.access.permission ?? undefined : undefined;
    assert.equal(operation["x-permission"], permission);
    if (permission) assert.ok(operation.description.includes(`\`${permission}\``));
  }
});

Deno.test("api-docs: the document is whole, as OpenAPI 3.1 wants it", () => {
  assert.equal(document.openapi, "3.1.0");
  const names = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(names).size, names.length);
  for (const { address, operation } of operations) {
    const { operationId, tags, summary, security, responses } = operation;
    assert.ok(summary && tags.every((tag) => document.tags.some(({ name }) => name === tag)), operationId);
    for (const scheme of security.flatMap(Object.keys)) {
      assert.ok(document.components.securitySchemes[scheme]);
    }
    assert.deepEqual(pathParameters(operation), [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    assert.ok(responses["200"]);
    for (const [status, { description, content }] of Object.entries(responses)) {
      assert.match(status, /^[2-5]\d\d$/);
      assert.ok(description, `${operationId} ${status}`);
      const problem = content["application/problem+json"];
      if (status !== "200") {
        for (const code of problem?.schema.properties?.code?.enum ?? [""]) {
          assert.equal(String(PROBLEM_CODES[code as keyof typeof PROBLEM_CODES]?.[0]), status, String(code));
        }
      }
    }
  }
  for (const reference of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
    const target = (reference[1] ?? "").slice(2).split("/");
    const found = target.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    assert.ok(found, `${reference[1]} leads nowhere`);
  }
});

Deno.test("api-docs: a schema says what travels, not how it is parsed", () => {
  const { Client, Conversation } = document.components.schemas;
  assert.deepEqual(Conversation?.properties?.created_at, { type: "string", format: "date-time" });
  assert.deepEqual(Conversation?.properties?.last_message_at, {
    type: ["string", "null"],
    format: "date-time",
  });
  assert.deepEqual(Client?.properties?.id, { type: "string", format: "uuid" });
  const list = document.paths["/conversations"]?.get;
  const limit = list?.parameters.find((parameter) => "name" in parameter && parameter.name === "limit");
  assert.deepEqual(limit, {
    name: "limit",
    in: "query",
    required: false,
    schema: { default: 50, type: "integer", minimum: 1, maximum: 100 },
  });
  const handshake = document.paths["/whatsapp-webhook"]?.get?.responses["200"]?.content;
  assert.deepEqual(Object.keys(handshake ?? {}), ["text/plain"]);
});

Deno.test("api-docs: every link on the page leads somewhere, and every route has its place", () => {
  const page = renderPage(document);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, "an id stands twice");
  for (const [, target] of page.matchAll(/href="([^"]*)"/g)) {
    assert.ok(target?.startsWith("#") && ids.includes(target.slice(1)), `${target} leads nowhere`);
  }
  for (const { operation } of operations) assert.ok(ids.includes(operation.operationId));
  for (const code of Object.keys(PROBLEM_CODES)) assert.ok(ids.includes(`problem-${code}`));
});

const pathParameters = ({ parameters }: Operation) =>
  parameters.flatMap((parameter) =>
    "in" in parameter && parameter.in === "path" && parameter.required ? [parameter.name] : []
  );

/** A server that compresses adds what it looked at to the list. */
const varies = (headers: Headers) => headers.get("vary")?.toLowerCase().split(/, */).includes("accept");
