import assert from "node:assert/strict";
import { encryptWithWebCrypto } from "../../../shared/push/encrypt-with-web-crypto.ts";
import { makePayload } from "../../../shared/push/payload.ts";
import { postPush } from "../../support/push/post-push.ts";
import {
  type PushStandIn,
  type SubscribedBrowser,
  testWithStandIn as test,
} from "../../support/push/push-stand-in.ts";

const textOf = (text: string) => new TextEncoder().encode(text);

test("a browser gets what was sent to it, and nobody else does", async (push) => {
  const [browser, other] = [await push.subscribe(), await push.subscribe()];
  const content = { title: "ليلى", body: "مرحبا", navigate: `${push.origin}/inbox`, lang: "ar", tag: "c1" };
  const payload = makePayload({ ...content, badge: 2 });
  assert.deepEqual(await push.send(browser, payload, { urgency: "high", topic: "c1", ttl: 90 }), {
    kind: "accepted",
    status: 201,
  });
  const { sends, accepted, collapsed, vapidTokens, messages: [message] } = await push.look(browser);
  assert.deepEqual([sends, accepted, collapsed, vapidTokens], [1, 1, 0, 1]);
  assert.deepEqual(message?.payload, {
    web_push: 8030,
    notification: { ...content, dir: "rtl" },
    app_badge: 2,
  });
  assert.deepEqual([message?.ttl, message?.urgency, message?.state], [90, "high", "waiting"]);
  assert.deepEqual((await push.look(other)).messages, []);
  assert.equal((await push.look(other)).sends, 0);
});

test("who is answered 201 is told where its message is", async (push) => {
  const browser = await push.subscribe();
  const response = await postPush(push, browser);
  assert.equal(response.status, 201);
  assert.match(
    response.headers.get("location") ?? "",
    /^https:\/\/localhost:\d+\/_outside\/push\/message\/[\w-]{32}$/,
  );
});

test("every answer can be had on demand, and is counted as sent", async (push) => {
  const browser = await push.subscribe();
  const kinds: Record<number, string> = {
    201: "accepted",
    302: "refused",
    400: "refused",
    401: "unauthorized",
    403: "unauthorized",
    404: "gone",
    406: "busy",
    410: "gone",
    413: "too_large",
    429: "busy",
    500: "busy",
    503: "busy",
  };
  for (const [status, kind] of Object.entries(kinds)) {
    const headers = { "retry-after": "7" };
    await plan(push, { path: "/send/", status: Number(status), headers });
    const retryAfterMs = kind === "busy" ? { retryAfterMs: 7_000 } : {};
    assert.deepEqual(await push.send(browser), { kind, status: Number(status), ...retryAfterMs });
  }
  await plan(push, { cut: true });
  assert.deepEqual(await push.send(browser), { kind: "unreachable", reason: "network" });
  const { sends, accepted, messages } = await push.look(browser);
  assert.deepEqual([sends, accepted, messages.length], [13, 0, 0], "a fault answers in the service's stead");
});

test("who has unsubscribed is gone, and who never was is unknown", async (push) => {
  const browser = await push.subscribe();
  assert.equal((await push.ask(`/subscriptions/${browser.id}`, { method: "DELETE" })).status, 204);
  assert.deepEqual(await push.send(browser), { kind: "gone", status: 410 });
  const unknown = { ...browser, endpoint: `${push.origin}/_outside/push/send/unknown` };
  assert.deepEqual(await push.send(unknown), { kind: "gone", status: 404 });
  assert.deepEqual((await push.look(browser)).messages, []);
  assert.equal((await push.ask("/subscriptions/unknown", { method: "DELETE" })).status, 404);
});

