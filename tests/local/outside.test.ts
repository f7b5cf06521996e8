import assert from "node:assert/strict";
import { ConnectionCut } from "../../scripts/local/outside/fault-response.ts";
import { createGraph } from "../../scripts/local/outside/graph.ts";
import { createStandIn, type StandIn } from "../../scripts/local/outside/stand-in.ts";

/** Serves a stand-in over real HTTP while `use` talks to it; `at` is its address, up to `/_outside/<name>`. */
async function serving(standIn: StandIn, use: (at: string) => Promise<void>): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError(error) {
      if (!(error instanceof ConnectionCut)) console.error(error);
      return new Response(null, { status: 500 });
    },
  }, standIn.handle);
  try {
    await use(`http://127.0.0.1:${server.addr.port}/_outside/${standIn.name}`);
  } finally {
    await server.shutdown();
  }
}

const echo = () =>
  createStandIn("echo", (_request, path, body) => Response.json({ path, bytes: body.length }));

/** A request whose answer is read to its end, as `[status, parsed body]`. */
async function call<T = unknown>(url: string, init?: RequestInit): Promise<[number, T]> {
  const response = await fetch(url, init);
  const text = await response.text();
  return [response.status, text === "" ? null : JSON.parse(text)];
}

const send = <T = unknown>(url: string, body: unknown, headers?: HeadersInit) =>
  call<T>(url, { method: "POST", headers, body: JSON.stringify(body) });

/** Plans faults and insists that the plan was taken. */
async function plan(at: string, ...faults: unknown[]): Promise<void> {
  const [status] = await send(`${at}/faults`, { faults });
  assert.equal(status, 200);
}

Deno.test("a provider answers under its own paths and nowhere else", () =>
  serving(echo(), async (at) => {
    assert.deepEqual(await send(`${at}/a/b?c=d`, "é"), [200, { path: "/a/b", bytes: 4 }]);
    assert.deepEqual(await call(at), [200, { path: "/", bytes: 0 }]);
    const [status] = await call(`${at}es/a`);
    assert.equal(status, 404);
  }));

Deno.test("the log keeps what was sent, without the credentials", async () => {
  const standIn = echo();
  await serving(standIn, async (at) => {
    const before = Date.now();
    await send(`${at}/json?a=1&access_token=query-secret-7777`, { text: "مرحبا" }, {
      authorization: "Bearer abcdefghijkl",
      "x-api-key": "key-secret-9999",
      "x-note": "kept",
    });
    await call(`${at}/text`, { method: "PUT", body: "plain, not JSON" });
    await call(`${at}/bytes`, { method: "POST", body: new Uint8Array([0xff, 0xfe]) });
    await call(`${at}/none`, { headers: { authorization: "schemeless-secret" } });

    const [first, ...others] = standIn.entries();
    assert.ok(first);
    assert.equal(first.id, 1);
    assert.ok(Date.parse(first.at) >= before && Date.parse(first.at) <= Date.now());
    assert.deepEqual([first.method, first.path, first.status], ["POST", "/json", 200]);
    assert.equal(decodeURIComponent(first.query), "?a=1&access_token=…7777");
    assert.deepEqual(first.body, { text: "مرحبا" });
    assert.equal(first.headers.authorization, "Bearer …ijkl");
    assert.equal(first.headers["x-api-key"], "…9999");
    assert.equal(first.headers["x-note"], "kept");
    assert.deepEqual(
      others.map(({ id, method, path, body }) => [id, method, path, body]),
      [[2, "PUT", "/text", "plain, not JSON"], [3, "POST", "/bytes", "//4="], [4, "GET", "/none", null]],
    );
    assert.equal(others[2]?.headers.authorization, "…cret");
    assert.ok(!JSON.stringify(standIn.entries()).includes("secret-"));

    assert.deepEqual(await call(`${at}/log`), [200, { requests: standIn.entries() }]);
    assert.equal(standIn.entries().length, 4, "reading the log is not itself logged");
  });
});

Deno.test("emptying the log leaves planned faults, and the other way round", async () => {
  const standIn = echo();
  await serving(standIn, async (at) => {
    await call(`${at}/a`);
    await plan(at, { status: 503 });
    assert.deepEqual(await call(`${at}/log`, { method: "DELETE" }), [204, null]);
    assert.deepEqual(await call(`${at}/log`), [200, { requests: [] }]);
    assert.deepEqual(await call(`${at}/b`), [503, null]);
    assert.deepEqual(standIn.entries().map(({ id, status }) => [id, status]), [[2, 503]], "ids go on");

    await plan(at, { status: 503 });
    assert.deepEqual(await call(`${at}/faults`, { method: "DELETE" }), [204, null]);
    assert.deepEqual(await call(`${at}/faults`), [200, { faults: [] }]);
    assert.deepEqual(await call(`${at}/c`), [200, { path: "/c", bytes: 0 }]);
    assert.equal(standIn.entries().length, 2);
  });
});

