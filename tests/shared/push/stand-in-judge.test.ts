import type { JWTPayload } from "jose";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { makeVapidKeys } from "../../../scripts/local/outside/push/make-vapid-keys.ts";
import { encodeBase64url } from "../../../shared/push/base64url.ts";
import { encryptWithWebCrypto } from "../../../shared/push/encrypt-with-web-crypto.ts";
import { type Change, postPush, signToken } from "../../support/push/post-push.ts";
import { testWithStandIn as test } from "../../support/push/push-stand-in.ts";
import { webPush } from "../../support/push/web-push.ts";

const textOf = (text: string) => new TextEncoder().encode(text);

test("a push that the strictest service would refuse is refused", async (push) => {
  const browser = await push.subscribe();
  const whole = await encryptWithWebCrypto.encrypt(browser, textOf("hello"));
  const changed = (change: (bytes: Uint8Array) => void) => {
    const bytes = whole.slice();
    change(bytes);
    return bytes;
  };
  const twoRecords = webPush.generateRequestDetails(
    {
      endpoint: browser.endpoint,
      keys: { p256dh: encodeBase64url(browser.p256dh), auth: encodeBase64url(browser.auth) },
    },
    Buffer.alloc(4_500),
    { TTL: 60, vapidDetails: null },
  ).body;
  const cases: [what: string, change: Change, status: number, errno: number][] = [
    ["no TTL", { headers: { ttl: undefined } }, 400, 111],
    ["a TTL of words", { headers: { ttl: "a day" } }, 400, 112],
    ["a negative TTL", { headers: { ttl: "-1" } }, 400, 112],
    ["a broken TTL", { headers: { ttl: "1.5" } }, 400, 112],
    ["31 days", { headers: { ttl: String(31 * 86_400) } }, 400, 112],
    ["a long topic", { headers: { topic: "t".repeat(33) } }, 400, 113],
    ["a topic of other letters", { headers: { topic: "a:b" } }, 400, 113],
    ["an empty topic", { headers: { topic: "" } }, 400, 113],
    ["an urgency of its own", { headers: { urgency: "urgent" } }, 400, 111],
    ["no encoding", { headers: { "content-encoding": undefined } }, 400, 101],
    ["the old encoding", { headers: { "content-encoding": "aesgcm" } }, 400, 101],
    ["no body", { body: new Uint8Array() }, 400, 110],
    ["too little body", { body: whole.slice(0, 102) }, 400, 110],
    ["no sender's key", { body: changed((bytes) => bytes[20] = 0) }, 400, 110],
    ["a compressed key", { body: changed((bytes) => bytes[21] = 2) }, 400, 110],
    ["a key off the curve", { body: changed((bytes) => bytes[60]! ^= 1) }, 400, 110],
    ["records of 17 bytes", { body: changed((bytes) => bytes.set([0, 0, 0, 17], 16)) }, 400, 110],
    ["two records", { body: changed((bytes) => bytes.set([0, 0, 0, 18], 16)) }, 400, 110],
    ["what web-push makes of 4,500 bytes", { body: new Uint8Array(twoRecords) }, 413, 104],
    ["4,097 bytes", { body: new Uint8Array(4_097) }, 413, 104],
  ];
  for (const [what, change, status, errno] of cases) {
    const response = await postPush(push, browser, { body: whole, ...change });
    const told: { code: number; errno: number } = await response.json();
    assert.deepEqual([response.status, told.code, told.errno], [status, status, errno], what);
  }
  assert.equal((await postPush(push, browser, { body: whole })).status, 201, "and unchanged it is taken");
  const { sends, accepted } = await push.look(browser);
  assert.deepEqual([sends, accepted], [cases.length + 1, 1]);
});

test("a token that Apple, Google or Mozilla would refuse is refused", async (push) => {
  const browser = await push.subscribe();
  const hour = Math.floor(Date.now() / 1000) + 3_600;
  const { publicKey } = makeVapidKeys();
  const own = push.applicationServerKey;
  const token = (claims: JWTPayload) => signToken(push, claims);
  const good = await token({});
  const [head = "", claims = "", signature = ""] = good.split(".");
  const none = `${Buffer.from('{"typ":"JWT","alg":"none"}').toString("base64url")}.${claims}.`;
  const cases: [what: string, authorization: string | undefined, status: number][] = [
    ["nothing", undefined, 401],
    ["another scheme", `Bearer ${good}`, 401],
    ["the old scheme", `WebPush ${good}`, 401],
    ["no key", `vapid t=${good}`, 401],
    ["no token", `vapid k=${own}`, 401],
    ["no algorithm", `vapid t=${none}, k=${own}`, 401],
    ["half a token", `vapid t=${head}.${claims}, k=${own}`, 401],
    ["another's signature", `vapid t=${head}.${claims}.${"A".repeat(86)}, k=${own}`, 401],
    ["changed claims", `vapid t=${head}.${claims.slice(0, -2)}AA.${signature}, k=${own}`, 401],
    ["signed with another key than k", `vapid t=${good}, k=${publicKey}`, 401],
    ["k is no key", `vapid t=${good}, k=abc`, 401],
    ["for another service", `vapid t=${await token({ aud: "https://fcm.googleapis.com" })}, k=${own}`, 403],
    ["for the endpoint", `vapid t=${await token({ aud: browser.endpoint })}, k=${own}`, 403],
    ["for nobody", `vapid t=${await token({ aud: undefined })}, k=${own}`, 403],
    ["expired", `vapid t=${await token({ exp: hour - 7_200 })}, k=${own}`, 403],
    ["for two days", `vapid t=${await token({ exp: hour + 47 * 3_600 })}, k=${own}`, 403],
    ["forever", `vapid t=${await token({ exp: undefined })}, k=${own}`, 403],
    ["from nobody", `vapid t=${await token({ sub: undefined })}, k=${own}`, 403],
    ["from a bare address", `vapid t=${await token({ sub: "push@frontdesk.test" })}, k=${own}`, 403],
    ["with a space", `vapid t=${await token({ sub: "mailto: push@frontdesk.test" })}, k=${own}`, 403],
    ["from localhost", `vapid t=${await token({ sub: "https://localhost" })}, k=${own}`, 403],
  ];
  for (const [what, authorization, status] of cases) {
    const response = await postPush(push, browser, { headers: { authorization } });
    const { errno, reason }: { errno: number; reason?: string } = await response.json();
    assert.deepEqual([response.status, errno], [status, 109], what);
    assert.equal(reason, status === 403 ? "BadJwtToken" : undefined);
  }
  assert.equal((await postPush(push, browser)).status, 201);

  const elsewhere = await push.subscribe({ applicationServerKey: publicKey });
  assert.equal((await postPush(push, elsewhere)).status, 403, "a browser that subscribed with another key");
  assert.deepEqual(await push.send(elsewhere), { kind: "unauthorized", status: 403 });
  const anyKey = await push.subscribe({});
  assert.deepEqual(await push.send(anyKey), { kind: "accepted", status: 201 });
  assert.equal((await push.look(elsewhere)).accepted, 0);
});
