import assert from "node:assert/strict";
import type { PushResult } from "../../../shared/push/push-result.ts";
import { sendPush } from "../../../shared/push/send-push.ts";
import { OPTIONS, SECRET, servePushes, vapid } from "../../support/push/serve-pushes.ts";
import { makeBrowser } from "../../support/push/subscribe.ts";

// Needs no database and no stand-in, so that it runs on the hosted Deno, too (see round-trip.test.ts).

Deno.test("a push goes out with all that push services ask for", async () => {
  await using service = servePushes();
  assert.deepEqual(await service.send({ urgency: "high" }), { kind: "accepted", status: 201 });
  const [request] = service.requests;
  assert.ok(request);
  assert.deepEqual([request.method, request.path], ["POST", `/${SECRET}`]);
  const { headers } = request;
  assert.equal(headers.get("authorization"), await vapid.headerFor(service.origin));
  assert.equal(headers.get("ttl"), "60");
  assert.equal(headers.get("urgency"), "high");
  assert.equal(headers.get("content-encoding"), "aes128gcm");
  assert.equal(headers.get("content-type"), "application/octet-stream");
  assert.equal(headers.get("content-length"), String(5 + 103));
  assert.equal(headers.get("topic"), null);
});

Deno.test("a browser reads what was sent", async () => {
  await using service = servePushes();
  const { browser, keys } = makeBrowser();
  const payload = new TextEncoder().encode("مرحبا");
  const subscription = { endpoint: `${service.origin}/a`, ...keys };
  await sendPush(subscription, payload, OPTIONS, { vapid, origins: new Set([service.origin]) });
  assert.deepEqual(await browser.open(service.requests[0]!.body), payload);
});

Deno.test("a topic of any form becomes 32 characters of base64url, the same for the same", async () => {
  await using service = servePushes();
  const topics = [
    "",
    "a",
    "conversation:5b0f4c1e-2a53-4a0e-9a52-0e1d8cc7d6a1",
    "محادثة 🙂\r\n",
    "x".repeat(5_000),
  ];
  for (const topic of [...topics, ...topics]) await service.send({ topic });
  const sent = service.requests.map(({ headers }) => headers.get("topic") ?? "");
  for (const topic of sent) assert.match(topic, /^[\w-]{32}$/);
  assert.deepEqual(sent.slice(topics.length), sent.slice(0, topics.length));
  assert.equal(new Set(sent).size, topics.length);
});

Deno.test("a time to live is whole seconds, between now and 30 days", async () => {
  await using service = servePushes();
  const given = [0, 1, 59.9, -5, 2_592_000, 2_592_001, Infinity];
  for (const ttl of given) await service.send({ ttl });
  const sent = service.requests.map(({ headers }) => headers.get("ttl"));
  assert.deepEqual(sent, ["0", "1", "59", "0", "2592000", "2592000", "2592000"]);
  await assert.rejects(service.send({ ttl: NaN }), RangeError);
  assert.equal(service.requests.length, given.length);
});

const MEANINGS: Record<PushResult["kind"], number[]> = {
  accepted: [200, 201, 202, 204],
  gone: [404, 410],
  too_large: [413],
  unauthorized: [401, 403],
  busy: [406, 429, 500, 502, 503, 504, 599],
  refused: [300, 301, 302, 303, 304, 307, 308, 400, 402, 405, 408, 409, 411, 412, 415, 422, 426, 451],
  unreachable: [],
};

Deno.test("each answer means one thing", async () => {
  await using service = servePushes();
  for (const [kind, statuses] of Object.entries(MEANINGS)) {
    for (const status of statuses) {
      service.answer = () =>
        new Response(status === 204 || status === 304 ? null : "a reason", {
          status,
          headers: { location: "/elsewhere" },
        });
      assert.deepEqual(await service.send(), { kind, status });
    }
  }
  const sent = Object.values(MEANINGS).flat().length;
  assert.equal(service.requests.length, sent, "each was sent once: nothing is tried again here");
  assert.ok(service.requests.every(({ path }) => path === `/${SECRET}`), "and no redirect was followed");
});

Deno.test("a redirect to elsewhere is not followed", async () => {
  await using elsewhere = servePushes();
  await using service = servePushes(() => Response.redirect(`${elsewhere.origin}/internal`, 307));
  assert.deepEqual(await service.send(), { kind: "refused", status: 307 });
  assert.equal(elsewhere.requests.length, 0);
});

