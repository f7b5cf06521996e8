import { decodeJwt, importJWK, jwtVerify } from "jose";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { makeVapidKeys } from "../../../scripts/local/outside/push/make-vapid-keys.ts";
import { decodeBase64url, encodeBase64url } from "../../../shared/push/base64url.ts";
import { sendPush } from "../../../shared/push/send-push.ts";
import { createVapid, LIFE_MS } from "../../../shared/push/vapid.ts";
import { readVapidKeys, type VapidKeys } from "../../../shared/push/vapid-keys.ts";
import { MemoryStore } from "../../support/push/memory-store.ts";
import { makeBrowser } from "../../support/push/subscribe.ts";

const ORIGIN = "https://fcm.googleapis.com";
const SUBJECT = "mailto:push@frontdesk.test";

const settingsOf = ({ publicKey, privateKey } = makeVapidKeys()) => ({
  VAPID_PUBLIC_KEY: publicKey,
  VAPID_PRIVATE_KEY: privateKey,
  VAPID_SUBJECT: SUBJECT,
});

/** Real keys that count their signatures. */
async function countingKeys(): Promise<VapidKeys & { signatures: number }> {
  const keys = await readVapidKeys(settingsOf());
  const counting = {
    publicKey: keys.publicKey,
    signatures: 0,
    sign(audience: string, expiresAt: Date) {
      counting.signatures++;
      return keys.sign(audience, expiresAt);
    },
  };
  return counting;
}

/** A clock that goes only when it is told to; a real date to begin with. */
function makeClock() {
  let time = Date.now();
  return { now: () => time, pass: (ms: number) => time += ms };
}

const tokenOf = (header: string) => /^vapid t=(\S+), k=\S+$/.exec(header)?.[1] ?? "";

Deno.test("a header is what RFC 8292 asks for, and verifies with the key it names", async () => {
  const settings = settingsOf();
  const before = Date.now();
  const header = await createVapid(await readVapidKeys(settings)).headerFor(ORIGIN);
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  assert.equal(key, settings.VAPID_PUBLIC_KEY);
  const point = decodeBase64url(key)!;
  const [x, y] = [encodeBase64url(point.subarray(1, 33)), encodeBase64url(point.subarray(33))];
  const { payload, protectedHeader } = await jwtVerify(
    token,
    await importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256"),
  );
  assert.deepEqual(protectedHeader, { typ: "JWT", alg: "ES256" });
  assert.deepEqual(Object.keys(payload).sort(), ["aud", "exp", "sub"]);
  assert.equal(payload.aud, ORIGIN);
  assert.equal(payload.sub, SUBJECT);
  const hours = ((payload.exp ?? 0) * 1000 - before) / 3_600_000;
  assert.ok(hours > 11.99 && hours < 12.01, `${hours} hours`);
});

Deno.test("1,000 pushes need one signature, and each push service one of its own", async () => {
  const keys = await countingKeys();
  const vapid = createVapid(keys);
  const sent: string[] = [];
  const fetch = (_: URL | RequestInfo, init?: RequestInit) => {
    sent.push(new Headers(init?.headers).get("authorization") ?? "");
    return Promise.resolve(new Response(null, { status: 201 }));
  };
  const encryption = { name: "none", encrypt: () => Promise.resolve(new Uint8Array(120)) };
  const subscription = { endpoint: `${ORIGIN}/fcm/send/a`, ...makeBrowser().keys };
  const options = { ttl: 60, urgency: "normal" } as const;
  const dependencies = { vapid, encryption, fetch, origins: new Set<string>() };
  await Promise.all(
    Array.from({ length: 500 }, () => sendPush(subscription, new Uint8Array(8), options, dependencies)),
  );
  for (let n = 0; n < 500; n++) await sendPush(subscription, new Uint8Array(8), options, dependencies);
  assert.equal(sent.length, 1_000);
  assert.equal(new Set(sent).size, 1);
  assert.equal(keys.signatures, 1);

  const other = await vapid.headerFor("https://web.push.apple.com");
  assert.equal(decodeJwt(tokenOf(other)).aud, "https://web.push.apple.com");
  assert.equal(keys.signatures, 2);
});

Deno.test("isolates share a header through the store, and ask it once", async () => {
  const keys = await countingKeys();
  const store = new MemoryStore();
  const [first, second] = [createVapid(keys, store), createVapid(keys, store)];
  const header = await first.headerFor(ORIGIN);
  assert.equal(await second.headerFor(ORIGIN), header);
  for (let n = 0; n < 10; n++) await second.headerFor(ORIGIN);
  assert.deepEqual([keys.signatures, store.reads, store.writes], [1, 2, 1]);
});

