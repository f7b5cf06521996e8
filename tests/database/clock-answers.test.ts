import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { fill } from "../support/jobs/claims.ts";
import { type Answer, answerAll, resetClock, tick, wakeUps } from "../support/jobs/clock.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.beforeEach(() => resetClock(sql));
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

async function harvest(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select private.harvest_wake_ups() as count`;
  return row!.count;
}

/** Wakes a dispatcher, which answers so; returns what is noted of it. */
async function noted(answer: Answer): Promise<[number | null, string | null]> {
  await fill(sql, "push", [crypto.randomUUID()]);
  assert.equal(await tick(sql), 1);
  await answerAll(sql, answer);
  assert.equal(await harvest(), 1);
  const wakeUp = (await wakeUps(sql)).at(-1)!;
  assert.equal(wakeUp.answered, true);
  return [wakeUp.status, wakeUp.error];
}

Deno.test("a dispatcher that did its work leaves its status and no error", async () => {
  assert.deepEqual(await noted({ status: 200, content: '{"push":{"done":1}}' }), [200, null]);
});

Deno.test("one that failed does not look green, whatever it says or doesn't", async () => {
  const long = "x".repeat(1_000);
  assert.deepEqual(await noted({ status: 500, content: '{"code":"unexpected"}' }), [
    500,
    '{"code":"unexpected"}',
  ]);
  assert.deepEqual(await noted({ status: 401, content: long }), [401, long.slice(0, 300)]);
  for (const content of [undefined, ""]) {
    for (const status of [302, 404, 503]) {
      const [told, error] = await noted({ status, content });
      assert.equal(told, status);
      assert.ok(error, `${status} with an empty body looks like a success`);
    }
  }
});

Deno.test("a time-out and a connection that failed are told apart", async () => {
  assert.deepEqual(await noted({ timedOut: true, error: "Timeout of 60000 ms reached" }), [
    null,
    "timed out",
  ]);
  assert.deepEqual(await noted({ error: "Couldn't connect to server" }), [
    null,
    "Couldn't connect to server",
  ]);
});

Deno.test("an answer that was lost is given up after ten minutes, and not before", async () => {
  await fill(sql, "push", ["a"]);
  await tick(sql);
  await sql`update private.wake_ups set asked_at = now() - interval '9 minutes 59 seconds'`;
  assert.equal(await harvest(), 0);
  assert.deepEqual((await wakeUps(sql)).map(({ answered }) => answered), [false]);
  await sql`update private.wake_ups set asked_at = now() - interval '10 minutes 1 second'`;
  assert.equal(await harvest(), 0);
  assert.deepEqual((await wakeUps(sql)).map(({ answered, status, error }) => [answered, status, error]), [
    [true, null, "no answer was recorded"],
  ]);
});

Deno.test("what was noted once stays, and other people's requests are not ours", async () => {
  await noted({ status: 200, content: "{}" });
  await sql`insert into net._http_response (id, status_code, timed_out) values (-1, 500, false)`;
  await sql`update net._http_response set status_code = 500, content = 'later'`;
  const before = await wakeUps(sql);
  assert.equal(await harvest(), 0);
  assert.deepEqual(await wakeUps(sql), before);
});

Deno.test("an answer from before a crash, after which requests are counted anew, is not taken for this one's", async () => {
  await fill(sql, "push", ["a"]);
  await tick(sql);
  await answerAll(sql, { status: 500, content: "of another request" });
  await sql`update net._http_response set created = created - interval '1 minute'`;
  assert.equal(await harvest(), 0);
  assert.deepEqual((await wakeUps(sql)).map(({ answered }) => answered), [false]);
});

Deno.test("each tick harvests before it decides whom to wake", async () => {
  await fill(sql, "push", ["a"]);
  await tick(sql);
  await answerAll(sql, { status: 200, content: "{}" });
  assert.equal(await tick(sql), 1);
  assert.deepEqual((await wakeUps(sql)).map(({ status }) => status), [200, null]);
});
