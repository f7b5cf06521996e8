import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../../scripts/local/database.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase, type TestDatabase } from "../../support/database.ts";
import { type Answer, hostFunctions } from "../../support/functions.ts";
import { relayTo } from "../../support/tcp-relay.ts";

const UNAVAILABLE = { status: 503, code: "unavailable", title: "Not available right now" };

Deno.test("conversations: when the database is in trouble", async (t) => {
  await using database = await cloneDatabase();
  await using relay = relayTo(database.ownerUrl);
  await using functions = hostFunctions(relay.url, { DATABASE_CONNECTIONS: "2" });
  const { sql } = database;
  const business = await makeBusiness(sql);
  const as = { user: business.employees.agent.userId, business: business.id };
  const inbox = () => functions.call("/conversations", as);
  const recovers = () => eventually(inbox, (answer) => answer.status === 200);
  await recovers();

  await t.step("idle connections that were terminated are replaced", async () => {
    for (let round = 0; round < 3; round++) {
      await terminateAll(sql);
      assert.equal((await inbox()).status, 200);
    }
  });

  await t.step("a connection terminated in the middle is a 503", async () => {
    const blocked = await block(database, inbox, () => terminateAll(sql));
    assertUnavailable(blocked);
    await recovers();
  });

  await t.step("a cancelled query is a 503", async () => {
    const blocked = await block(database, inbox, async () => {
      await sql`select pg_cancel_backend(pid) from pg_stat_activity
        where application_name = 'frontdesk' and datname = current_database()`;
    });
    assertUnavailable(blocked);
    await recovers();
  });

  await t.step("a wire cut in the middle is a 503", async () => {
    const blocked = await block(database, inbox, () => relay.cut());
    assertUnavailable(blocked);
    relay.mend();
    await recovers();
  });

  await t.step("nobody listening is a 503 with retry-after, until somebody does", async () => {
    await relay.cut();
    // More often than there are connections: each must be given back.
    for (let round = 0; round < 5; round++) {
      const answer = await inbox();
      assertUnavailable(answer);
      assert.ok(Number(answer.headers.get("retry-after")) > 0);
    }
    relay.mend();
    await recovers();
  });

  for (
    const [state, message] of [["57P03", "the database system is starting up"], ["53300", "too many clients"]]
  ) {
    await t.step(`a Postgres that says ${state} is a 503`, async () => {
      await terminateAll(sql);
      relay.answerWith(errorResponse(state!, message!));
      assertUnavailable(await eventually(inbox, (answer) => answer.status !== 200));
      relay.answerWith(undefined);
      await recovers();
    });
  }

  await t.step("a server that takes connections and drops them is a 503", async () => {
    await terminateAll(sql);
    relay.answerWith("hang up");
    assertUnavailable(await inbox());
    relay.answerWith(undefined);
    await recovers();
  });

  await t.step("what nobody foresaw shows a request id and nothing else", async () => {
    await sql`alter function private.search_messages(uuid, text, int) rename to search_messages_elsewhere`;
    const secret = "a-text-that-must-not-show";
    const { status, json, text, headers } = await functions.call(`/conversations/search?q=${secret}`, as);
    const id = headers.get("x-request-id");
    assert.equal(status, 500);
    assert.deepEqual(json, {
      type: "https://frontdesk.dev/problems/unexpected",
      title: "Something went wrong",
      status: 500,
      code: "unexpected",
      instance: `urn:request:${id}`,
    });
    assert.ok(!text.includes(secret));
    const lines = functions.lines.filter((line) => line.includes(id!));
    assert.equal(lines.length, 1);
    const { level, cause, outcome } = JSON.parse(lines[0]!);
    assert.deepEqual({ level, cause, outcome }, {
      level: "error",
      cause: "PostgresError 42883",
      outcome: "unexpected",
    });
    await sql`alter function private.search_messages_elsewhere(uuid, text, int) rename to search_messages`;
    assert.equal((await functions.call(`/conversations/search?q=${secret}`, as)).status, 200);
  });
});

function assertUnavailable({ status, json, headers, text }: Answer, orDone = false): void {
  if (orDone && status === 200) return;
  const { code, title } = json;
  assert.deepEqual({ status, code, title }, UNAVAILABLE, text);
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.equal(headers.get("retry-after"), "5");
  assert.equal(json.detail, undefined);
}

/** Repeats a request until it is answered as hoped, a few seconds long; each answer on the way must be 200 or 503. */
async function eventually(ask: () => Promise<Answer>, hoped: (answer: Answer) => boolean): Promise<Answer> {
  const until = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (hoped(answer)) return answer;
    assertUnavailable(answer, true);
    if (Date.now() > until) throw new Error(`Still ${answer.status} after 10 seconds: ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const terminateAll = (sql: postgres.Sql) =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'frontdesk' and datname = current_database()`;

/** Holds a request up in the database by a lock, does something to it, and returns what was answered. */
async function block(database: TestDatabase, ask: () => Promise<Answer>, meanwhile: () => Promise<unknown>) {
  const locker = connect(database.ownerUrl, 1);
  try {
    return await locker.begin(async (sql) => {
      await sql`lock table public.conversations in access exclusive mode`;
      const answer = ask();
      for (let waiting = 0; waiting === 0;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const [row] = await database.sql<[{ waiting: number }]>`
          select count(*)::int as waiting from pg_stat_activity
          where application_name = 'frontdesk' and datname = current_database() and wait_event_type = 'Lock'`;
        waiting = row.waiting;
      }
      await meanwhile();
      return await answer;
    });
  } finally {
    await locker.end();
  }
}

/** What Postgres sends before it lets anyone in. */
function errorResponse(state: string, message: string): Uint8Array {
  const fields = new TextEncoder().encode(`SFATAL\0VFATAL\0C${state}\0M${message}\0\0`);
  const bytes = new Uint8Array(5 + fields.length);
  bytes[0] = "E".charCodeAt(0);
  new DataView(bytes.buffer).setInt32(1, 4 + fields.length);
  bytes.set(fields, 5);
  return bytes;
}
