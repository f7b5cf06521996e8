import assert from "node:assert/strict";
import fc from "fast-check";
import { checkTemplate, previewTemplate } from "../../../shared/mail/check-template.ts";
import { cleanValue } from "../../../shared/mail/clean-value.ts";
import { defaultTemplate } from "../../../shared/mail/default-template.ts";
import { EMAIL_LANGUAGES, type EmailField, TemplateFault } from "../../../shared/mail/email-template.ts";
import { EMAIL_KINDS, isEmailKind } from "../../../shared/mail/email-kinds.ts";
import { renderTemplate } from "../../../shared/mail/render-template.ts";
import {
  notificationTemplate,
  notificationValues,
  UNSUBSCRIBE_LINK,
} from "../../support/mail/sample-mail.ts";

const render = (
  template: Parameters<typeof notificationTemplate>[0],
  values?: Parameters<typeof notificationValues>[0],
) => renderTemplate("notification", notificationTemplate(template), notificationValues(values));

const isFault = (field: EmailField, detail: RegExp) => (error: unknown) =>
  error instanceof TemplateFault && error.field === field && detail.test(error.detail);

Deno.test("every kind has default templates in every language, and they pass the check", () => {
  const kinds = Object.keys(EMAIL_KINDS).filter(isEmailKind);
  assert.ok(kinds.length > 0);
  for (const kind of kinds) {
    for (const language of EMAIL_LANGUAGES) {
      const template = defaultTemplate(kind, language);
      assert.deepEqual(checkTemplate(kind, template), [], `${kind} ${language}`);
      assert.ok(template.version >= 1);
      const { html } = previewTemplate(kind, template);
      assert.match(html, new RegExp(`<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">`));
    }
  }
});

Deno.test("the notification says what happened, where to look and how to stop it, in both languages", () => {
  for (const language of EMAIL_LANGUAGES) {
    const values = notificationValues({ title: "Fish & Chips <3", body: "one\ntwo" });
    const { subject, html, text } = renderTemplate(
      "notification",
      defaultTemplate("notification", language),
      values,
    );
    assert.equal(subject, "Fish & Chips <3");
    assert.ok(text.includes("Fish & Chips <3") && text.includes("one\ntwo"));
    assert.ok(html.includes("Fish &amp; Chips &lt;3") && html.includes("one<br>\ntwo"));
    assert.ok(html.includes('href="https://app.frontdesk.test/conversations/1?a=1&amp;b=2"'));
    assert.ok(html.includes('href="https://app.frontdesk.test/unsubscribe?token=t"'));
    assert.ok(text.includes(values.action_url) && text.includes(values.unsubscribe_url));
    assert.ok(!html.includes("{{") && !html.includes("{%") && !text.includes("{"));
  }
});

Deno.test("the notification leaves out what is absent, and counts when several were gathered", () => {
  const template = defaultTemplate("notification", "en");
  const bare = renderTemplate(
    "notification",
    template,
    notificationValues({ employee_name: "", body: "", action_url: "", count: "" }),
  );
  assert.ok(!bare.text.includes("Hello") && !bare.text.includes("Open it"));
  assert.ok(!bare.html.includes("Hello") && !bare.html.includes("Open it"));
  assert.ok(!/\n\n\n/.test(bare.text));
  const several = renderTemplate("notification", template, notificationValues({ count: "12" }));
  assert.equal(several.subject, "New message from Layla (12 notifications)");
  assert.ok(several.html.includes("12 new notifications") && several.text.includes("12 new notifications"));
});

Deno.test("what a template may use works", () => {
  const { subject, html, text } = render({
    subject:
      "{% case count %}{% when '1' %}one{% else %}many{% endcase %}: {{ title | upcase | truncate: 12 }}",
    html: `{% unless body %}empty{% else %}{{ body | newline_to_br }}{% endunless %}
      {% for i in (1..3) %}{{ forloop.index }}{{ i }} {% endfor %}<b title='{{ title }}'>x</b>${UNSUBSCRIBE_LINK}`,
    text:
      "{{ employee_name | default: 'there' }}{% if title contains 'Layla' %}!{% endif %} {{ unsubscribe_url }}",
  }, { employee_name: "", body: "a\n<b>" });
  assert.equal(subject, "one: NEW MESSA...");
  assert.ok(html.includes("a<br>\n&lt;b&gt;") && html.includes("11 22 33"));
  assert.ok(html.includes("<b title='New message from Layla'>"));
  assert.equal(text, "there! https://app.frontdesk.test/unsubscribe?token=t");
});

