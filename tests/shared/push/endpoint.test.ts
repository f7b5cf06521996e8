import assert from "node:assert/strict";
import { checkEndpoint, endpointFault, operatorOrigins, readOrigins } from "../../../shared/push/endpoint.ts";
import { Problem } from "../../../shared/problem/problem.ts";
import { adoptEnvironment } from "../../support/environment.ts";

const LOCAL = "http://127.0.0.1:54321";
adoptEnvironment("postgres://nobody@127.0.0.1:1/never-asked", { PUSH_ENDPOINT_ORIGINS: LOCAL });

const NONE: ReadonlySet<string> = new Set();

Deno.test("endpoints as browsers have them are taken", () => {
  const endpoints = [
    "https://fcm.googleapis.com/fcm/send/dR2_x:APA91bE-y_z",
    "https://jmt17.google.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://api.web.push.apple.com/3/device",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2f%2b",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    `https://web.push.apple.com/${"a".repeat(2_000 - 27)}`,
  ];
  for (const endpoint of endpoints) {
    assert.equal(endpointFault(endpoint, NONE), undefined, endpoint);
    assert.equal(checkEndpoint(endpoint, NONE).href, new URL(endpoint).href);
  }
});

const ATTACKS: [endpoint: string, fault: RegExp][] = [
  // No address, or none that a browser would have.
  ["", /characters/],
  ["fcm.googleapis.com/fcm/send/abc", /not an absolute URL/],
  ["/fcm/send/abc", /not an absolute URL/],
  ["https://", /not an absolute URL/],
  [`https://web.push.apple.com/${"a".repeat(2_000 - 26)}`, /longer than 2000/],
  ["https://fcm.googleapis.com/a#b", /fragment/],
  ["https://fcm.googleapis.com/a#", /fragment/],
  // Another way to speak.
  ["http://fcm.googleapis.com/fcm/send/abc", /not https/],
  ["ftp://fcm.googleapis.com/abc", /not https/],
  ["file:///etc/passwd", /not https/],
  ["data:text/plain,abc", /not https/],
  ["javascript:alert(1)", /not https/],
  ["wss://fcm.googleapis.com/abc", /not https/],
  // Another door of the same house.
  ["https://fcm.googleapis.com:8443/abc", /port/],
  ["https://fcm.googleapis.com:80/abc", /port/],
  // Somebody else before the @.
  ["https://user@fcm.googleapis.com/abc", /credentials/],
  ["https://user:password@fcm.googleapis.com/abc", /credentials/],
  ["https://:password@fcm.googleapis.com/abc", /credentials/],
  ["https://fcm.googleapis.com@evil.test/abc", /credentials/],
  ["https://fcm.googleapis.com%40evil.test/abc", /not an absolute URL/],
  // Names that look like it.
  ["https://evil.test/fcm.googleapis.com", /no push service/],
  ["https://evil.test/?https://fcm.googleapis.com", /no push service/],
  ["https://fcm.googleapis.com.evil.test/abc", /no push service/],
  ["https://evil-fcm.googleapis.com.evil.test/abc", /no push service/],
  ["https://evil-fcm.googleapis.com/abc", /no push service/],
  ["https://evilnotify.windows.com/abc", /no push service/],
  ["https://googleapis.com/abc", /no push service/],
  ["https://storage.googleapis.com/bucket", /no push service/],
  ["https://push.apple.com/abc", /no push service/],
  ["https://fcm.googleapis.com./abc", /no push service/],
  ["https://.fcm.googleapis.com/abc", /no push service/],
  ["https://a..fcm.googleapis.com/abc", /no push service/],
  ["https://fcm.googleapis.com../abc", /no push service/],
  ["https://localhost/abc", /no push service/],
  ["https://metadata.google.internal/abc", /no push service/],
  // Addresses, in every spelling the parser knows.
  ["https://127.0.0.1/abc", /IP address/],
  ["https://169.254.169.254/latest/meta-data", /IP address/],
  ["https://2130706433/abc", /IP address/],
  ["https://0x7f.1/abc", /IP address/],
  ["https://0177.0.0.1/abc", /IP address/],
  ["https://127.1/abc", /IP address/],
  ["https://[::1]/abc", /IP address/],
  ["https://[::ffff:127.0.0.1]/abc", /IP address/],
  ["https://[fd00::1]/abc", /IP address/],
  // What the parser would forgive, or make into a familiar name.
  ["https://ｆcm.googleapis.com/abc", /characters/],
  ["https://fcm。googleapis。com/abc", /characters/],
  ["https://fcm.googleapis.com/ä", /characters/],
  [" https://fcm.googleapis.com/abc", /characters/],
  ["https://fcm.googleapis.com/a bc", /characters/],
  ["https://fcm.goo\tgleapis.com/abc", /characters/],
  ["https://fcm.googleapis.com/abc\r\nX-Evil: 1", /characters/],
  ["https://fcm.googleapis.com/\u0000", /characters/],
  ["https:\\\\fcm.googleapis.com\\abc", /characters/],
  ["https://evil.test\\@fcm.googleapis.com/abc", /characters/],
];

