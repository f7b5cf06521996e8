import assert from "node:assert/strict";
import { checkTemplate } from "../../../shared/mail/check-template.ts";
import { defaultTemplate } from "../../../shared/mail/default-template.ts";
import { TemplateFault } from "../../../shared/mail/email-template.ts";
import { renderTemplate } from "../../../shared/mail/render-template.ts";
import {
  notificationTemplate,
  notificationValues,
  UNSUBSCRIBE_LINK,
} from "../../support/mail/sample-mail.ts";

const loops = (depth: number, times: number, inner: string) =>
  Array.from({ length: depth }, (_, i) => `{% for v${i} in (1..${times}) %}`).join("") + inner +
  "{% endfor %}".repeat(depth);

/** What it tries, the HTML (beside a proper link to unsubscribe), and what it must be refused for. */
const HOSTILE: [name: string, html: string, detail: RegExp][] = [
  // Bombs. None may be stopped by the clock, which a slow machine would turn against good templates.
  ["a range to a thousand million", "{% for i in (1..1000000000) %}x{% endfor %}", /memory alloc limit/],
  ["a range put out", "{{ (1..1000000000) }}", /memory alloc limit/],
  [
    "a range across all integers",
    "{% for i in (-9007199254740991..9007199254740991) %}{% endfor %}",
    /memory/,
  ],
  [
    "a range of the largest numbers",
    `{% for i in (0..${"9".repeat(250)}) %}{% endfor %}`,
    /memory alloc limit/,
  ],
  ["a long loop that does nothing", "{% for i in (1..400000) %}{% endfor %}", /too many steps/],
  ["loops in loops that do nothing", loops(7, 20, ""), /too many steps/],
  ["loops in loops that write", loops(3, 1_000, "{{ title }}"), /too many steps/],
  [
    "a loop of long conditions",
    loops(1, 99_000, `{% if v0 == 0${" or v0 == 0".repeat(5)} %}{% endif %}`),
    /steps/,
  ],
  ["a loop of filters", loops(1, 99_000, `{{ title${" | upcase".repeat(20)} }}`), /memory|steps/],
  ["much of little", loops(1, 4_000, "x".repeat(90_000)), /more than 200000 bytes/],
  [
    "a string doubled over and over",
    "{% assign s = 'x' %}{% assign s = s | append: s %}",
    /tag "assign" not found/,
  ],
  ["the same by capturing", "{% capture s %}{{ s }}{{ s }}{% endcapture %}", /tag "capture" not found/],
  ["the same by appending", "{{ title | append: title | append: title }}", /undefined filter: append/],
  ["the same by replacing", "{{ title | replace: '', title }}", /undefined filter: replace/],
  ["a million places to pad", "{{ title | date: '%1000000000d' }}", /undefined filter: date/],
  ["thousands of values", "{{ title }}".repeat(9_000), /more than 500 values/],
  ["a source without end", "x".repeat(100_001), /more than 100000 characters/],
  ["tags as deep as a stack", "{% if title %}".repeat(240) + "{% endif %}".repeat(240), /more than 8 deep/],
  ["brackets as deep as they go", `{{ ${"title[".repeat(45)} }}`, /has a bracket/],
  ["parentheses as deep as they go", `{{ ${"(".repeat(290)} }}`, /value expected|nested too deeply/],
  ["a value longer than a page", `{{ title${" | upcase".repeat(9_000)} }}`, /value or tag of more than 300/],

  // Ways to what isn't the template's.
  ["a file included", "{% include 'deno.json' %}", /tag "include" not found/],
  ["a file rendered", "{% render '../../deno.json' %}", /tag "render" not found/],
  ["a layout", "{% layout 'x' %}{% block a %}{% endblock %}", /tag "layout" not found/],
  ["raw", "{% raw %}{{ title }}{% endraw %}", /tag "raw" not found/],
  ["tags without delimiters", "{% liquid\n include 'x' %}", /tag "liquid" not found/],
  ["a table row", "{% tablerow i in (1..3) %}x{% endtablerow %}", /tag "tablerow" not found/],
  ["a counter", "{% increment title %}", /tag "increment" not found/],
  ["the prototype", "{{ title.__proto__ }}", /'title' is a text and has no parts/],
  ["the constructor", "{{ title.constructor.constructor }}", /'title' is a text and has no parts/],
  ["the constructor by brackets", "{{ title['constructor'] }}", /has a bracket/],
  ["the scope's prototype", "{{ __proto__ }}", /no variable '__proto__'/],
  ["the scope's constructor", "{{ constructor.name }}", /no variable 'constructor'/],
  ["a name that is computed", "{{ [title] }}", /has a bracket/],
  ["a name that is quoted", "{{ ['__proto__'] }}", /has a bracket/],
  ["a loop's inner name outside of it", "{{ forloop.index }}", /no variable 'forloop'/],
  ["a variable that isn't there", "{% if false %}{{ api_key }}{% endif %}", /no variable 'api_key'/],
  ["an unknown filter", "{{ title | exec }}", /undefined filter: exec/],
  ["escaping taken off", "{{ title | raw }}", /undefined filter: raw/],
  ["escaping undone", "{{ title | escape | url_decode }}", /undefined filter/],
  ["the inside of everything", "{{ title | json }}", /undefined filter: json/],
  ["evaluation", "{{ title | where_exp: 'x', 'x' }}", /undefined filter: where_exp/],

  // Values where escaping doesn't keep them.
  ["an attribute without quotes", "<p title={{ title }}>x</p>", /quoted attributes/],
  ["an attribute's name", '<p {{ title }}="x">x</p>', /quoted attributes/],
  ["an element's name", "<{{ title }}>x", /quoted attributes/],
  ["a comment", "<!-- {{ title }} -->", /quoted attributes/],
  ["a comment that seems closed", "<!-- --> --!> x <!-- {{ title }}", /quoted attributes/],
  [
    "a comment that a browser closes sooner",
    "<!-- --!><p title='-->' {{ title }}>x</p>",
    /quoted attributes/,
  ],
  ["a comment that is closed as it opens", "<!--><p title='-->' {{ title }}>x</p>", /quoted attributes/],
  ["the same with a dash", "<!---><p title='-->' {{ title }}>x</p>", /quoted attributes/],
  ["a comment that isn't closed yet", "<!-- ->{{ title }}-->", /quoted attributes/],
  ["a style sheet", "<style>p { color: {{ title }} }</style>", /quoted attributes/],
  ["a style", '<p style="background:url({{ action_url }})">x</p>', /attribute 'style'/],
  ["a script's text", "<script>x = '{{ title }}'</script>", /<script> has no place/],
  ["a script without values", "<SCRIPT src='https://a.test/x.js'></SCRIPT>", /<script> has no place/],
  ["an event", "<p onclick=\"f('{{ title }}')\">x</p>", /'onclick' runs code/],
  ["an event without values", "<img src='https://a.test/x.png' OnError='f()'>", /'onerror' runs code/],
  ["an event after a slash", "<img/onload=f()/src=https://a.test/x>", /'onload' runs code/],
  ["text as an address", '<a href="{{ title }}">x</a>', /'href' of <a>/],
  ["text inside of an address", '<a href="https://a.test/{{ title }}">x</a>', /'href' of <a>/],
  ["an address after something else", '<a href="javascript:{{ action_url }}">x</a>', /'href' of <a>/],
  ["two addresses in one", '<a href="{{ action_url }}{{ title }}">x</a>', /'href' of <a>/],
  ["a filtered address", '<a href="{{ action_url | upcase }}">x</a>', /'href' of <a>/],
  ["an address that runs", '<a href="javascript:alert(1)">x</a>', /'href' of <a>/],
  ["an address that runs, disguised", '<a href="java&#115;cript:alert(1)">x</a>', /'href' of <a>/],
  ["an address that runs, unquoted", "<a href=javascript:alert(1)>x</a>", /'href' of <a>/],
  ["an address that brings its page", '<img src="data:image/svg+xml,x">', /'src' of <img>/],
  ["a form", '<form action="https://a.test"><input name="password"></form>', /<form> has no place/],
  ["a frame", '<iframe srcdoc="<script>"></iframe>', /<iframe> has no place/],
  ["a page that moves on", '<meta http-equiv="refresh" content="0;url=https://a.test">', /'http-equiv'/],
  ["a picture with scripts", "<svg><style><a title='</style>{{ title }}'></svg>", /<svg> has no place/],
  ["text that hides what follows", "<plaintext>", /<plaintext> has no place/],
  [
    "a branch inside of an element",
    `<p {% if title %}title="{% endif %}{{ title }}">x</p>`,
    /tags of the template only/,
  ],
  [
    "a branch that closes a quote",
    `<a href='{% if count %}'>{% endif %}{{ title }}</a>`,
    /tags of the template only/,
  ],
  [
    "a bracket put together by trimming",
    "< {%- if title -%} img title={{ title }}>{% endif %}",
    /only in text/,
  ],
  ["a tag put together by trimming", "< {%- if title -%} script>x{% endif %}", /only in text/],
  [
    "a shadow over an address",
    '{% for action_url in (1..2) %}<a href="{{ action_url }}">x</a>{% endfor %}',
    /'action_url' can't/,
  ],
  ["an element that never ends", "<p title='", /only in text/],
];