Deno.test("the same template and values give the same mail, from the cache and past its bounds", () => {
  const template = defaultTemplate("notification", "ar");
  const first = renderTemplate("notification", template, notificationValues());
  for (let i = 0; i < 150; i++) {
    assert.equal(render({ subject: `${i} {{ title }}` }).subject, `${i} New message from Layla`);
  }
  assert.deepEqual(renderTemplate("notification", template, notificationValues()), first);
});

Deno.test("script in a value is text in HTML", () => {
  const attack = `</p><script>alert("1")</script><img src=x onerror='a()'>`;
  const { html } = render({
    html: `<p title="{{ title }}">{{ title }} {{ body | newline_to_br }}</p>${UNSUBSCRIBE_LINK}`,
  }, {
    title: attack,
    body: attack,
  });
  assert.ok(!html.includes("<script") && !html.includes("<img") && !html.includes('"1"'));
  assert.ok(html.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"));
  assert.equal(html.split("&#39;a()&#39;").length, 4, "three times, each escaped once");
});

Deno.test("no value can end the subject's line, and a long one is cut between characters", () => {
  for (const lineEnd of ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\v", "\f", "\0"]) {
    const { subject } = render({}, { title: `Hello${lineEnd}Bcc: everyone@clients.test` });
    assert.match(subject, /^Hello ?Bcc: everyone@clients\.test$/);
  }
  assert.equal(render({ subject: "  a\n\n  {{ title }}\t" }).subject, "a New message from Layla");
  const family = "👨‍👩‍👧‍👦";
  const { subject } = render({}, { title: family.repeat(60) });
  assert.ok(subject.length <= 200 && subject.endsWith("…"));
  assert.equal(subject.slice(0, -1).replaceAll(family, ""), "", "no family was torn apart");
  assert.equal(render({}, { title: "x".repeat(200) }).subject, "x".repeat(200));
  assert.equal(render({}, { title: "x".repeat(201) }).subject, `${"x".repeat(199)}…`);
});

Deno.test("marks that turn the direction are taken from values, those that Arabic needs stay", () => {
  const turning = [..."\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"];
  const title = `Samia ${turning.join("")}gpj.exe \u200fمرحبا\u200e`;
  const { subject, html, text } = render({}, { title });
  for (const output of [subject, html, text]) {
    assert.ok(output.includes("Samia gpj.exe \u200fمرحبا"));
    for (const mark of turning) assert.ok(!output.includes(mark));
  }
});

Deno.test("half a surrogate pair becomes a whole character", () => {
  for (const output of Object.values(render({}, { title: "a\ud83d b" }))) assert.ok(output.isWellFormed());
  assert.ok(render({ subject: "{{ title | truncate: 2, '' }}" }, { title: "a👍b" }).subject.isWellFormed());
});

Deno.test("only complete web addresses without a password stand in links", () => {
  for (
    const address of [
      "javascript:alert(1)",
      "JavaScript:alert(1)",
      " https://a.test",
      "https://a.test/\njavascript:alert(1)",
      "javascript://a.test/%0aalert(1)",
      "ftp://a.test/x",
      "data:text/html,x",
      "//a.test/x",
      "/conversations/1",
      "https://user:password@a.test/",
      "https://user@a.test/",
      'https://a.test/"onclick="x',
      "https://a.test/<b>",
      "https://a.test/\u202egpj",
      "https://",
      `https://a.test/${"x".repeat(2_000)}`,
    ]
  ) {
    assert.throws(
      () => render({}, { action_url: address }),
      isFault("html", /'action_url' is no address/),
      address,
    );
  }
  assert.ok(render({}, { action_url: "http://127.0.0.1:54321/x?y=%D8%B9&z=عربي#a" }).html);
});

Deno.test("an optional mail without an address to stop it is not rendered", () => {
  assert.throws(() => render({}, { unsubscribe_url: "" }), isFault("html", /'unsubscribe_url' is empty/));
});

Deno.test("values that the kind doesn't have are dropped, and nothing is inherited", () => {
  const values = { ...notificationValues(), secret: "s" };
  assert.equal(
    renderTemplate("notification", notificationTemplate(), values).subject,
    "New message from Layla",
  );
  const reading = notificationTemplate({ subject: "{{ secret }}" });
  assert.throws(
    () => renderTemplate("notification", reading, values),
    isFault("subject", /no variable 'secret'/),
  );
  const { title: _, ...rest } = notificationValues();
  const heir = Object.assign(Object.create({ title: "inherited" }), rest);
  assert.throws(
    () => renderTemplate("notification", notificationTemplate(), heir),
    isFault("subject", /is empty/),
  );
});

Deno.test("line breaks of every kind are line breaks in a text", () => {
  const { text } = render({ text: "{{ body }} {{ unsubscribe_url }}" }, {
    body: "a\r\nb\rc\u2028d\u2029e\u0085f\ng",
  });
  assert.ok(text.startsWith("a\nb\nc\nd\ne\nf\ng "));
});

Deno.test("faults name their field", () => {
  assert.throws(() => render({ subject: "{{ nobody }}" }), isFault("subject", /no variable 'nobody'/));
  assert.throws(() => render({ html: "{% if %}" }), isFault("html", /./));
  assert.throws(() => render({ text: "no way out" }), isFault("text", /unsubscribe_url/));
  assert.throws(() => render({ subject: "{{ body }}" }, { body: " \n " }), isFault("subject", /is empty/));
});

Deno.test("too much output is refused to the byte", () => {
  const at = (length: number, character: string) =>
    render({ subject: "s" }, { title: character.repeat(length) });
  // Around the title stand a space and the address in the text, a paragraph and the link in the HTML.
  const address = notificationValues().unsubscribe_url.length;
  assert.equal(at(50_000 - 1 - address, "x").text.length, 50_000);
  assert.throws(() => at(50_000 - address, "x"), isFault("text", /more than 50000 bytes/));
  assert.throws(() => at(30_000, "ع"), isFault("text", /more than 50000 bytes/), "bytes, not characters");
  const short = notificationTemplate({ text: "{{ unsubscribe_url }}", subject: "s" });
  const overhead = renderTemplate("notification", short, notificationValues({ title: "" })).html.length;
  const html = (length: number) =>
    renderTemplate("notification", short, notificationValues({ title: "x".repeat(length) })).html.length;
  assert.equal(html(200_000 - overhead), 200_000);
  assert.throws(() => html(200_001 - overhead), isFault("html", /more than 200000 bytes/));
});

Deno.test("whatever the values, a mail that passes keeps its shape", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  fc.assert(fc.property(text, text, text, (title, body, name) => {
    const values = notificationValues({ title: `t${title}`, body, business_name: name, employee_name: name });
    const { subject, html } = renderTemplate("notification", defaultTemplate("notification", "en"), values);
    assert.ok(subject.length <= 200 && subject.trim() === subject && !/[\r\n\u2028\u2029]/.test(subject));
    const shape = (rendered: string) => rendered.match(/<\/?[a-z][a-z0-9]*/g);
    const line = (count: number) => Array.from({ length: count }, () => "<br");
    const calm = notificationValues({
      body: cleanValue(body) && "x",
      business_name: "x",
      employee_name: cleanValue(name) && "x",
    });
    const expected = shape(renderTemplate("notification", defaultTemplate("notification", "en"), calm).html);
    const breaks = shape(html)!.filter((tag) => tag === "<br").length;
    assert.deepEqual([...shape(html)!].sort(), [...expected!, ...line(breaks)].sort());
  }));
});
