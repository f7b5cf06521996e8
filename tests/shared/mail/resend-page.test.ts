import assert from "node:assert/strict";
import { sendBatch } from "../../../shared/mail/send-with-resend.ts";
import { CALENDAR, sampleMail } from "../../support/mail/sample-mail.ts";
import { serveResend } from "../../support/mail/serve-resend.ts";

const ATTACK = `</bdi></title><script>alert(1)</script>"'>`;

Deno.test("all mail can be looked at, and nothing in it becomes part of the page", async () => {
  await using resend = serveResend();
  const show = async (path: string) => {
    const response = await resend.get(path);
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  assert.match((await show("")).html, /Nothing has been sent yet/);
  const mail = sampleMail({
    from: `"${ATTACK.replaceAll('"', '\\"')}" <mail@frontdesk.test>`,
    subject: `${ATTACK} مرحبا \u202egpj`,
    html: `<p>${ATTACK}</p>`,
    text: `${ATTACK}\nhttps://a.test/stop?a=1&b="2"`,
    headers: { "X-Note": ATTACK },
    attachments: [CALENDAR],
  });
  const result = await sendBatch([mail], "a-key", resend.access);
  assert.ok(result.kind === "accepted");
  const [id] = result.ids;

  const list = await show("");
  const page = await show(`/mail/${id}`);
  for (const { status, headers, html } of [list, page]) {
    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.ok(!html.includes("<script") && !html.includes("</bdi></title>"));
    assert.match(
      html,
      /<bdi dir="auto">&lt;\/bdi&gt;&lt;\/title&gt;&lt;script&gt;[^<]* مرحبا \u202egpj<\/bdi>/,
    );
  }
  assert.ok(list.html.includes(`href="/_outside/resend/mail/${id}"`));
  assert.ok(
    page.html.includes(`<iframe sandbox title="The mail's HTML" src="/_outside/resend/mail/${id}/html">`),
  );
  assert.ok(page.html.includes('<a href="https://a.test/stop?a=1&amp;b=" rel="noopener noreferrer"'));
  assert.ok(
    page.html.includes("appointment.ics") && page.html.includes("X-Note") && page.html.includes("a-key"),
  );
});

Deno.test("a mail's own HTML comes in a sandbox, wherever it is opened", async () => {
  await using resend = serveResend();
  const mail = sampleMail({ html: `<p style="color:red">x</p>${ATTACK}` });
  const result = await sendBatch([mail], "a", resend.access);
  assert.ok(result.kind === "accepted");
  const response = await resend.get(`/mail/${result.ids[0]}/html`);
  assert.equal(await response.text(), mail.html);
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.ok(policy.startsWith("sandbox; default-src 'none'") && !policy.includes("script"));
  for (const path of ["/mail/nobody", "/mail/nobody/html", "/mails/nobody", "/mail"]) {
    const missing = await resend.get(path);
    await missing.body?.cancel();
    assert.equal(missing.status, 404, path);
  }
});
