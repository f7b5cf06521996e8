import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { freePort } from "../../scripts/local/free-port.ts";
import { startNetwork } from "../../scripts/local/network.ts";
import { cloneDatabase } from "../support/database.ts";
import { refusalOf } from "../support/refusal-of.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

interface Arrival extends Pick<Request, "method" | "headers"> {
  path: string;
  body: string;
}

/** A server of the test's own that notes what arrives. */
function listen(answer: (arrival: Arrival) => Response | Promise<Response> = () => new Response("done")) {
  const arrivals: Arrival[] = [];
  let next = Promise.withResolvers<void>();
  const cut = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: cut.signal, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const { method, headers } = request;
    const { pathname, search } = new URL(request.url);
    const arrival = { method, path: pathname + search, headers, body: await request.text() };
    arrivals.push(arrival);
    next.resolve();
    next = Promise.withResolvers();
    return await answer(arrival);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    arrivals,
    paths: () => arrivals.map(({ path }) => path),
    /** Holds once so many requests have arrived. */
    async arrived(count: number) {
      while (arrivals.length < count) await next.promise;
    },
    /** Cuts off what has no answer yet, so that the worker of a failed test can end. */
    [Symbol.asyncDispose]: () => (cut.abort(), server.finished),
  };
}

/** A worker for as long as the test runs. Begun before the server, so that it ends after it. */
function network(on = sql) {
  const stop = startNetwork(on);
  return { stop, [Symbol.asyncDispose]: stop };
}

interface Outcome {
  status: number | null;
  type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timedOut: boolean;
  error: string | null;
}

const rowsOf = (id: string) =>
  sql<Outcome[]>`
    select status_code as status, content_type as type, headers, content, timed_out as "timedOut", error_msg as error
    from net._http_response where id = ${id}`;

/** What became of a request, once it is known. */
async function outcomeOf(id: string): Promise<Outcome> {
  for (;;) {
    const [row, ...more] = await rowsOf(id);
    assert.equal(more.length, 0);
    if (row) return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function post(url: string, on: postgres.Sql | postgres.TransactionSql = sql): Promise<string> {
  const [row] = await on<{ id: string }[]>`select net.http_post(${url}) as id`;
  return row!.id;
}

const queued = async () => (await sql`select from net.http_request_queue`).length;

Deno.test("a request arrives as it was posted, by named arguments, and its answer is kept", async () => {
  await using _network = network();
  await using server = listen(() => Response.json({ heard: true }, { status: 202 }));
  const [row] = await sql<{ id: string }[]>`
    select net.http_post(
      timeout_milliseconds := 60000,
      headers := '{"X-Secret": "a secret", "x-number": 7}',
      params := '{"a b": "ü&=?", "plain": 1}',
      body := '{"text": "نعم"}',
      url := ${`${server.url}/flow?first=1`}
    ) as id`;
  const { status, type, headers, content, timedOut, error } = await outcomeOf(row!.id);
  assert.deepEqual([status, type, content, timedOut], [202, "application/json", '{"heard":true}', false]);
  assert.equal(error, null);
  assert.equal(headers?.["content-type"], type);
  const [arrival] = server.arrivals;
  assert.equal(arrival!.method, "POST");
  assert.equal(arrival!.path, "/flow?first=1&a%20b=%C3%BC%26%3D%3F&plain=1");
  assert.deepEqual(JSON.parse(arrival!.body), { text: "نعم" });
  assert.equal(arrival!.headers.get("x-secret"), "a secret");
  assert.equal(arrival!.headers.get("x-number"), "7");
  assert.equal(arrival!.headers.get("content-type"), "application/json");
});

Deno.test("GET and DELETE leave too; a POST of anything but JSON is refused, and nothing is queued", async () => {
  await using server = listen();
  const text = sql`select net.http_post(${server.url}, headers := '{"content-type": "text/plain"}')`;
  assert.equal(await refusalOf(text), "P0001");
  assert.equal(await queued(), 0);
  await using _network = network();
  const [row] = await sql<{ get: string; gone: string }[]>`
    select net.http_get(${server.url}, params := '{"q": "1"}') as get,
      net.http_delete(${server.url}, body := '{"why": "old"}') as gone`;
  for (const id of [row!.get, row!.gone]) assert.equal((await outcomeOf(id)).content, "done");
  const seen = server.arrivals.map(({ method, path, body }) => [method, path, body]).toSorted();
  assert.deepEqual(seen, [["DELETE", "/", '{"why": "old"}'], ["GET", "/?q=1", ""]]);
});

Deno.test("a request leaves after its commit, not before, and never after a rollback", async () => {
  await using _network = network();
  await using server = listen();
  const undone = sql.begin(async (tx) => {
    await post(`${server.url}/undone`, tx);
    throw new Error("undone");
  });
  await assert.rejects(undone, /^Error: undone$/);
  const id = await sql.begin(async (tx) => {
    const open = await post(`${server.url}/open`, tx);
    // Queued later and committed: once its answer is here, the queue has been looked through.
    await outcomeOf(await post(`${server.url}/later`));
    assert.deepEqual(server.paths(), ["/later"]);
    return open;
  });
  await outcomeOf(id);
  assert.deepEqual(server.paths(), ["/later", "/open"]);
});

Deno.test("no answer in time is a timeout, also in the middle of an answer", async () => {
  const over = Promise.withResolvers<void>();
  const begun = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("a")) });
  await using _network = network();
  await using server = listen(async ({ path }) => {
    if (path === "/silent") await over.promise;
    return new Response(path === "/silent" ? null : begun);
  });
  for (const path of ["/silent", "/begun"]) {
    const [row] = await sql<{ id: string }[]>`
      select net.http_post(${server.url + path}, timeout_milliseconds := 150) as id`;
    const { status, content, timedOut, error } = await outcomeOf(row!.id);
    assert.deepEqual([status, content, timedOut], [null, null, true], path);
    assert.match(error!, /^Timeout of 150 ms/);
  }
  over.resolve();
});

