import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { verifyResendSignature } from "../../../shared/mail/verify-resend-signature.ts";

/** Svix, "Verifying webhooks": the example that its documentation publishes. */
const PUBLISHED = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

const bytesOf = (text: string) => new TextEncoder().encode(text);

interface Message {
  id?: string;
  timestamp?: string;
  signature?: string;
  body?: Uint8Array;
  secret?: string;
  /** Seconds from the message's time. */
  later?: number;
  prefix?: string;
}

function verify(
  {
    id = PUBLISHED.id,
    timestamp = String(PUBLISHED.timestamp),
    signature = PUBLISHED.signature,
    body = bytesOf(PUBLISHED.body),
    secret = PUBLISHED.secret,
    later = 0,
    prefix = "svix",
  }: Message = {},
) {
  const headers = new Headers({
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: timestamp,
    [`${prefix}-signature`]: signature,
  });
  return verifyResendSignature(body, headers, secret, new Date((PUBLISHED.timestamp + later) * 1_000));
}

/** Signs as Svix does, apart from the library. */
const sign = (body: Uint8Array, id = PUBLISHED.id, timestamp = String(PUBLISHED.timestamp)) =>
  `v1,${
    createHmac("sha256", Uint8Array.fromBase64(PUBLISHED.secret.slice(6)))
      .update(`${id}.${timestamp}.`).update(body).digest("base64")
  }`;

Deno.test("Svix's published message is taken, and gives its id", () => {
  assert.equal(verify(), PUBLISHED.id);
  assert.equal(verify({ prefix: "webhook" }), PUBLISHED.id, "under the names of Standard Webhooks, too");
  assert.equal(verify({ prefix: "other" }), undefined);
});

Deno.test("anything changed about it, and it isn't", () => {
  const changed: Message[] = [
    { body: bytesOf('{"test": 2432232315}') },
    { body: bytesOf('{"test":2432232314}') },
    { body: bytesOf(`\ufeff${PUBLISHED.body}`) },
    { body: bytesOf("") },
    { id: `${PUBLISHED.id}x` },
    { timestamp: String(PUBLISHED.timestamp + 1) },
    { timestamp: `${PUBLISHED.timestamp}.0` },
    { timestamp: `0${PUBLISHED.timestamp}x` },
    { timestamp: `0${PUBLISHED.timestamp}` },
    { timestamp: "NaN" },
    { signature: PUBLISHED.signature.replace("v1,", "v2,") },
    { signature: PUBLISHED.signature.slice(3) },
    { signature: PUBLISHED.signature.toLowerCase() },
    { signature: PUBLISHED.signature.slice(0, -1) },
    { signature: "v1," },
    { signature: "" },
    { id: "" },
    { secret: `whsec_${btoa("another secret of the tests")}` },
  ];
  for (const message of changed) assert.equal(verify(message), undefined, JSON.stringify(message));
});

Deno.test("bytes that are no UTF-8 can't pass for others", () => {
  const replaced = bytesOf("\ufffd");
  const broken = new Uint8Array([0xff]);
  assert.equal(verify({ body: replaced, signature: sign(replaced) }), PUBLISHED.id);
  assert.equal(verify({ body: broken, signature: sign(replaced) }), undefined);
  const marked = bytesOf("\ufeff{}");
  assert.equal(
    verify({ body: marked, signature: sign(marked) }),
    PUBLISHED.id,
    "a mark at the start is a part of it",
  );
});

Deno.test("five minutes, and not a second more, before or after", () => {
  for (const later of [-300, -299, 0, 299, 300]) assert.equal(verify({ later }), PUBLISHED.id, String(later));
  for (const later of [-301, 301, 600, 86_400]) assert.equal(verify({ later }), undefined, String(later));
});

Deno.test("while a secret is exchanged one good signature is enough, wherever it stands", () => {
  const other = `v1,${btoa("x".repeat(32))}`;
  for (
    const signatures of [[other, PUBLISHED.signature], [PUBLISHED.signature, other], [
      "v2,x",
      PUBLISHED.signature,
    ]]
  ) {
    assert.equal(verify({ signature: signatures.join(" ") }), PUBLISHED.id);
  }
  assert.equal(verify({ signature: `${other} ${other}` }), undefined);
});

Deno.test("a message without one of its headers is none", () => {
  for (const missing of ["svix-id", "svix-timestamp", "svix-signature"]) {
    const headers = new Headers({
      "svix-id": PUBLISHED.id,
      "svix-timestamp": String(PUBLISHED.timestamp),
      "svix-signature": PUBLISHED.signature,
    });
    headers.delete(missing);
    const now = new Date(PUBLISHED.timestamp * 1_000);
    assert.equal(verifyResendSignature(bytesOf(PUBLISHED.body), headers, PUBLISHED.secret, now), undefined);
  }
});

Deno.test("the clock is this machine's unless another is given", () => {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const body = bytesOf("{}");
  const headers = (at: string) =>
    new Headers({ "svix-id": "msg_1", "svix-timestamp": at, "svix-signature": sign(body, "msg_1", at) });
  assert.equal(verifyResendSignature(body, headers(timestamp), PUBLISHED.secret), "msg_1");
  assert.equal(
    verifyResendSignature(body, headers(String(PUBLISHED.timestamp)), PUBLISHED.secret),
    undefined,
  );
});

Deno.test("a secret that is none is an error that doesn't show it", () => {
  for (const secret of ["whsec_", "whsec_***not-base64***", ""]) {
    assert.throws(
      () => verify({ secret }),
      ({ message }) => /secret must be/.test(message) && !/\*/.test(message),
    );
  }
});
