import assert from "node:assert/strict";
import fc from "fast-check";
import { Email, unsubscribeHeaders } from "../../../shared/mail/email.ts";
import { canonicalEmailAddress, isEmailAddress } from "../../../shared/mail/email-address.ts";
import { fromLine } from "../../../shared/mail/from-line.ts";
import { CALENDAR, sampleMail } from "../../support/mail/sample-mail.ts";

const ADDRESS = "mail@frontdesk.test";

Deno.test("addresses have one form", () => {
  const forms: [given: string, canonical: string][] = [
    ["  Maya.Haddad@Example.COM \n", "maya.haddad@example.com"],
    ["a+b@c.de", "a+b@c.de"],
    ["o'neil_{x}@sub.a-b.museum", "o'neil_{x}@sub.a-b.museum"],
    ["x@xn--mgbh0fb.xn--mgbam7a8h", "x@xn--mgbh0fb.xn--mgbam7a8h"],
    [`${"x".repeat(64)}@a.bc`, `${"x".repeat(64)}@a.bc`],
  ];
  for (const [given, canonical] of forms) {
    assert.equal(canonicalEmailAddress(given), canonical);
    assert.ok(isEmailAddress(canonical));
  }
  assert.ok(isEmailAddress("Maya@Example.com"), "whatever the case");
  assert.ok(!isEmailAddress(" maya@example.com"), "nothing around it");
});

Deno.test("what is no address, or smuggles something, is none", () => {
  const none = [
    "",
    "@",
    "a",
    "a@",
    "@b.cd",
    "a@b",
    "a@b.c",
    "a@b..cd",
    "a@.b.cd",
    "a@-b.cd",
    "a@b-.cd",
    "a@b.123",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    ".a@b.cd",
    "a.@b.cd",
    "a..a@b.cd",
    "a@b@c.de",
    "a b@c.de",
    '"a b"@c.de',
    "a@b.cd, e@f.gh",
    "a@b.cd;e@f.gh",
    "a@b.cd\r\nBcc: e@f.gh",
    "a@b.cd\0",
    "Maya <a@b.cd>",
    "<a@b.cd>",
    "a(b)@c.de",
    "a@b.cd>",
    "مها@مثال.إختبار",
    "a@مثال.cd",
    "a\u202e@b.cd",
    `${"x".repeat(65)}@a.bc`,
    `a@${"x".repeat(64)}.bc`,
    `a@${"x.".repeat(130)}bc`,
  ];
  for (const given of none) assert.equal(canonicalEmailAddress(given), undefined, given);
});

Deno.test("a name stays a name in the From line, whatever it holds", () => {
  const lines: [name: string, line: string][] = [
    ["Samia Studio", `"Samia Studio" <${ADDRESS}>`],
    ["Cedar, Clinic; (Beirut)", `"Cedar, Clinic; (Beirut)" <${ADDRESS}>`],
    ['The "Best" \\ Salon', `"The \\"Best\\" \\\\ Salon" <${ADDRESS}>`],
    ["bank@example.com> <x", `"bank@example.com> <x" <${ADDRESS}>`],
    ["Samia\r\nBcc: all@clients.test", `"Samia Bcc: all@clients.test" <${ADDRESS}>`],
    ["استوديو سامية", `"استوديو سامية" <${ADDRESS}>`],
    ["a\u202etset\u202c\u2066b", `"atsetb" <${ADDRESS}>`],
    ["  two   spaces ", `"two spaces" <${ADDRESS}>`],
    ["\0\u202e \n", ADDRESS],
    ["", ADDRESS],
  ];
  for (const [name, line] of lines) assert.equal(fromLine(name, ADDRESS), line);
  assert.equal(fromLine("x".repeat(300), ADDRESS), `"${"x".repeat(99)}…" <${ADDRESS}>`);
});

Deno.test("every From line is one quoted name and one address", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
    const line = fromLine(name, ADDRESS);
    assert.match(line, /^("(?:[^"\\\r\n]|\\["\\])+" <mail@frontdesk\.test>|mail@frontdesk\.test)$/);
    assert.ok(line.isWellFormed());
    assert.equal(Email.safeParse(sampleMail({ from: line })).success, true);
  }));
});

Deno.test("an installation's wrong address is refused without being shown", () => {
  for (const address of ["nobody", "a@b.cd>", "Name <a@b.cd>", ""]) {
    assert.throws(
      () => fromLine("x", address),
      ({ message }) => /no e-mail address/.test(message) && (address === "" || !message.includes(address)),
    );
  }
});

Deno.test("a mail's headers are single lines, and its readers addresses", () => {
  assert.ok(Email.safeParse(sampleMail({ attachments: [CALENDAR], tags: { kind: "notification" } })).success);
  const wrong: [Partial<Email>, path: string][] = [
    [{ from: "a@b.cd\r\nBcc: x@y.zz" }, "from"],
    [{ subject: "a\nb" }, "subject"],
    [{ subject: "" }, "subject"],
    [{ to: "a@b.cd, e@f.gh" }, "to"],
    [{ replyTo: "Name <a@b.cd>" }, "replyTo"],
    [{ headers: { "X-A": "b\r\nX-B: c" } }, "headers.X-A"],
    [{ headers: { "X-A: b\r\nX-B": "c" } }, "headers.X-A: b\r\nX-B"],
    [{ tags: { kind: "a word" } }, "tags.kind"],
    [{ attachments: [{ ...CALENDAR, filename: "a\r\nb" }] }, "attachments.0.filename"],
    [{ attachments: [{ ...CALENDAR, contentType: "a/b\nc" }] }, "attachments.0.contentType"],
    [{ attachments: [{ ...CALENDAR, content: "no base64!" }] }, "attachments.0.content"],
  ];
  for (const [given, path] of wrong) {
    const { error } = Email.safeParse(sampleMail(given));
    assert.deepEqual(error?.issues.map((issue) => issue.path.join(".")), [path]);
  }
});

Deno.test("optional kinds can be stopped with one click", () => {
  assert.deepEqual(unsubscribeHeaders("notification", "https://a.test/u?t=1"), {
    "List-Unsubscribe": "<https://a.test/u?t=1>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  for (
    const address of [
      "",
      "https://a.test/>, <https://b.test/",
      "https://a.test/\r\nBcc: x@y.zz",
      "mailto:a@b.cd",
    ]
  ) {
    assert.throws(() => unsubscribeHeaders("notification", address), /can't stand in a header/);
  }
});
