import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { document } from "../../../functions/api-docs/document.ts";
import type { OpenApiDocument } from "../../../functions/api-docs/open-api.ts";
import { renderPage } from "../../../functions/api-docs/render-page.ts";
import { hostFunctions, testEnv } from "../../support/functions.ts";

const NO_DATABASE = "postgresql://nobody:the-database-password@127.0.0.1:1/none";

Deno.test("api-docs: neither form tells a secret, and browsers let the page run and load nothing", async () => {
  await using functions = hostFunctions(NO_DATABASE);
  const secrets = ["the-database-password", ...Object.values(testEnv(NO_DATABASE))].filter((value) =>
    value.length > 8
  );
  for (const accept of ["application/json", "text/html"]) {
    const { headers, text } = await functions.call("/api-docs", { headers: { accept } });
    for (const secret of secrets) assert.ok(!text.includes(secret), `${accept} tells ${secret}`);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  }

  const { headers, text } = await functions.call("/api-docs", { headers: { accept: "text/html" } });
  const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; /);
  assert.ok(policy.includes(`style-src 'sha256-${hash}'`), "the page's own style is not the one allowed");
  assert.doesNotMatch(policy, /unsafe|script-src|https?:/);
  assert.doesNotMatch(text, /<script|<link|<img|<iframe|\ssrc=|\sstyle=|\son\w+=|@import|url\(/i);
});

Deno.test("api-docs: whatever a contract says, the page shows it as text", () => {
  const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;`;
  const page = renderPage(poison(document, hostile) as OpenApiDocument);
  assert.doesNotMatch(page, /<script|<img/);
  assert.ok(page.includes("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
  assert.ok(page.includes("&amp;amp;"));
  // Each tag of the page is one of ours: a value can't have opened another.
  const ours = new Set([...renderPage(document).matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
  for (const [, tag] of page.replace(/<style>.*<\/style>/s, "").matchAll(/<\/?([^\s>/]+)/g)) {
    assert.ok(tag === "!doctype" || ours.has(tag), `<${tag}>`);
  }
});

/** The same document with something nasty behind every text of it, names included where they are free. */
function poison(value: unknown, nasty: string): unknown {
  if (typeof value === "string") return value.startsWith("#/") || KEPT.has(value) ? value : value + nasty;
  if (Array.isArray(value)) return value.map((item) => poison(item, nasty));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [FREE.test(key) ? key + nasty : key, poison(inner, nasty)]),
  );
}

/** Words that decide what is drawn. */
const KEPT = new Set([
  ...["string", "object", "array", "integer", "boolean", "null", "path", "query", "header", "http", "apiKey"],
  ...document.tags.map(({ name }) => name),
]);

/** Addresses, fields, schemas and codes: not the words of OpenAPI itself. */
const FREE = /^\/|_|^(Client|Message|limit|cursor)$/;