Deno.test("isolates that sign at the same moment go on with the one that stands", async () => {
  const keys = await countingKeys();
  const { now, pass } = makeClock();
  const store = new MemoryStore();
  const [writing, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = {
    read: () => Promise.resolve(undefined),
    async write(origin: string, header: string, expiresAt: Date) {
      writing.resolve();
      await resumed.promise;
      return await store.write(origin, header, expiresAt);
    },
  };
  const lateHeader = createVapid(keys, late, now).headerFor(ORIGIN);
  await writing.promise;
  pass(5_000);
  const header = await createVapid(keys, store, now).headerFor(ORIGIN);
  resumed.resolve();
  assert.equal(await lateHeader, header);
  assert.equal(keys.signatures, 2);
});

Deno.test("a header is signed anew when less than half its life is left, here and in the store", async () => {
  const keys = await countingKeys();
  const { now, pass } = makeClock();
  const store = new MemoryStore();
  const vapid = createVapid(keys, store, now);
  const header = await vapid.headerFor(ORIGIN);
  pass(LIFE_MS / 2);
  assert.equal(await vapid.headerFor(ORIGIN), header, "exactly half is left");
  assert.equal(await createVapid(keys, store, now).headerFor(ORIGIN), header);
  assert.equal(keys.signatures, 1);

  pass(1_000);
  const renewed = await vapid.headerFor(ORIGIN);
  assert.notEqual(renewed, header);
  assert.equal(decodeJwt(tokenOf(renewed)).exp, Math.floor((now() + LIFE_MS) / 1000));
  assert.equal(await createVapid(keys, store, now).headerFor(ORIGIN), renewed, "the store has it, too");
  assert.equal(keys.signatures, 2);
  assert.equal(LIFE_MS, 12 * 3_600_000);
});

Deno.test("what the store holds under another key, or in another form, is not used", async () => {
  const [old, keys] = [await countingKeys(), await countingKeys()];
  const store = new MemoryStore();
  const foreign = await createVapid(old, store).headerFor(ORIGIN);
  const header = await createVapid(keys, store).headerFor(ORIGIN);
  assert.notEqual(header, foreign);
  assert.ok(header.endsWith(`, k=${keys.publicKey}`));

  const expiresAt = new Date(Date.now() + LIFE_MS);
  const token = tokenOf(header);
  for (
    const spoilt of [
      "",
      token,
      `vapid t=${token}`,
      `WebPush ${token}, k=${keys.publicKey}`,
      `vapid t=${token}, k=${keys.publicKey}\r\nx-evil: 1`,
      `vapid t=${token}, k=${keys.publicKey}, k=${old.publicKey}`,
    ]
  ) {
    const reading = {
      read: () => Promise.resolve({ header: spoilt, expiresAt }),
      write: store.write.bind(store),
    };
    const used = await createVapid(keys, reading).headerFor(ORIGIN);
    assert.notEqual(used, spoilt);
    assert.match(used, /^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]+$/);
  }
});

Deno.test("a store that fails fails the push, and is asked again for the next", async () => {
  const keys = await countingKeys();
  const store = new MemoryStore();
  let broken = true;
  const read = (origin: string) => broken ? Promise.reject(new Error("no database")) : store.read(origin);
  const vapid = createVapid(keys, { read, write: store.write.bind(store) });
  await assert.rejects(vapid.headerFor(ORIGIN), /no database/);
  assert.equal(keys.signatures, 0);
  broken = false;
  assert.match(await vapid.headerFor(ORIGIN), /^vapid /);
  assert.equal(keys.signatures, 1);
});

Deno.test("every pair that is made is a pair, of the lengths that web-push takes, too", async () => {
  for (let n = 0; n < 300; n++) {
    const { publicKey, privateKey } = makeVapidKeys();
    assert.deepEqual([publicKey.length, privateKey.length], [87, 43]);
    if (n < 20) {
      assert.equal((await readVapidKeys(settingsOf({ publicKey, privateKey }))).publicKey, publicKey);
    }
  }
});

Deno.test("keys that are missing or wrong are named, and not shown", async () => {
  const settings = settingsOf();
  const wrong: [Partial<typeof settings>, RegExp][] = [
    [{ VAPID_PUBLIC_KEY: undefined }, /^VAPID_PUBLIC_KEY is not set/],
    [{ VAPID_PRIVATE_KEY: undefined }, /^VAPID_PRIVATE_KEY is not set/],
    [{ VAPID_SUBJECT: undefined }, /^VAPID_SUBJECT is not set/],
    [{ VAPID_PUBLIC_KEY: settings.VAPID_PRIVATE_KEY }, /^VAPID_PUBLIC_KEY is no public key/],
    [{ VAPID_PUBLIC_KEY: "no base64url!" }, /^VAPID_PUBLIC_KEY is no public key/],
    [{ VAPID_PRIVATE_KEY: settings.VAPID_PUBLIC_KEY }, /^VAPID_PRIVATE_KEY is not 32 bytes/],
    [
      { VAPID_PUBLIC_KEY: makeVapidKeys().publicKey },
      /^VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are not a pair/,
    ],
    [{ VAPID_PRIVATE_KEY: "A".repeat(43) }, /^VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are not a pair/],
    [{ VAPID_SUBJECT: "push@frontdesk.test" }, /^VAPID_SUBJECT must be/],
    [{ VAPID_SUBJECT: "mailto: push@frontdesk.test" }, /^VAPID_SUBJECT must be/],
    [{ VAPID_SUBJECT: "http://frontdesk.test" }, /^VAPID_SUBJECT must be/],
    [{ VAPID_SUBJECT: "https://localhost:3000" }, /^VAPID_SUBJECT must be/],
  ];
  for (const [change, message] of wrong) {
    await assert.rejects(readVapidKeys({ ...settings, ...change }), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, message);
      const told = `${error.message} ${error.stack} ${error.cause}`;
      for (const value of [settings.VAPID_PRIVATE_KEY, settings.VAPID_PUBLIC_KEY]) {
        assert.ok(!told.includes(value));
      }
      return true;
    });
  }
});

Deno.test("`task vapid-keys` prints lines of a .env file that can be used as they are", async () => {
  const script = fileURLToPath(new URL("../../../scripts/vapid-keys.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--node-modules-dir=manual", script],
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line && !line.startsWith("#"));
  const settings = Object.fromEntries(lines.map((line) => line.split("=")));
  assert.deepEqual(Object.keys(settings), ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"]);
  assert.equal(settings.VAPID_SUBJECT, "");
  const { publicKey } = await readVapidKeys({ ...settings, VAPID_SUBJECT: SUBJECT });
  assert.equal(publicKey, settings.VAPID_PUBLIC_KEY);
});