Deno.test("hostile templates are refused, for what they try", async (t) => {
  assert.ok(HOSTILE.length >= 25);
  for (const [name, html, detail] of HOSTILE) {
    await t.step(name, () => {
      const template = notificationTemplate({ html: UNSUBSCRIBE_LINK + html });
      const errors = checkTemplate("notification", template);
      assert.ok(errors.length > 0, "accepted");
      assert.ok(errors.every(({ pointer }) => pointer === "/body/html"));
      assert.match(errors.map((error) => error.detail).join("\n"), detail);
      assert.ok(
        !errors.some((error) => error.detail.includes("template render limit")),
        "stopped by the clock",
      );
      // What was never checked is not rendered either.
      assert.throws(
        () => renderTemplate("notification", template, notificationValues()),
        (error) => error instanceof TemplateFault && error.field === "html",
      );
    });
  }
});

Deno.test("the same holds in subject and text, where nothing is HTML", () => {
  const bomb = "{% for i in (1..1000000000) %}{{ i }}{% endfor %}";
  const errors = checkTemplate("notification", {
    subject: `{% include 'x' %}`,
    html: `{{ title.size }}${UNSUBSCRIBE_LINK}`,
    text: `${bomb}{{ unsubscribe_url }}`,
  });
  assert.deepEqual(errors.map(({ pointer }) => pointer), ["/body/subject", "/body/html", "/body/text"]);
  const free = { subject: "<b> {{ title }} &", text: "<script> {{ title }} = {{ unsubscribe_url }}" };
  assert.deepEqual(checkTemplate("notification", notificationTemplate(free)), []);
  for (const subject of ["", " \n", "x".repeat(501), "{% if count == 'x' %}x{% endif %}"]) {
    assert.equal(
      checkTemplate("notification", notificationTemplate({ subject }))[0]?.pointer,
      "/body/subject",
    );
  }
});

