import assert from "node:assert/strict";
import { createResend } from "../../../scripts/local/outside/resend.ts";
import { API_KEY, serveResend } from "../../support/mail/serve-resend.ts";

const wire = (given: Record<string, unknown> = {}) => ({
  from: "Samia <mail@frontdesk.test>",
  to: ["maya@clients.test"],
  subject: "Hello",
  text: "Hello",
  ...given,
});

/** An answer as `[status, name of the error]`, or `[status, body]`. */
async function read(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer;
  const text = await response.text();
  const body = text === "" ? null : JSON.parse(text);
  if (response.ok) return [response.status, body];
  assert.deepEqual(Object.keys(body), ["statusCode", "name", "message"], "Resend's form of an error");
  assert.equal(body.statusCode, response.status);
  return [response.status, body.name];
}

Deno.test("a mail is taken, or refused in Resend's words", async () => {
  await using resend = serveResend();
  const [status, body] = await read(resend.post("/emails", wire()));
  const [kept] = resend.standIn.mails();
  assert.deepEqual([status, body], [200, { id: kept?.id }]);

  const refused: [given: unknown, status: number, name: string][] = [
    [wire({ to: undefined }), 422, "missing_required_field"],
    [wire({ subject: undefined }), 422, "missing_required_field"],
    [wire({ from: undefined }), 422, "missing_required_field"],
    [wire({ text: undefined }), 422, "validation_error"],
    [wire({ from: "Samia, Studio <mail@frontdesk.test>" }), 422, "invalid_from_address"],
    [wire({ from: "mail" }), 422, "invalid_from_address"],
    [wire({ from: "a@b.cd\r\nBcc: e@f.gh" }), 422, "invalid_from_address"],
    [wire({ to: [] }), 422, "validation_error"],
    [wire({ to: Array(51).fill("a@b.cd") }), 422, "validation_error"],
    [wire({ to: "nobody" }), 422, "validation_error"],
    [wire({ to: "a@example.com" }), 422, "validation_error"],
    [wire({ to: "A <a@test.com>" }), 422, "validation_error"],
    [wire({ reply_to: "x" }), 422, "validation_error"],
    [wire({ subject: "a\nb" }), 422, "validation_error"],
    [wire({ headers: { "X-A": "b\r\nc" } }), 422, "validation_error"],
    [wire({ tags: [{ name: "a b", value: "c" }] }), 422, "validation_error"],
    [wire({ attachments: [{ filename: "a", content: "no base64!" }] }), 422, "invalid_attachment"],
    ["{ broken", 422, "validation_error"],
    [[wire()], 422, "validation_error"],
  ];
  for (const [given, status, name] of refused) {
    assert.deepEqual(await read(resend.post("/emails", given)), [status, name], JSON.stringify(given));
  }
  assert.equal(resend.standIn.accepted(), 1);
});

Deno.test("paths, methods and credentials are as strict as Resend's", async () => {
  await using resend = serveResend({ apiKey: API_KEY });
  const at = (path: string, init?: RequestInit) => read(fetch(`${resend.url}${path}`, init));
  assert.deepEqual(await at("/domains"), [404, "not_found"]);
  assert.deepEqual(await at("/emails/"), [404, "not_found"]);
  assert.deepEqual(await at("/emails"), [405, "method_not_allowed"]);
  for (const authorization of ["", "Bearer", "Basic x", API_KEY]) {
    const init = { method: "POST", headers: { authorization }, body: JSON.stringify(wire()) };
    assert.deepEqual(await at("/emails", init), [401, "missing_api_key"]);
  }
  const wrong = resend.post("/emails", wire(), { authorization: "Bearer other" });
  assert.deepEqual(await read(wrong), [403, "invalid_api_key"]);
  assert.equal(resend.standIn.accepted(), 0);
});