Deno.test("who is busy says until when, in seconds or by a date", async () => {
  await using service = servePushes();
  const ask = async (status: number, header: string) => {
    service.answer = () => new Response(null, { status, headers: { "retry-after": header } });
    const result = await service.send();
    return result.kind === "busy" ? result.retryAfterMs : result.kind;
  };
  assert.equal(await ask(429, "120"), 120_000);
  assert.equal(await ask(503, "0"), 0);
  assert.equal(await ask(406, "7"), 7_000);
  const inAnHour = await ask(429, new Date(Date.now() + 3_600_000).toUTCString());
  assert.ok(typeof inAnHour === "number" && inAnHour > 3_595_000 && inAnHour <= 3_600_000, String(inAnHour));
  assert.equal(await ask(429, "soon"), undefined);
  assert.equal(await ask(413, "120"), "too_large", "it says nothing where waiting doesn't help");
});

Deno.test("who doesn't answer in time is unreachable", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using service = servePushes(() => promise);
  const result = await service.send({}, { timeoutMs: 100 });
  resolve(new Response());
  assert.deepEqual(result, { kind: "unreachable", reason: "timeout" });
  assert.equal(service.requests.length, 1);
});

Deno.test("who begins to answer and never ends is unreachable, too", async () => {
  const endless = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(8)) });
  await using service = servePushes(() => new Response(endless, { status: 201 }));
  assert.deepEqual(await service.send({}, { timeoutMs: 100 }), { kind: "unreachable", reason: "timeout" });
});

Deno.test("an answer that breaks off, or a door that is closed, is unreachable", async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("cut")) });
  await using service = servePushes(() => new Response(broken, { status: 201 }));
  assert.deepEqual(await service.send(), { kind: "unreachable", reason: "network" });

  const closed = servePushes();
  await closed[Symbol.asyncDispose]();
  assert.deepEqual(await closed.send(), { kind: "unreachable", reason: "network" });
});

Deno.test("of an answer without end only the beginning is read", async () => {
  let sent = 0;
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const flood = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384));
      },
      cancel: () => resolve(),
    });
  await using service = servePushes(() => new Response(flood(), { status: 403 }));
  assert.deepEqual(await service.send(), { kind: "unauthorized", status: 403 });
  await cancelled;
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes`);
});

Deno.test("the endpoint is checked again: a row that came another way reaches no one", async () => {
  await using service = servePushes();
  const { keys } = makeBrowser();
  for (
    const endpoint of [`${service.origin}/a`, "https://169.254.169.254/a", "https://evil.test/a", "nonsense"]
  ) {
    const result = await sendPush({ endpoint, ...keys }, new Uint8Array(8), OPTIONS, {
      vapid: { headerFor: () => assert.fail("nothing is signed for it") },
      origins: new Set(),
      fetch: () => assert.fail("nothing is sent to it"),
    });
    assert.deepEqual(result, { kind: "refused", reason: "endpoint" });
  }
  assert.equal(service.requests.length, 0);
});

Deno.test("what can't be encrypted isn't sent", async () => {
  await using service = servePushes();
  const subscription = { endpoint: `${service.origin}/a`, ...makeBrowser().keys };
  const dependencies = { vapid, origins: new Set([service.origin]) };
  assert.deepEqual(await sendPush(subscription, new Uint8Array(3_994), OPTIONS, dependencies), {
    kind: "too_large",
  });
  const bad = { ...subscription, p256dh: new Uint8Array(65) };
  assert.deepEqual(await sendPush(bad, new Uint8Array(8), OPTIONS, dependencies), {
    kind: "refused",
    reason: "keys",
  });
  assert.equal(service.requests.length, 0);
});

Deno.test("what is our own fault is thrown, and not taken for the push service's", async () => {
  await using service = servePushes();
  const broken = () => Promise.reject(new Error("VAPID_SUBJECT is not set"));
  await assert.rejects(service.send({}, { vapid: { headerFor: broken } }), /VAPID_SUBJECT is not set/);
  const encryption = { name: "broken", encrypt: () => Promise.reject(new Error("a bug")) };
  await assert.rejects(service.send({}, { encryption }), /a bug/);
  assert.equal(service.requests.length, 0);
});

Deno.test("the endpoint stands in no result", async () => {
  await using service = servePushes();
  const results: PushResult[] = [];
  for (const status of [201, 307, 400, 401, 404, 413, 429, 503]) {
    service.answer = ({ url }) => new Response(url, { status, headers: { location: url } });
    results.push(await service.send());
  }
  const failing = () =>
    Promise.reject(new TypeError(`error sending request for url (${service.origin}/${SECRET})`));
  results.push(await service.send({}, { fetch: failing }), await service.send({}, { origins: new Set() }));
  const kinds = results.map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(-2), ["unreachable", "refused"]);
  assert.ok(!JSON.stringify(results).includes(SECRET));
});