Deno.test("the log keeps the newest 1,000", async () => {
  const standIn = echo();
  for (let n = 1; n <= 1_003; n++) await standIn.handle(new Request(`http://local/_outside/echo/${n}`));
  const entries = standIn.entries();
  assert.deepEqual([entries.length, entries[0]?.path, entries.at(-1)?.path], [1_000, "/4", "/1003"]);
});

Deno.test("faults are used up by count, in order, and later plans queue behind", () =>
  serving(echo(), async (at) => {
    await plan(at, { status: 429, times: 2, headers: { "retry-after": "7" }, body: { slow: true } }, {
      status: 500,
    });
    await plan(at, { body: "{ broken" });
    const first = await fetch(`${at}/a`);
    assert.deepEqual([first.status, first.headers.get("retry-after")], [429, "7"]);
    assert.equal(first.headers.get("content-type"), "application/json");
    assert.deepEqual(await first.json(), { slow: true });
    const [, pending] = await call(`${at}/faults`);
    assert.deepEqual(pending, {
      faults: [
        { status: 429, times: 1, headers: { "retry-after": "7" }, body: { slow: true } },
        { status: 500, times: 1 },
        { body: "{ broken", times: 1 },
      ],
    });
    assert.deepEqual(await call(`${at}/b`), [429, { slow: true }]);
    assert.deepEqual(await call(`${at}/c`), [500, null]);
    const broken = await fetch(`${at}/d`);
    assert.deepEqual([broken.status, await broken.text()], [200, "{ broken"]);
    assert.deepEqual(await call(`${at}/e`), [200, { path: "/e", bytes: 0 }]);
  }));

Deno.test("faults wait for a matching path: a part of it, or a regular expression", () =>
  serving(echo(), async (at) => {
    await plan(at, { path: "/messages", status: 500 }, { path: "^/v\\d+/media\\?x=", status: 410 }, {
      status: 204,
    });
    assert.equal((await call(`${at}/v1/messages`))[0], 500);
    assert.equal((await call(`${at}/v1/media?x=1`))[0], 410);
    assert.equal((await call(`${at}/v1/media?x=1`))[0], 204, "the rest of the plan is for any path");
    assert.equal((await call(`${at}/v1/messages`))[0], 200);
  }));

Deno.test("a delay alone answers late and well", () =>
  serving(echo(), async (at) => {
    await plan(at, { delayMs: 120 });
    const start = performance.now();
    assert.deepEqual(await call(`${at}/a`), [200, { path: "/a", bytes: 0 }]);
    assert.ok(performance.now() - start >= 115);
  }));

Deno.test("whoever gives up during a delay has been heard all the same", async () => {
  const standIn = echo();
  await serving(standIn, async (at) => {
    await plan(at, { delayMs: 150 });
    await assert.rejects(fetch(`${at}/a`, { signal: AbortSignal.timeout(30) }), { name: "TimeoutError" });
    assert.deepEqual(standIn.entries().map(({ path, status }) => [path, status]), [["/a", 0]]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(standIn.entries()[0]?.status, 200);
  });
});

Deno.test("a cut breaks the answer off", async () => {
  const standIn = echo();
  await serving(standIn, async (at) => {
    await plan(at, { cut: true, times: 2 });
    await assert.rejects(call(`${at}/a`), TypeError);

    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(at).port) });
    await connection.write(new TextEncoder().encode("GET /_outside/echo/b HTTP/1.1\r\nhost: local\r\n\r\n"));
    const received = await new Response(connection.readable).text();
    assert.ok(!received.endsWith("0\r\n\r\n"), "the body has no end, and the connection is closed");

    assert.deepEqual(await call(`${at}/c`), [200, { path: "/c", bytes: 0 }]);
    assert.deepEqual(standIn.entries().map(({ status }) => status), [0, 0, 200]);
  });
});