Deno.test("what can't be sent leaves its reason, without the address or a header's value", async () => {
  await using _network = network();
  const [row] = await sql<{ refused: string; nowhere: string; split: string; never: string }[]>`
    select net.http_post(${`http://127.0.0.1:${freePort()}/hidden`}) as refused,
      net.http_post('hidden') as nowhere,
      net.http_post('http://127.0.0.1:9/', headers := ${sql.json({ "x-a": "b\r\nhidden: yes" })}) as split,
      net.http_post('http://127.0.0.1:9/hidden', timeout_milliseconds := -1) as never`;
  for (
    const [id, reason] of [
      [row!.refused, /could not be connected to/],
      [row!.nowhere, /can't be sent/],
      [row!.split, /can't be sent/],
      [row!.never, /can't be sent/],
    ] as const
  ) {
    const { status, timedOut, error } = await outcomeOf(id);
    assert.deepEqual([status, timedOut], [null, false]);
    assert.match(error!, reason);
    assert.doesNotMatch(error!, /hidden|127/);
  }
});

Deno.test("a redirect is kept as the answer; the headers go nowhere else", async () => {
  await using _network = network();
  await using server = listen(() => new Response(null, { status: 307, headers: { location: "/elsewhere" } }));
  const { status, headers, content } = await outcomeOf(await post(`${server.url}/here`));
  assert.deepEqual([status, content], [307, null]);
  assert.equal(headers?.location, "/elsewhere");
  assert.deepEqual(server.paths(), ["/here"]);
});

Deno.test("two workers send each request once", async () => {
  await using server = listen();
  await using other = { sql: connect(database.ownerUrl), [Symbol.asyncDispose]: () => other.sql.end() };
  const ids = (await sql<{ id: string }[]>`
    select net.http_post(${server.url}, params := jsonb_build_object('n', n)) as id
    from generate_series(1, 1000) n`).map(({ id }) => id);
  {
    await using _one = network();
    await using _two = network(other.sql);
    await server.arrived(1000);
  }
  // Both have ended, so nothing more can come.
  assert.deepEqual([await queued(), server.arrivals.length], [0, 1000]);
  assert.equal(new Set(server.paths()).size, 1000);
  const [kept] = await sql`
    select count(*)::int as answers, count(distinct id)::int as requests from net._http_response
    where id = any (${ids})`;
  assert.deepEqual({ ...kept }, { answers: 1000, requests: 1000 });
});

Deno.test("at most 200 are under way; stopping waits for them and takes no more", async () => {
  const release = Promise.withResolvers<void>();
  await using worker = network();
  await using server = listen(async () => {
    await release.promise;
    return new Response("late");
  });
  const ids = (await sql<{ id: string }[]>`
    select net.http_post(${server.url}, timeout_milliseconds := 600000) as id from generate_series(1, 201)`)
    .map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b));
  await server.arrived(200);
  assert.equal(await queued(), 1);
  const stopped = worker.stop();
  release.resolve();
  await stopped;
  for (const id of ids.slice(0, 200)) assert.equal((await rowsOf(id))[0]?.content, "late");
  assert.equal(server.arrivals.length, 200);
  const left = await sql<{ id: string }[]>`delete from net.http_request_queue returning id`;
  assert.deepEqual(left.map(({ id }) => id), ids.slice(200));
});

Deno.test("answers older than six hours are forgotten", async () => {
  await using server = listen();
  await sql`insert into net._http_response (id, timed_out, created) values
    (-1, false, now() - interval '6 hours 1 minute'), (-2, false, now() - interval '5 hours 59 minutes')`;
  {
    await using _network = network();
    await outcomeOf(await post(server.url));
  }
  assert.deepEqual(await Promise.all(["-1", "-2"].map(async (id) => (await rowsOf(id)).length)), [0, 1]);
});

Deno.test("only the owner of our objects may send", async () => {
  const statements = ["select net.http_post('')", "table net._http_response", "table net.http_request_queue"];
  for (const role of ["anon", "authenticated", "service_role"]) {
    for (const statement of statements) {
      const attempt = sql.begin((tx) => tx.unsafe(`set local role ${role}; ${statement}`));
      assert.equal(await refusalOf(attempt), "42501", `${role}: ${statement}`);
    }
  }
  assert.equal(await queued(), 0);
});