Deno.test("newline_to_br is HTML's, and can't be used to smuggle HTML past the escaping", () => {
  const text = "{{ title | newline_to_br }} {{ unsubscribe_url }}";
  assert.match(
    checkTemplate("notification", notificationTemplate({ text }))[0]?.detail ?? "",
    /undefined filter/,
  );
  const html = `{{ body | newline_to_br | upcase }}${UNSUBSCRIBE_LINK}`;
  const values = notificationValues({ body: "<i>\n" });
  const rendered = renderTemplate("notification", notificationTemplate({ html }), values).html;
  assert.ok(rendered.startsWith("&amp;LT;I&amp;GT;&lt;BR&gt;"), "what comes after it is escaped again");
});

Deno.test("an optional kind must say how to stop it, where nothing can hide it", () => {
  const of = (template: Parameters<typeof notificationTemplate>[0]) =>
    checkTemplate("notification", notificationTemplate(template)).map(({ pointer, detail }) =>
      `${pointer} ${detail}`
    );
  const hidden = [
    "<p>nothing</p>",
    "<p>{{ unsubscribe_url }}</p>",
    '<p title="{{ unsubscribe_url }}">x</p>',
    `{% if count == "1" %}${UNSUBSCRIBE_LINK}{% endif %}`,
    `{% for i in (1..0) %}${UNSUBSCRIBE_LINK}{% endfor %}`,
    '<a href="{{ action_url }}">stop</a>',
    '<p <a href="{{ unsubscribe_url }}">stop</a>',
    `<title>${UNSUBSCRIBE_LINK}</title>`,
  ];
  for (const html of hidden) assert.match(of({ html })[0] ?? "", /^\/body\/html must hold a link/, html);
  for (const text of ["nothing", "{% if count %}{{ unsubscribe_url }}{% endif %}", "{{ action_url }}"]) {
    assert.match(of({ text })[0] ?? "", /^\/body\/text must hold/, text);
  }
  assert.deepEqual(of({ html: `<A class="x" HREF = '{{- unsubscribe_url -}}'>x</A>` }), []);
});

