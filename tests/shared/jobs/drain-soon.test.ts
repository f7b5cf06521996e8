import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { pushSoon } from "../../../shared/push/push-soon.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { fill } from "../../support/jobs/claims.ts";
import { numbered, ORIGIN } from "../../support/jobs/run-drain.ts";
import { storedJobs } from "../../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

/** What the platform is asked to keep the isolate alive for. */
let background: Promise<unknown>[] = [];
Object.assign(globalThis, { EdgeRuntime: { waitUntil: (work: Promise<unknown>) => background.push(work) } });

// Each claim is counted, also of one that finds nothing.
await sql.unsafe(`
  create sequence private.claims_made;
  alter function private.claim_jobs(text, int) rename to really_claim_jobs;
  create function private.claim_jobs(from_queue text, most int)
  returns table (id bigint, token uuid, business_id uuid, key text, payload jsonb, attempts int, due_at timestamptz)
  language sql as $$ select nextval('private.claims_made'); select * from private.really_claim_jobs(from_queue, most) $$`);

/** Does this, waits until the background is quiet, and says how many drains and claims there were. */
async function watch(act: () => void | Promise<void>): Promise<{ drains: number; claims: number }> {
  background = [];
  await sql`alter sequence private.claims_made restart`;
  await act();
  await Promise.all(background);
  const [row] = await sql<{ claims: number }[]>`select nextval('private.claims_made')::int - 1 as claims`;
  return { drains: background.length, claims: row!.claims };
}

const outcomes = async () => (await storedJobs(sql, "push")).map(({ outcome }) => outcome);

// Jobs that fit no dispatcher: they die at once, which shows that somebody looked.
Deno.test("what was just committed is worked through in the background, and the isolate kept for it", async () => {
  await fill(sql, "push", numbered(3));
  assert.deepEqual(await watch(() => pushSoon(ORIGIN)), { drains: 1, claims: 2 });
  assert.deepEqual(await outcomes(), ["dead", "dead", "dead"]);
});

Deno.test("many who ask at once get one drain, and one more look for what came meanwhile", async () => {
  const work = () => {
    for (let time = 0; time < 50; time++) pushSoon(ORIGIN);
  };
  assert.deepEqual(await watch(work), { drains: 1, claims: 2 });
});

Deno.test("what is added during a drain is found by it", async () => {
  await fill(sql, "push", ["before"]);
  const watched = await watch(async () => {
    pushSoon(ORIGIN);
    await fill(sql, "push", ["meanwhile"]);
    pushSoon(ORIGIN);
  });
  assert.ok(watched.drains <= 2);
  assert.deepEqual((await outcomes()).filter((outcome) => outcome !== "dead"), []);
});

Deno.test("a drain that fails is logged, and doesn't stand in the way of the next", async () => {
  await fill(sql, "push", ["late"]);
  const lines: string[] = [];
  const { error } = console;
  console.error = (line: string) => lines.push(line);
  try {
    await sql`alter function private.claim_jobs(text, int) rename to away`;
    assert.equal((await watch(() => pushSoon(ORIGIN))).drains, 1);
  } finally {
    console.error = error;
    await sql`alter function private.away(text, int) rename to claim_jobs`;
  }
  assert.equal(lines.length, 1);
  assert.equal(JSON.parse(lines[0]!).level, "error");
  assert.equal((await watch(() => pushSoon(ORIGIN))).drains, 1);
  assert.deepEqual((await outcomes()).filter((outcome) => outcome !== "dead"), []);
});