Deno.test("a wrong plan is refused with a sentence, and none of it is kept", () =>
  serving(echo(), async (at) => {
    const wrong: [string, RegExp][] = [
      ["{", /not JSON/],
      ["[]", /^The plan: /],
      ['{"faults":[{"status":500},{"status":99}]}', /^faults\.1\.status: /],
      ['{"faults":[{"status":500,"tmies":2}]}', /"tmies"/],
      ['{"faults":[{"path":"("}]}', /faults\.0\.path: must be part of a path, or a valid regular expression/],
      ['{"faults":[{"times":2}]}', /faults\.0: must say what goes wrong/],
      ['{"faults":[{"cut":true,"status":500}]}', /faults\.0: cut sends no answer/],
      ['{"faults":[{"headers":{"a b":"c"}}]}', /faults\.0\.headers: must be valid header names/],
    ];
    for (const [body, expected] of wrong) {
      const response = await fetch(`${at}/faults`, { method: "POST", body });
      assert.equal(response.status, 400, body);
      const { error } = await response.json();
      assert.match(error, expected);
      assert.match(error, /A plan is \{ faults:/);
    }
    assert.deepEqual(await call(`${at}/faults`), [200, { faults: [] }]);
    const response = await fetch(`${at}/log`, { method: "POST", body: "{}" });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, DELETE"]);
    await response.body?.cancel();
  }));

interface Sent {
  contacts: unknown[];
  messages: { id: string }[];
}

const token = { authorization: "Bearer EAAG-token-1234" };
const text = { messaging_product: "whatsapp", to: "+961 3 123 456", type: "text", text: { body: "hello" } };

Deno.test("graph: a message gets an id of its own", async () => {
  const graph = createGraph();
  await serving(graph, async (at) => {
    const url = `${at}/v23.0/106540352242922/messages`;
    const [status, { messages: [message], ...rest }] = await send<Sent>(url, text, token);
    assert.equal(status, 200);
    assert.deepEqual(rest, {
      messaging_product: "whatsapp",
      contacts: [{ input: "+961 3 123 456", wa_id: "9613123456" }],
    });
    assert.match(message?.id ?? "", /^wamid\.HBg[A-Za-z0-9+/]+=*$/);

    const [, again] = await send<Sent>(url, text, token);
    assert.notEqual(again.messages[0]?.id, message?.id);
    assert.deepEqual(graph.entries()[0]?.body, text);

    const bsuid = "US.13491208655302741918";
    const [, toUser] = await send<Sent>(url, { ...text, to: undefined, recipient: bsuid }, token);
    assert.deepEqual(toUser.contacts, [{ input: bsuid, user_id: bsuid }]);
  });
});

Deno.test("graph: receipts, typing, subscription and number", () =>
  serving(
    createGraph([{
      phoneNumberId: "1065",
      displayPhoneNumber: "+961 1 234 567",
      verifiedName: "Samia Tarot",
    }]),
    async (at) => {
      const receipt = { messaging_product: "whatsapp", status: "read", message_id: "wamid.A" };
      const success = [200, { success: true }];
      assert.deepEqual(await send(`${at}/v23.0/1065/messages`, receipt, token), success);
      const typing = { ...receipt, typing_indicator: { type: "text" } };
      assert.deepEqual(await send(`${at}/v23.0/1065/messages`, typing, token), success);
      assert.deepEqual(await send(`${at}/v23.0/waba-1/subscribed_apps`, {}, token), success);
      assert.deepEqual(await call(`${at}/v23.0/1065`, { headers: token }), [200, {
        id: "1065",
        display_phone_number: "+961 1 234 567",
        verified_name: "Samia Tarot",
        quality_rating: "GREEN",
      }]);
      const [, unknown] = await call<{ display_phone_number: string }>(
        `${at}/v23.0/106540352242922?fields=id`,
        { headers: token },
      );
      assert.equal(unknown.display_phone_number, "+1 555-2242922");
    },
  ));

Deno.test("graph: refusals are worded as Meta words them", () =>
  serving(createGraph(), async (at) => {
    const messages = "/v23.0/1065/messages";
    const without = (key: string) => ({ ...text, [key]: undefined });
    const cases: [string, unknown, HeadersInit, number, number, RegExp][] = [
      [messages, text, {}, 401, 190, /access token/],
      [messages, text, { authorization: "Basic abc" }, 401, 190, /access token/],
      [messages, text, { authorization: "Bearer " }, 401, 190, /access token/],
      [messages, without("to"), token, 400, 100, /parameter to is required/],
      [messages, without("type"), token, 400, 100, /parameter type is required/],
      [messages, without("messaging_product"), token, 400, 100, /parameter messaging_product is required/],
      [messages, "nonsense", token, 400, 100, /parameter messaging_product is required/],
      [messages, without("text"), token, 400, 131008, /Required parameter is missing/],
      [
        messages,
        { messaging_product: "whatsapp", status: "read" },
        token,
        400,
        100,
        /parameter message_id is required/,
      ],
      ["/v23.0/1065/nothing", {}, token, 400, 2500, /^Unknown path components: \/nothing$/],
      ["/1065/messages", text, token, 400, 2500, /^Unknown path components: /],
    ];
    for (const [path, body, headers, status, code, message] of cases) {
      const [answered, { error }] = await send<{ error: Record<string, unknown> }>(at + path, body, headers);
      assert.deepEqual([answered, error.code, error.type], [status, code, "OAuthException"], String(message));
      assert.match(String(error.message), message);
      assert.match(String(error.fbtrace_id), /^A[\w-]{22}$/);
    }
  }));

Deno.test("graph: planned faults come before Meta's own answers", () =>
  serving(createGraph(), async (at) => {
    const throttled = {
      error: { message: "(#130429) Rate limit hit", type: "OAuthException", code: 130429 },
    };
    await plan(at, { path: "/messages", status: 429, body: throttled });
    assert.deepEqual(await send(`${at}/v23.0/1065/messages`, text, token), [429, throttled]);
    assert.equal((await send(`${at}/v23.0/1065/messages`, text, token))[0], 200);
  }));