Deno.test("a strict batch is all or nothing, a permissive one names the bad mails", async () => {
  await using resend = serveResend();
  const mails = [
    wire({ to: "a@b.cd" }),
    wire({ to: "bad" }),
    wire({ to: "e@f.gh" }),
    wire({ subject: undefined }),
  ];
  assert.deepEqual(await read(resend.post("/emails/batch", mails)), [422, "validation_error"]);
  assert.equal(resend.standIn.accepted(), 0);
  const [status, body] = await read(
    resend.post("/emails/batch", mails, { "x-batch-validation": "permissive" }),
  );
  const ids = resend.standIn.mails().map(({ id }) => ({ id }));
  assert.equal(status, 200);
  assert.deepEqual(body, {
    data: ids,
    errors: [
      { index: 1, message: "Invalid `to` field: must be `email@domain.tld` or `Name <email@domain.tld>`." },
      { index: 3, message: "Missing `subject` field." },
    ],
  });
  assert.deepEqual(resend.standIn.mails().map(({ to }) => to), [["a@b.cd"], ["e@f.gh"]]);
  const [, strict] = await read(resend.post("/emails/batch", [wire()]));
  assert.deepEqual(Object.keys(Object(strict)), ["data"]);
});

Deno.test("a batch takes 1 to 100 mails and no attachments, in either mode", async () => {
  await using resend = serveResend();
  const attachments = [{ filename: "a.ics", content: btoa("x") }];
  for (const headers of [{ "x-batch-validation": "permissive" }, { "x-batch-validation": "strict" }]) {
    const send = (body: unknown) => read(resend.post("/emails/batch", body, headers));
    assert.deepEqual(await send(Array(101).fill(wire())), [422, "validation_error"]);
    assert.deepEqual(await send([]), [422, "validation_error"]);
    assert.deepEqual(await send(wire()), [422, "validation_error"]);
    assert.deepEqual(await send([wire(), wire({ attachments })]), [422, "invalid_attachment"]);
    assert.equal(resend.standIn.accepted(), 0);
  }
  assert.equal((await read(resend.post("/emails/batch", Array(100).fill(wire()))))[0], 200);
  assert.equal((await read(resend.post("/emails", wire({ attachments }))))[0], 200);
  assert.equal(resend.standIn.accepted(), 101);
});

Deno.test("a key sends once in 24 hours, and only what it first came with", async () => {
  let now = Date.parse("2026-11-20T10:00:00Z");
  await using resend = serveResend({ now: () => now });
  const send = (body: unknown, key: string, path = "/emails") =>
    read(resend.post(path, body, { "idempotency-key": key }));
  const first = await send(wire(), "a");
  assert.deepEqual(await send(wire(), "a"), first);
  assert.deepEqual(await send(wire({ subject: "Other" }), "a"), [409, "invalid_idempotent_request"]);
  assert.deepEqual(await send(wire(), "a", "/emails/batch"), [409, "invalid_idempotent_request"]);
  assert.equal(resend.standIn.accepted(), 1);
  assert.notDeepEqual(await send(wire(), "b"), first);
  assert.equal(resend.standIn.accepted(), 2);

  assert.deepEqual(await send("[]", "c"), [422, "validation_error"]);
  assert.equal((await send(wire(), "c"))[0], 200, "what was refused leaves its key free");
  assert.deepEqual(await send(wire(), "x".repeat(257)), [400, "invalid_idempotency_key"]);

  now += 24 * 3_600_000 - 1;
  assert.deepEqual(await send(wire(), "a"), first);
  now += 1;
  assert.notDeepEqual(await send(wire(), "a"), first);
  assert.equal(resend.standIn.accepted(), 4);
});

