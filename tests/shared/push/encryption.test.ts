import assert from "node:assert/strict";
import { recordFault } from "../../../scripts/local/outside/push/browser.ts";
import { decodeBase64url, encodeBase64url } from "../../../shared/push/base64url.ts";
import { encryptRecord, encryptWithWebCrypto } from "../../../shared/push/encrypt-with-web-crypto.ts";
import { KeysUnusable, MOST_PLAINTEXT, PlaintextTooLong } from "../../../shared/push/encryption.ts";
import { makeEphemeralKey, takeApart } from "../../../shared/push/make-ephemeral-key.ts";
import { pointFault } from "../../../shared/push/subscription-keys.ts";
import { keysOf, makeBrowser } from "../../support/push/subscribe.ts";
import { RFC_8291 } from "../../support/push/vectors.ts";
import { encryptWithWebPush } from "../../support/push/web-push.ts";

const CURVE = { name: "ECDH", namedCurve: "P-256" };

const bytesOf = (text: string) => {
  const bytes = decodeBase64url(text);
  assert.ok(bytes);
  return bytes;
};

Deno.test("the example of RFC 8291 comes out byte for byte", async () => {
  const { plaintext, receiver, sender, salt, body } = RFC_8291;
  const publicKey = bytesOf(sender.publicKey);
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: encodeBase64url(publicKey.subarray(1, 33)),
    y: encodeBase64url(publicKey.subarray(33)),
    d: sender.privateKey,
  };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]);
  const text = new TextEncoder().encode(plaintext);
  const made = await encryptRecord(keysOf(receiver), text, { privateKey, publicKey }, bytesOf(salt));
  assert.equal(encodeBase64url(made), body);
});

for (const { name, encrypt } of [encryptWithWebCrypto, encryptWithWebPush]) {
  Deno.test(`${name}: what fits one record is one record, and nothing larger is made`, async () => {
    const { browser, keys } = makeBrowser();
    for (const length of [0, 1, 200, MOST_PLAINTEXT]) {
      if (length === 0 && name === "web-push") continue; // it takes an empty text for none
      const text = crypto.getRandomValues(new Uint8Array(length));
      const body = await encrypt(keys, text);
      assert.equal(body.length, length + 103, "86 of header, 1 of delimiter, 16 of tag");
      assert.equal(recordFault(body), undefined);
      assert.deepEqual(await browser.open(body), text);
    }
    assert.equal((await encrypt(keys, new Uint8Array(MOST_PLAINTEXT))).length, 4096);
    await assert.rejects(
      async () => await encrypt(keys, new Uint8Array(MOST_PLAINTEXT + 1)),
      (error) => error instanceof PlaintextTooLong && error.bytes === MOST_PLAINTEXT + 1,
    );
  });
}

Deno.test("each push has a key and a salt of its own", async () => {
  const { keys } = makeBrowser();
  const bodies = await Promise.all(
    Array.from({ length: 50 }, () => encryptWithWebCrypto.encrypt(keys, new Uint8Array(8))),
  );
  const parts = (from: number, to: number) => new Set(bodies.map((body) => body.slice(from, to).join()));
  assert.equal(parts(0, 16).size, 50, "salts");
  assert.equal(parts(21, 86).size, 50, "keys");
  assert.equal(parts(86, 111).size, 50, "texts");
});

Deno.test("only the browser it is for can read a push, and only unchanged", async () => {
  const { browser, keys } = makeBrowser();
  const body = await encryptWithWebCrypto.encrypt(keys, new TextEncoder().encode("private"));
  assert.equal(new TextDecoder().decode(await browser.open(body)), "private");
  await assert.rejects(makeBrowser().browser.open(body), { name: "UnreadablePush" });
  for (let at = 0; at < body.length; at++) {
    if (at >= 16 && at < 20) continue; // the record size isn't authenticated
    const changed = body.slice();
    changed[at]! ^= 1;
    await assert.rejects(browser.open(changed), { name: "UnreadablePush" }, `byte ${at}`);
  }
  const otherAuth = { ...keys, auth: crypto.getRandomValues(new Uint8Array(16)) };
  const foreign = await encryptWithWebCrypto.encrypt(otherAuth, new Uint8Array(8));
  await assert.rejects(browser.open(foreign), { name: "UnreadablePush" });
});

Deno.test("keys that are no point on the curve are an error of their own", async () => {
  const { keys } = makeBrowser();
  const off = keys.p256dh.slice();
  off[40]! ^= 1;
  for (const p256dh of [off, new Uint8Array(65), new Uint8Array(65).fill(4), keys.p256dh.slice(0, 64)]) {
    await assert.rejects(
      encryptWithWebCrypto.encrypt({ ...keys, p256dh }, new Uint8Array(8)),
      (error) => error instanceof KeysUnusable,
    );
  }
});

Deno.test("a key pair taken apart is the pair that was made", async () => {
  const made = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey));
  const taken = takeApart(pkcs8);
  assert.ok(taken, "this runtime lays keys out as we know it");
  assert.deepEqual(taken.publicKey, new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey)));

  const other = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const derive = (privateKey: CryptoKey) =>
    crypto.subtle.deriveBits({ name: "ECDH", public: other.publicKey }, privateKey, 256);
  const alone = await crypto.subtle.importKey("pkcs8", taken.alone, CURVE, false, ["deriveBits"]);
  assert.deepEqual(await derive(alone), await derive(made.privateKey));
});

Deno.test("a key laid out in another way is left whole, and used all the same", async (t) => {
  const { browser, keys } = makeBrowser();
  const made = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey));
  const alone = takeApart(pkcs8)?.alone ?? pkcs8;
  for (const [what, bytes] of Object.entries({ alone, longer: Uint8Array.of(...pkcs8, 0), empty: [] })) {
    assert.equal(takeApart(Uint8Array.from(bytes)), undefined, what);
  }
  for (const at of [0, 35, 68, 72]) {
    const changed = pkcs8.slice();
    changed[at]! ^= 1;
    assert.equal(takeApart(changed), undefined, `byte ${at}`);
  }

  await t.step("by a runtime that leaves the public point out", async () => {
    const exportKey = crypto.subtle.exportKey.bind(crypto.subtle);
    // deno-lint-ignore no-explicit-any -- WebCrypto's own signature is a family of them
    crypto.subtle.exportKey = (async (format: any, key: CryptoKey) => {
      const exported = await exportKey(format, key);
      return format === "pkcs8" ? takeApart(new Uint8Array(exported as ArrayBuffer))!.alone.buffer : exported;
      // deno-lint-ignore no-explicit-any -- as above
    }) as any;
    try {
      const { publicKey } = await makeEphemeralKey();
      assert.equal(pointFault(publicKey), undefined);
      const body = await encryptWithWebCrypto.encrypt(keys, new TextEncoder().encode("still"));
      assert.equal(new TextDecoder().decode(await browser.open(body)), "still");
    } finally {
      crypto.subtle.exportKey = exportKey;
    }
  });
});