Deno.test("good templates are not taken for hostile ones", () => {
  for (
    const html of [
      "<!doctype html><!-- a > b --><!--[if mso]><p>x</p><![endif]--><p>1 < 2 & 3 > 2</p>",
      "<style>a > b { color: red } /* </p> */</style><title>{{ title }}</title>",
      "<p title=\"a > b\" class=plain lang='ar' hidden>{{ title }}</p><br/><hr />",
      '<img src="https://a.test/x.png" alt="{{ title }}"><a href="mailto:a@b.test">x</a><a href="tel:+9613">x</a>',
      '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
      "{% if body %}<p>{{ body }}</p>{% elsif title %}<p>{{ title }}</p>{% else %}-{% endif %}",
      '{% for i in (1..3) %}<a href="{{ action_url }}" title="{{ i }} {{ title }}">x</a>{% endfor %}',
    ]
  ) {
    assert.deepEqual(
      checkTemplate("notification", notificationTemplate({ html: html + UNSUBSCRIBE_LINK })),
      [],
    );
  }
});

Deno.test("a template that fails stops no other", () => {
  const good = () =>
    renderTemplate("notification", defaultTemplate("notification", "en"), notificationValues());
  const before = good();
  const outcomes = HOSTILE.flatMap(([, html]) => {
    const template = notificationTemplate({ html: UNSUBSCRIBE_LINK + html });
    try {
      renderTemplate("notification", template, notificationValues());
      return ["rendered"];
    } catch {
      return [JSON.stringify(good()) === JSON.stringify(before) ? "failed alone" : "failed with others"];
    }
  });
  assert.deepEqual(new Set(outcomes), new Set(["failed alone"]));
});

Deno.test("a fault tells of the template, not of the values", () => {
  const secret = "a-name-that-stays-here";
  const values = notificationValues({ title: secret, body: secret, count: secret });
  for (const [name, html] of HOSTILE) {
    assert.throws(
      () => renderTemplate("notification", notificationTemplate({ html: UNSUBSCRIBE_LINK + html }), values),
      (error) =>
        error instanceof TemplateFault && !error.message.includes(secret) && error.detail.length < 400,
      name,
    );
  }
});