test("a newer message replaces one of its topic that waits, and none that was delivered", async (push) => {
  const [off, on] = [await push.subscribe(), await push.subscribe({ online: true })];
  for (const browser of [off, on]) {
    await push.send(browser, textOf("first of a"), { topic: "a" });
    await push.send(browser, textOf("first of b"), { topic: "b" });
    await push.send(browser, textOf("without topic"));
    await push.send(browser, textOf("without topic"));
    await push.send(browser, textOf("second of a"), { topic: "a" });
  }
  const told = async (browser: SubscribedBrowser) => {
    const { messages, collapsed, accepted } = await push.look(browser);
    return { collapsed, accepted, got: messages.map(({ payload, state }) => `${payload}: ${state}`) };
  };
  const rest = ["first of b", "without topic", "without topic", "second of a"];
  assert.deepEqual(await told(off), {
    collapsed: 1,
    accepted: 5,
    got: rest.map((text) => `${text}: waiting`),
  });
  assert.deepEqual(await told(on), {
    collapsed: 0,
    accepted: 5,
    got: ["first of a", ...rest].map((text) => `${text}: delivered`),
  });

  assert.equal((await push.ask(`/subscriptions/${off.id}/wake`, { method: "POST" })).status, 204);
  await push.send(off, textOf("third of a"), { topic: "a" });
  assert.deepEqual((await told(off)).got, [...rest, "third of a"].map((text) => `${text}: delivered`));
  assert.equal((await told(off)).collapsed, 1);
});

test("now or never: a device that is off doesn't get what may not wait", async (push) => {
  const [off, on] = [await push.subscribe(), await push.subscribe({ online: true })];
  for (const browser of [off, on]) await push.send(browser, textOf("now"), { ttl: 0 });
  await push.ask(`/subscriptions/${off.id}/wake`, { method: "POST" });
  assert.equal((await push.look(off)).messages[0]?.state, "expired");
  assert.equal((await push.look(on)).messages[0]?.state, "delivered");
});

test("what can't be decrypted is taken, as by a real service, and shown for what it is", async (push) => {
  const [browser, other] = [await push.subscribe(), await push.subscribe()];
  const response = await postPush(push, browser, {
    body: await encryptWithWebCrypto.encrypt(other, textOf("for another")),
  });
  assert.equal(response.status, 201);
  const { messages: [message] } = await push.look(browser);
  assert.deepEqual([message?.payload, message?.fault], [null, "can't be decrypted"]);
});

test("its page says what browsers got, and nothing that they said is markup", async (push) => {
  assert.match(await (await push.ask("")).text(), /No browser has subscribed yet/);
  const browser = await push.subscribe();
  const content = {
    title: "<b>bold</b>",
    body: "</td><script>",
    navigate: push.origin,
    lang: "en",
    tag: '"',
  };
  await push.send(browser, makePayload(content));
  await push.send(browser, textOf("just text"));
  const page = await push.ask("");
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  const html = await page.text();
  for (
    const text of ["&lt;b&gt;bold&lt;/b&gt;", "&lt;/td&gt;&lt;script&gt;", "just text", "2 sent, 2 accepted"]
  ) {
    assert.ok(html.includes(text), text);
  }
  assert.ok(!/<script|<b>/.test(html));
});

test("it forgets what it is told to forget, and logs pushes alone", async (push) => {
  const browser = await push.subscribe();
  await push.send(browser, undefined, { topic: "a" });
  await push.send(browser, undefined, { topic: "a" });
  const { requests }: { requests: { path: string; headers: Record<string, string> }[] } =
    await (await push.ask("/log")).json();
  assert.deepEqual(requests.map(({ path }) => path), Array(2).fill(`/send/${browser.id}`));
  assert.match(requests[0]?.headers.authorization ?? "", /^vapid ….{4}$/);
  assert.equal((await push.ask("/messages", { method: "DELETE" })).status, 204);
  const { sends, accepted, collapsed, vapidTokens, messages } = await push.look(browser);
  assert.deepEqual([sends, accepted, collapsed, vapidTokens, messages], [0, 0, 0, 0, []]);
  for (const body of ["{", '{"online":"yes"}', '{"applicationServerKey":"short"}', '{"unknown":1}']) {
    const response = await push.ask("/subscriptions", { method: "POST", body });
    assert.equal(response.status, 400, body);
    await response.body?.cancel();
  }
});

async function plan(push: PushStandIn, ...faults: unknown[]): Promise<void> {
  const response = await push.ask("/faults", { method: "POST", body: JSON.stringify({ faults }) });
  assert.equal(response.status, 200);
  await response.body?.cancel();
}
