import assert from "node:assert/strict";
import type { Email } from "../../../shared/mail/email.ts";
import { sendBatch } from "../../../shared/mail/send-with-resend.ts";
import { CALENDAR, sampleMail } from "../../support/mail/sample-mail.ts";
import { serveResend } from "../../support/mail/serve-resend.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => sampleMail({ to: `client-${index}@clients.test` }));

Deno.test("up to 100 mails go out in one call, each with its id", async () => {
  await using resend = serveResend();
  const mails = numbered(100);
  const result = await sendBatch(mails, "batch-1", resend.access);
  assert.equal(result.kind, "accepted");
  assert.ok(result.kind === "accepted" && result.rejected.length === 0);
  assert.deepEqual(resend.requests.map(({ path }) => path), ["/emails/batch"]);
  for (const [index, id] of result.ids.entries()) {
    assert.match(id ?? "", UUID);
    assert.deepEqual(resend.standIn.mails(mails[index]?.to).map((mail) => mail.id), [id]);
  }
});

Deno.test("everything of a mail arrives", async () => {
  await using resend = serveResend();
  const mail = sampleMail({
    from: '"عيادة \\"الأرز\\", بيروت" <mail@frontdesk.test>',
    subject: "موعدك غدًا",
    html: "<p>نعم & لا</p>",
    replyTo: "desk@frontdesk.test",
    headers: {
      "List-Unsubscribe": "<https://a.test/u>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    tags: { kind: "notification", business: "b-1" },
    attachments: [CALENDAR],
  });
  assert.equal((await sendBatch([mail], "single-1", resend.access)).kind, "accepted");
  assert.deepEqual(resend.requests.map(({ path }) => path), ["/emails"]);
  const [kept] = resend.standIn.mails();
  assert.ok(kept);
  const { id: _id, at: _at, events: _events, ...rest } = kept;
  assert.deepEqual(rest, {
    from: mail.from,
    to: [mail.to],
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    reply_to: [mail.replyTo],
    headers: mail.headers,
    tags: [{ name: "business", value: "b-1" }, { name: "kind", value: "notification" }],
    attachments: [{
      filename: CALENDAR.filename,
      content_type: CALENDAR.contentType,
      content: CALENDAR.content,
    }],
    idempotencyKey: "single-1",
  });
});

Deno.test("the same mails are the same bytes, also after they were stored", async () => {
  await using resend = serveResend();
  const mail = sampleMail({
    replyTo: "desk@frontdesk.test",
    headers: { "X-B": "2", "List-Unsubscribe": "<https://a.test/u>", "X-A": "1" },
    tags: { kind: "notification", a: "1", Business: "2" },
  });
  for (const mails of [[mail, sampleMail()], [{ ...mail, attachments: [CALENDAR] }]]) {
    const key = crypto.randomUUID();
    const first = await sendBatch(mails, key, resend.access);
    assert.equal(first.kind, "accepted");
    assert.deepEqual(await sendBatch(mails.map(turnMembers), key, resend.access), first);
  }
  const [batch, batchAgain, single, singleAgain] = resend.requests.map(({ bytes }) =>
    new TextDecoder().decode(bytes)
  );
  assert.ok(batch && single);
  assert.equal(batchAgain, batch);
  assert.equal(singleAgain, single);
  assert.equal(resend.standIn.accepted(), 3, "nothing went out twice");
});

/** The same value with the members of every object in the opposite order: a database's JSON keeps no order. */
function turnMembers(mail: Email): Email {
  return JSON.parse(
    JSON.stringify(
      mail,
      (_, value) =>
        value && typeof value === "object" && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
    ),
  );
}

Deno.test("one bad mail keeps no other from going out, and its fault shows no address", async () => {
  await using resend = serveResend();
  const mails = numbered(4);
  mails[1] = sampleMail({ to: "somebody@example.com" });
  mails[2] = sampleMail({ from: "broken <somebody@clients.test" });
  const result = await sendBatch(mails, "batch-1", resend.access);
  assert.ok(result.kind === "accepted");
  assert.deepEqual(result.ids.map(Boolean), [true, false, false, true]);
  assert.deepEqual(result.rejected.map(({ index }) => index), [1, 2]);
  assert.ok(result.rejected.every(({ detail }) => detail !== "" && !detail.includes("somebody")));
  assert.deepEqual(resend.standIn.mails("client-3@clients.test").map(({ id }) => id), [result.ids[3]]);
});

Deno.test("what no call takes is refused before anything is sent", async () => {
  await using resend = serveResend();
  const withFile = sampleMail({ attachments: [CALENDAR] });
  const calls: [Email[], key: string][] = [
    [[], "key"],
    [numbered(101), "key"],
    [[withFile, sampleMail()], "key"],
    [[sampleMail()], ""],
    [[sampleMail()], "x".repeat(257)],
    [[sampleMail()], "a\nb"],
    [[sampleMail()], "ключ"],
  ];
  for (const [mails, key] of calls) await assert.rejects(sendBatch(mails, key, resend.access), RangeError);
  assert.equal(resend.requests.length, 0);
  assert.equal(
    (await sendBatch([sampleMail({ attachments: [] })], "x".repeat(256), resend.access)).kind,
    "accepted",
  );
  assert.equal(resend.requests[0]?.path, "/emails/batch", "no attachments are none");
});

Deno.test("each failure is told apart, and tried once only", async () => {
  await using resend = serveResend();
  const failing = (statusCode: number, name: string, headers = {}) => ({
    status: statusCode,
    headers,
    body: { statusCode, name, message: `${name} of Maya <maya@clients.test> and b@c.de` },
  });
  const told = (code: string) => ({ code, detail: `${code} of Maya <[address]> and [address]` });
  const cases: [fault: unknown, result: unknown][] = [
    [failing(429, "rate_limit_exceeded", { "retry-after": "3" }), {
      kind: "busy",
      retryAfterMs: 3_000,
      unsent: true,
    }],
    [failing(429, "rate_limit_exceeded"), { kind: "busy", retryAfterMs: 1_000, unsent: true }],
    [failing(409, "concurrent_idempotent_requests"), { kind: "busy", retryAfterMs: 1_000 }],
    [failing(408, "application_error"), { kind: "busy", retryAfterMs: 1_000 }],
    [failing(500, "internal_server_error"), { kind: "busy", retryAfterMs: 10_000 }],
    [failing(503, "application_error", { "retry-after": "99999999" }), {
      kind: "busy",
      retryAfterMs: 99_999_999_000,
    }],
    [{ status: 502, body: "<html>Bad gateway</html>" }, { kind: "busy", retryAfterMs: 10_000 }],
    [{ status: 429, headers: { "retry-after": "2" }, body: "slow down" }, {
      kind: "busy",
      retryAfterMs: 2_000,
      unsent: true,
    }],
    [failing(429, "daily_quota_exceeded"), { kind: "misconfigured", ...told("daily_quota_exceeded") }],
    [failing(429, "monthly_quota_exceeded"), { kind: "misconfigured", ...told("monthly_quota_exceeded") }],
    [failing(401, "missing_api_key"), { kind: "misconfigured", ...told("missing_api_key") }],
    [failing(401, "restricted_api_key"), { kind: "misconfigured", ...told("restricted_api_key") }],
    [failing(403, "invalid_api_key"), { kind: "misconfigured", ...told("invalid_api_key") }],
    [failing(403, "validation_error"), { kind: "misconfigured", ...told("validation_error") }],
    [failing(404, "not_found"), { kind: "misconfigured", ...told("not_found") }],
    [failing(409, "invalid_idempotent_request"), { kind: "conflict" }],
    [failing(400, "invalid_idempotency_key"), { kind: "refused", ...told("invalid_idempotency_key") }],
    [failing(422, "missing_required_field"), { kind: "refused", ...told("missing_required_field") }],
    [failing(413, "validation_error"), { kind: "refused", ...told("validation_error") }],
    [failing(451, "security_error"), { kind: "refused", ...told("security_error") }],
    [{ cut: true }, { kind: "unreachable" }],
    [{ body: "{ broken" }, { kind: "unreachable" }],
    [{ body: "null" }, { kind: "unreachable" }],
    [{ body: { data: "what?" } }, { kind: "unreachable" }],
    [{ body: { data: [], errors: [{ index: 7, message: "x" }] } }, { kind: "unreachable" }],
    [{ status: 400, body: { error: "no status of its own" } }, { kind: "unreachable" }],
    [{ status: 500, body: "null" }, { kind: "unreachable" }],
  ];
  for (const [fault, expected] of cases) {
    const before = resend.requests.length;
    await resend.plan(fault);
    assert.deepEqual(await sendBatch([sampleMail()], crypto.randomUUID(), resend.access), expected);
    assert.equal(resend.requests.length, before + 1, `once: ${JSON.stringify(fault)}`);
  }
  assert.equal(resend.standIn.accepted(), 0);
});

Deno.test("a domain that isn't verified is nobody's mail's fault, also where each mail is refused for it", async () => {
  await using resend = serveResend();
  const errors = [0, 1].map((index) => ({ index, message: "The a.test domain is not verified." }));
  await resend.plan({ body: { data: [], errors } }, {
    body: { data: [{ id: "x" }], errors: errors.slice(1) },
  });
  assert.deepEqual(await sendBatch(numbered(2), "a", resend.access), {
    kind: "misconfigured",
    code: "validation_error",
    detail: "The a.test domain is not verified.",
  });
  const mixed = await sendBatch(numbered(2), "b", resend.access);
  assert.deepEqual(mixed.kind === "accepted" && mixed.ids, ["x", undefined]);
});

Deno.test("ids that can't be placed are left out, the mails are accepted all the same", async () => {
  await using resend = serveResend();
  await resend.plan({ body: { data: [{ id: "x" }], errors: [] } });
  assert.deepEqual(await sendBatch(numbered(2), "a", resend.access), {
    kind: "accepted",
    ids: [undefined, undefined],
    rejected: [],
  });
});

Deno.test("wrong keys, wrong addresses and rate limits of the stand-in itself are understood", async () => {
  await using strict = serveResend({ apiKey: "another-key" });
  const refused = await sendBatch([sampleMail()], "a", strict.access);
  assert.ok(refused.kind === "misconfigured" && refused.code === "invalid_api_key");
  assert.equal(
    (await sendBatch([sampleMail()], "a", { ...strict.access, apiKey: "another-key" })).kind,
    "accepted",
  );

  await using limited = serveResend({ rateLimit: 1, now: () => 0 });
  assert.equal((await sendBatch([sampleMail()], "a", limited.access)).kind, "accepted");
  assert.deepEqual(await sendBatch([sampleMail()], "b", limited.access), {
    kind: "busy",
    retryAfterMs: 1_000,
    unsent: true,
  });
  assert.equal(limited.standIn.accepted(), 1);
  const slash = { ...limited.access, baseUrl: `${limited.url}//` };
  assert.equal((await sendBatch([sampleMail()], "b", slash)).kind, "busy", "a slash at the end does no harm");
});

Deno.test("nobody there is unreachable", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const access = { apiKey: "k", baseUrl: `http://127.0.0.1:${port}` };
  assert.deepEqual(await sendBatch([sampleMail()], "a", access), { kind: "unreachable" });
});

Deno.test("a timeout leaves open whether it was sent; the same key settles it, once", async () => {
  const gate = Promise.withResolvers<void>();
  await using resend = serveResend({ accepting: () => gate.promise });
  const mails = numbered(3);
  assert.deepEqual(await sendBatch(mails, "a", { ...resend.access, timeoutMs: 500 }), {
    kind: "unreachable",
  });
  assert.equal(resend.standIn.accepted(), 0, "it is still being worked on");
  assert.deepEqual(await sendBatch(mails, "a", resend.access), { kind: "busy", retryAfterMs: 1_000 });
  assert.deepEqual(await sendBatch(numbered(2), "a", resend.access), { kind: "conflict" });
  gate.resolve();
  const result = await sendBatch(mails, "a", resend.access);
  assert.ok(result.kind === "accepted");
  assert.deepEqual(resend.standIn.mails().map(({ id }) => id), result.ids);
  assert.equal(resend.standIn.accepted(), 3);
});