Deno.test("anything else is refused, with what is wrong and without repeating it", () => {
  for (const [endpoint, expected] of ATTACKS) {
    const fault = endpointFault(endpoint, NONE);
    assert.match(fault ?? "(taken)", expected, endpoint);
    assert.throws(
      () => checkEndpoint(endpoint, NONE),
      (error) => {
        assert.ok(error instanceof Problem);
        assert.equal(error.code, "invalid_input");
        assert.equal(error.message, `The push endpoint ${fault}.`);
        assert.ok(endpoint.length < 4 || !error.message.includes(endpoint));
        return true;
      },
    );
  }
});

Deno.test("the operator's origins are taken exactly as they stand, and nothing beside them", () => {
  const origins = readOrigins(` ${LOCAL}, https://push.example.org ,https://[::1]:8443,`);
  assert.deepEqual([...origins], [LOCAL, "https://push.example.org", "https://[::1]:8443"]);
  for (
    const endpoint of [`${LOCAL}/_outside/push/send/a`, "https://push.example.org/a", "https://[::1]:8443/a"]
  ) {
    assert.equal(endpointFault(endpoint, origins), undefined, endpoint);
  }
  for (
    const endpoint of [
      "http://127.0.0.1:54322/a",
      "https://127.0.0.1:54321/a",
      "http://127.0.0.1/a",
      "http://push.example.org/a",
      "https://push.example.org:8443/a",
      "https://a.push.example.org/a",
      "https://push.example.org.evil.test/a",
      "https://user@push.example.org/a",
      "https://push.example.org/a#b",
      "https://push.example.org/ä",
    ]
  ) {
    assert.notEqual(endpointFault(endpoint, origins), undefined, endpoint);
  }
  assert.equal(endpointFault("https://fcm.googleapis.com/a", origins), undefined, "the known ones stay");
  assert.deepEqual([...readOrigins(undefined)], []);
  assert.deepEqual([...readOrigins(" , ")], []);
});

Deno.test("what is no origin in the operator's list stops at once, and isn't shown", () => {
  for (
    const entry of [
      "push.example.org",
      "https://push.example.org/",
      "https://a:b@push.example.org",
      "*",
      "null",
    ]
  ) {
    assert.throws(() => readOrigins(`${LOCAL},${entry}`), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /^PUSH_ENDPOINT_ORIGINS must be origins/);
      assert.ok(!error.message.includes("a:b"));
      return true;
    });
  }
});

Deno.test("without being told, it asks the environment", () => {
  assert.deepEqual([...operatorOrigins()], [LOCAL]);
  assert.equal(endpointFault(`${LOCAL}/a`), undefined);
  assert.equal(checkEndpoint(`${LOCAL}/a`).origin, LOCAL);
  assert.notEqual(endpointFault("http://127.0.0.1:54322/a"), undefined);
});
