import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { type Answer, hostFunctions } from "../../support/functions.ts";
import { UNSUBSCRIBE_LINK } from "../../support/mail/sample-mail.ts";

const GOOD = {
  subject: "{{ title }}",
  html: `<p>{{ title }}</p>${UNSUBSCRIBE_LINK}`,
  text: "{{ title }} {{ unsubscribe_url }}",
};

/** Repeats itself `depth` times nested in itself. */
const loops = (depth: number, inner: string): string =>
  depth === 0 ? inner : `{% for i in (1..999) %}${loops(depth - 1, inner)}{% endfor %}`;

/** A field, a template for it, and what its author is told. */
const HOSTILE: [name: string, field: keyof typeof GOOD, source: string, detail: RegExp][] = [
  ["an unknown variable in the subject", "subject", "{{ password }}", /no variable 'password'/],
  [
    "an unknown variable in html",
    "html",
    `{{ other_business }}${UNSUBSCRIBE_LINK}`,
    /no variable 'other_business'/,
  ],
  [
    "an unknown variable in a filter",
    "text",
    "{{ title | default: secret }}{{ unsubscribe_url }}",
    /no variable 'secret'/,
  ],
  [
    "a variable that only a branch names",
    "text",
    "{% if a %}x{% endif %}{{ unsubscribe_url }}",
    /no variable 'a'/,
  ],
  ["a way into the object", "subject", "{{ title.constructor }}", /no parts/],
  ["a way into the prototype", "subject", "{{ __proto__ }}", /no variable '__proto__'/],
  ["a tag cut short", "subject", "{% if title %}x", /not closed/],
  ["an output cut short", "html", `<p>{{ title </p>${UNSUBSCRIBE_LINK}`, /not closed/],
  ["a file", "html", `{% include "secrets" %}${UNSUBSCRIBE_LINK}`, /tag "include" not found/],
  ["another template", "html", `{% render "x" %}${UNSUBSCRIBE_LINK}`, /tag "render" not found/],
  ["an unknown filter", "text", "{{ title | shell }} {{ unsubscribe_url }}", /undefined filter: shell/],
  ["loops in loops", "text", `${loops(5, "x")}{{ unsubscribe_url }}`, /too many steps/],
  [
    "a loop that writes and writes",
    "text",
    `${loops(2, "{{ body }}")}{{ unsubscribe_url }}`,
    /more than 50000 bytes/,
  ],
  ["a range without end", "subject", "{% for i in (1..999999999) %}x{% endfor %}", /memory/],
  ["loops deeper than any mail", "html", `${loops(30, "x")}${UNSUBSCRIBE_LINK}`, /more than 8 deep/],
  ["a text that grows", "text", `{% assign a = title %}{{ unsubscribe_url }}`, /tag "assign" not found/],
  ["a script", "html", `<script>{{ title }}</script>${UNSUBSCRIBE_LINK}`, /<script> has no place/],
  ["a link to a value", "html", `<a href="{{ title }}">x</a>${UNSUBSCRIBE_LINK}`, /'href' of <a>/],
  ["no way to unsubscribe in html", "html", "<p>{{ title }}</p>", /must hold a link .*unsubscribe_url/],
  ["no way to unsubscribe in text", "text", "{{ title }}", /must hold \{\{ unsubscribe_url/],
  [
    "a way to unsubscribe that is hidden",
    "text",
    "{% if count == '2' %}{{ unsubscribe_url }}{% endif %}x",
    /must hold \{\{ unsubscribe_url/,
  ],
  ["nothing", "subject", "", /is empty/],
  ["white space", "html", " \n ", /is empty/],
  ["NUL", "subject", "a\u0000b", /NUL/],
  ["nothing once it is rendered", "subject", "{% if count == '7' %}x{% endif %}", /empty once/],
];

Deno.test("email-templates: what can't be used is not saved, and its author hears why", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const as = { user: business.employees.manager.userId, business: business.id };
  const path = "/email-templates/notification/en";
  const fingerprint = await makeFingerprint(sql);
  const before = await fingerprint();
  const refused = async (answer: Answer, status: number, code: string) => {
    assert.equal(answer.json?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(await fingerprint(), before, "a refusal changed something");
  };
  const both = [["PUT", path], ["POST", `${path}/preview`]] as const;

  for (const [name, field, source, detail] of HOSTILE) {
    await t.step(`${name} is refused by saving and by looking at it`, async () => {
      for (const [method, to] of both) {
        const answer = await functions.call(to, { ...as, method, body: { ...GOOD, [field]: source } });
        await refused(answer, 400, "invalid_input");
        const pointers = new Set(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer));
        assert.deepEqual([...pointers], [`/body/${field}`]);
        const details = answer.json.errors.map((error: { detail: string }) => error.detail).join("\n");
        assert.match(details, detail);
      }
    });
  }

  await t.step("every field that is wrong is named at once", async () => {
    const body = { subject: "{{ a }}", html: "{{ b }}", text: "{{ c }}" };
    const answer = await functions.call(path, { ...as, method: "PUT", body });
    await refused(answer, 400, "invalid_input");
    const pointers = new Set(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer));
    assert.deepEqual([...pointers], ["/body/subject", "/body/html", "/body/text"]);
  });

  await t.step("a bomb is a problem, and the host answers others beside it", async () => {
    const bomb = { ...GOOD, text: `${loops(5, "{{ body }}")}{{ unsubscribe_url }}` };
    const [answer, list] = await Promise.all([
      functions.call(path, { ...as, method: "PUT", body: bomb }),
      functions.call("/email-templates", as),
    ]);
    await refused(answer, 400, "invalid_input");
    assert.equal(list.status, 200);
  });

  await t.step("unknown kinds and languages are named", async () => {
    const wrong = [
      ["/email-templates/invoice/en", "/params/kind"],
      ["/email-templates/constructor/en", "/params/kind"],
      ["/email-templates/notification/fr", "/params/language"],
      ["/email-templates/notification/EN", "/params/language"],
    ] as const;
    for (const [address, pointer] of wrong) {
      for (
        const [method, way] of [["GET", ""], ["PUT", ""], ["POST", "/preview"], ["POST", "/restore-default"]]
      ) {
        const body = method === "GET" ? undefined : GOOD;
        const answer = await functions.call(`${address}${way}`, { ...as, method, body });
        await refused(answer, 400, "invalid_input");
        assert.deepEqual(answer.json.errors.map((error: { pointer: string }) => error.pointer), [pointer]);
      }
    }
  });

  await t.step("too long a field is named, too large a body is not read", async () => {
    const long = [
      { ...GOOD, subject: "x".repeat(501) },
      { ...GOOD, html: `${"x".repeat(100_001)}${UNSUBSCRIBE_LINK}` },
      { ...GOOD, text: `{{ unsubscribe_url }}${"x".repeat(20_000)}` },
    ];
    for (const [place, body] of long.entries()) {
      const answer = await functions.call(path, { ...as, method: "PUT", body });
      await refused(answer, 400, "invalid_input");
      assert.equal(answer.json.errors[0].pointer, `/body/${["subject", "html", "text"][place]}`);
    }
    const body = { ...GOOD, html: "x".repeat(600_000) };
    for (const [method, to] of both) {
      await refused(await functions.call(to, { ...as, method, body }), 413, "body_too_large");
    }
  });

  await t.step("the longest that may be is saved, also in Arabic", async () => {
    const filler = "مرحبا ".repeat(20_000).slice(0, 100_000 - UNSUBSCRIBE_LINK.length);
    const text = `{{ unsubscribe_url }}${"ء".repeat(20_000 - 21)}`;
    const { status, json } = await functions.call("/email-templates/notification/ar", {
      ...as,
      method: "PUT",
      body: { subject: "ء".repeat(500), html: filler + UNSUBSCRIBE_LINK, text },
    });
    assert.deepEqual([status, json.version], [200, 1], JSON.stringify(json));
  });
});