Deno.test("a key whose request is under way is told so", async () => {
  const [arrived, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const accepting = () => {
    arrived.resolve();
    return gate.promise;
  };
  await using resend = serveResend({ accepting });
  const send = (body: unknown) => read(resend.post("/emails", body, { "idempotency-key": "a" }));
  const first = send(wire());
  await arrived.promise;
  assert.deepEqual(await send(wire()), [409, "concurrent_idempotent_requests"]);
  assert.deepEqual(await send(wire({ subject: "Other" })), [409, "invalid_idempotent_request"]);
  gate.resolve();
  assert.deepEqual(await send(wire()), await first);
  assert.equal(resend.standIn.accepted(), 1);
});

Deno.test("five requests a second, unless told otherwise", async () => {
  let now = 1_000;
  const standIn = createResend({ now: () => now });
  const send = async () => {
    const { status, headers } = await standIn.handle(
      new Request("http://local/_outside/resend/emails", {
        method: "POST",
        headers: { authorization: "Bearer k" },
        body: JSON.stringify(wire()),
      }),
    );
    return [
      status,
      headers.get("ratelimit-remaining"),
      headers.get("ratelimit-reset"),
      headers.get("retry-after"),
    ];
  };
  for (const remaining of ["4", "3", "2", "1", "0"]) {
    assert.deepEqual(await send(), [200, remaining, "1", null]);
  }
  now += 999;
  assert.deepEqual(await send(), [429, "0", "1", "1"]);
  assert.equal(standIn.accepted(), 5);
  now += 1;
  assert.deepEqual(await send(), [200, "4", "1", null]);

  await using free = serveResend({ rateLimit: false });
  for (let i = 0; i < 20; i++) assert.equal((await read(free.post("/emails", wire())))[0], 200);
});

Deno.test("mailboxes can be listed, narrowed and emptied; looking at them is not logged", async () => {
  await using resend = serveResend();
  for (const to of ["a@b.cd", "A@b.cd", "e@f.gh"]) {
    await read(resend.post("/emails", wire({ to: [`X <${to}>`] })));
  }
  const list = async (query: string) => {
    const [, body] = await read(resend.get(`/mails${query}`));
    return Object(body);
  };
  const all = await list("");
  assert.deepEqual([all.accepted, all.total, all.mails.length], [3, 3, 3]);
  assert.deepEqual(all.mails, resend.standIn.mails());
  assert.equal((await list(`?to=${encodeURIComponent("a@B.cd")}`)).total, 2);
  assert.equal((await list("?to=b@cd.ef")).total, 0);
  const newest = await list("?limit=1");
  assert.deepEqual([newest.total, newest.mails], [3, all.mails.slice(2)]);
  const odd = await resend.get("/mails?limit=x");
  await odd.body?.cancel();
  assert.equal(odd.status, 400);
  assert.deepEqual((await read(resend.get(`/mails/${all.mails[0].id}`)))[1], all.mails[0]);
  await (await fetch(`${resend.url}/mails`, { method: "DELETE" })).body?.cancel();
  assert.deepEqual(await list(""), { accepted: 3, total: 0, mails: [] });
  assert.deepEqual(resend.standIn.entries().map(({ path }) => path), ["/emails", "/emails", "/emails"]);
});

Deno.test("the newest 20,000 are kept", async () => {
  const standIn = createResend({ rateLimit: false });
  for (let batch = 0; batch < 201; batch++) {
    const mails = Array.from({ length: 100 }, (_, i) => wire({ to: `c-${batch}-${i}@clients.test` }));
    const request = new Request("http://local/_outside/resend/emails/batch", {
      method: "POST",
      headers: { authorization: "Bearer k" },
      body: JSON.stringify(mails),
    });
    await (await standIn.handle(request)).body?.cancel();
    if (batch % 20 === 0) {
      await standIn.handle(new Request("http://local/_outside/resend/log", { method: "DELETE" }));
    }
  }
  const { total, mails } =
    await (await standIn.handle(new Request("http://local/_outside/resend/mails?limit=1"))).json();
  assert.deepEqual([standIn.accepted(), total, mails[0].to], [20_100, 20_000, ["c-200-99@clients.test"]]);
  assert.deepEqual(standIn.mails("c-0-99@clients.test"), []);
  assert.equal(standIn.mails("c-1-0@clients.test").length, 1);
});
