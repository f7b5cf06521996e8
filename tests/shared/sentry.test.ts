import assert from "node:assert/strict";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase, type TestDatabase } from "../support/database.ts";
import {
  type Answer,
  APP_SECRET,
  hostFunctions,
  type TestFunctions,
  WORKER_SECRET,
} from "../support/functions.ts";
import { signToken } from "../support/tokens.ts";
import { textDelivery } from "../support/whatsapp.ts";

const TEXT = "a-text-that-stays-here";
const PHONE = "9613777456";
const NAME = "A-client-who-stays-here";
const IP = "203.0.113.77";

interface SentEvent {
  tags?: Record<string, string>;
  exception?: { values: { type: string; value: string }[] };
  [field: string]: unknown;
}

/** A stand-in for Sentry's ingestion: takes envelopes, keeps them. */
function startSentry() {
  const requests: { path: string; body: string; headers: string }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const bytes = await request.arrayBuffer();
    const zipped = request.headers.get("content-encoding") === "gzip";
    const stream = new Blob([bytes]).stream();
    const body = await new Response(zipped ? stream.pipeThrough(new DecompressionStream("gzip")) : stream)
      .text();
    requests.push({ path: pathname + search, body, headers: JSON.stringify([...request.headers]) });
    return Response.json({});
  });
  return {
    requests,
    dsn: `http://publickey@127.0.0.1:${server.addr.port}/1`,
    /** The items of all envelopes that are events; each envelope is a header, then pairs of item header and item. */
    events: (): SentEvent[] =>
      requests.flatMap(({ body }) => {
        const [, ...lines] = body.trim().split("\n").map((line) => JSON.parse(line));
        return lines.filter((_, at) => at % 2 === 1 && lines[at - 1].type === "event");
      }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 10_000; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 700));

/** A business with one message; its search is broken in a way that nobody foresaw. */
async function setScene(database: TestDatabase, functions: TestFunctions) {
  const business = await makeBusiness(database.sql);
  const { status } = await functions.deliver(
    textDelivery(business.channel, { from: PHONE, name: NAME, text: TEXT }),
  );
  assert.equal(status, 200);
  await database.sql`alter function private.search_messages(uuid, text, int) rename to search_elsewhere`;
  const token = await signToken(business.employees.agent.userId);
  const headers = {
    authorization: `Bearer ${token}`,
    "x-business-id": business.id,
    "x-forwarded-for": IP,
    "user-agent": "A-browser-that-stays-here",
  };
  const path = `/conversations/search?q=${TEXT}`;
  return { business, token, headers, path, fail: () => functions.call(path, { headers }) };
}

const idOf = ({ headers }: Answer) => headers.get("x-request-id")!;

Deno.test("sentry: what nobody foresaw is told once, and nothing private with it", async () => {
  await using sentry = startSentry();
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl, { SENTRY_DSN: sentry.dsn });
  const { business, token, headers, fail } = await setScene(database, functions);

  // What is refused as foreseen concerns nobody.
  assert.equal((await functions.call("/conversations")).status, 401);
  assert.equal((await functions.call("/conversations/x", { headers })).status, 400);
  await pause();
  assert.equal(sentry.requests.length, 0);

  const answer = await fail();
  assert.equal(answer.status, 500);
  await until(() => sentry.events().length > 0);
  await pause();
  assert.equal(sentry.events().length, 1, JSON.stringify(sentry.requests));
  const [event] = sentry.events() as [SentEvent];
  assert.deepEqual(event.tags, { flow: "conversations", request_id: idOf(answer), code: "unexpected" });
  const error = event.exception?.values.at(-1);
  assert.match(`${error?.type} ${error?.value}`, /PostgresError.*42883/);
  const known = [
    "event_id",
    "timestamp",
    "level",
    "exception",
    "tags",
    "platform",
    "type",
    "environment",
    "release",
    "sdk",
  ];
  assert.deepEqual(Object.keys(event).filter((field) => !known.includes(field)), []);

  const sent = JSON.stringify(sentry.requests);
  const { id, employees: { agent }, slug } = business;
  const secrets = [
    TEXT,
    PHONE,
    NAME,
    IP,
    "browser",
    token,
    token.split(".")[2]!,
    id,
    slug,
    agent.userId,
    agent.email,
    agent.id,
    WORKER_SECRET,
    APP_SECRET,
    "search_messages",
    "select ",
    "Bearer",
    "127.0.0.1:5",
    database.ownerUrl,
    Deno.hostname(),
  ];
  for (const secret of secrets) assert.ok(!sent.includes(secret), `Sentry was told ${secret}: ${sent}`);
});

Deno.test("sentry: an error's message is left out, also where it looks like a stack", async () => {
  await using sentry = startSentry();
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl, { SENTRY_DSN: sentry.dsn });
  const { fail } = await setScene(database, functions);
  await database.sql.unsafe(`
    create function private.search_messages(business uuid, words text, most int) returns setof public.messages
    language plpgsql as $$ begin raise exception using errcode = 'XX001', message = E'broken\\n    at ' || words || E'\\n    at x'; end $$;
    grant execute on function private.search_messages to authenticated`);
  assert.equal((await fail()).status, 500);
  await until(() => sentry.events().length > 0);
  const sent = JSON.stringify(sentry.events());
  assert.match(sent, /PostgresError XX001/);
  assert.ok(!sent.includes(TEXT), sent);
  assert.match(sent, /search-conversations|transaction/, "the stack is missing");
});

Deno.test("sentry: requests that fail at the same time keep their own tags", async () => {
  await using sentry = startSentry();
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl, { SENTRY_DSN: sentry.dsn });
  const { fail } = await setScene(database, functions);
  const COUNT = 12;
  const answers = await Promise.all(Array.from({ length: COUNT }, fail));
  await until(() => sentry.events().length >= COUNT);
  await pause();
  const told = sentry.events().map((event) => event.tags?.request_id).sort();
  assert.deepEqual(told, answers.map(idOf).sort());
  assert.equal(new Set(sentry.events().map((event) => event.event_id)).size, COUNT);
});

Deno.test("sentry: one that is down or slow delays nobody", async () => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl, { SENTRY_DSN: "http://publickey@127.0.0.1:1/1" });
  const { fail, headers } = await setScene(database, functions);
  await fail();
  const started = performance.now();
  assert.equal((await fail()).status, 500);
  assert.equal((await functions.call("/conversations", { headers })).status, 200);
  assert.ok(performance.now() - started < 1500, "waited for Sentry");
});

Deno.test("sentry: without SENTRY_DSN nothing is loaded and nobody is told", async () => {
  await using sentry = startSentry();
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { fail } = await setScene(database, functions);
  for (let round = 0; round < 3; round++) assert.equal((await fail()).status, 500);
  await pause();
  assert.equal(sentry.requests.length, 0);
});
