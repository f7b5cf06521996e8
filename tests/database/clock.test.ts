import assert from "node:assert/strict";
import { connect } from "../../scripts/local/database.ts";
import { cloneDatabase } from "../support/database.ts";
import { claim, endLeases, fill, settle } from "../support/jobs/claims.ts";
import {
  answerAll,
  FUNCTIONS_URL,
  queuedRequests,
  resetClock,
  tick,
  VAULT_SECRET,
  wakeUps,
} from "../support/jobs/clock.ts";
import { refusalOf } from "../support/refusal-of.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.beforeEach(() => resetClock(sql));
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

const wokenFlows = async () => (await wakeUps(sql)).map(({ dispatcher }) => dispatcher).toSorted();
const clockState = async () => {
  const [row] = await sql<{ state: string }[]>`
    select jsonb_build_array((select to_jsonb(c) from private.clock c), (select jsonb_agg(w order by w.id) from private.wake_ups w),
      (select jsonb_agg(q.url) from net.http_request_queue q))::text as state`;
  return row!.state;
};

Deno.test("where nothing is due nobody is woken, and not even the Vault is looked into", async () => {
  await fill(sql, "push", ["later"], "1 minute");
  await fill(sql, "email", ["done", "leased"]);
  const [done] = await claim(sql, "email");
  await settle(sql, done!.token, [{ id: done!.id, outcome: "done" }]);
  await sql`delete from vault.secrets`;
  assert.equal(await tick(sql), 0);
  assert.deepEqual([await wakeUps(sql), await queuedRequests(sql)], [[], []]);
  const [clock] = await sql<{ age: number }[]>`
    select extract(epoch from now() - last_tick_at)::float8 as age from private.clock`;
  assert.ok(clock!.age >= 0 && clock!.age < 60, "the tick itself is noted");
});

Deno.test("each dispatcher with something due is woken once, at its own address and with the Vault's secret", async () => {
  await fill(sql, "push", ["a", "b", "c"]);
  await fill(sql, "email", ["a"]);
  await fill(sql, "email_batches", ["a"]);
  assert.equal(await tick(sql), 2);
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", "x-worker-secret": VAULT_SECRET },
    body: "{}",
    timeout: 60_000,
  };
  assert.deepEqual(await queuedRequests(sql), [
    { ...request, url: `${FUNCTIONS_URL}/email-dispatch` },
    { ...request, url: `${FUNCTIONS_URL}/push-dispatch` },
  ]);
  assert.deepEqual(await wokenFlows(), ["email-dispatch", "push-dispatch"]);
  const ids = await sql<{ id: string }[]>`select id from net.http_request_queue order by id`;
  assert.deepEqual(
    (await wakeUps(sql)).map(({ request }) => request).toSorted(),
    ids.map(({ id }) => id).toSorted(),
  );
});

Deno.test("one that has nothing due sleeps on while the other is woken", async () => {
  await fill(sql, "email_batches", ["a"]);
  await fill(sql, "push", ["later"], "1 minute");
  assert.equal(await tick(sql), 1);
  assert.deepEqual(await wokenFlows(), ["email-dispatch"]);
});

Deno.test("a job whose lease ran out is due again", async () => {
  await fill(sql, "push", ["lost"]);
  await claim(sql, "push");
  assert.equal(await tick(sql), 0);
  await endLeases(sql, "push");
  assert.equal(await tick(sql), 1);
});

Deno.test("one that is still at work is not woken again, until it has answered or is silent for two minutes", async () => {
  await fill(sql, "push", ["a"]);
  assert.equal(await tick(sql), 1);
  assert.equal(await tick(sql), 0);
  await fill(sql, "email", ["a"]);
  assert.equal(await tick(sql), 1, "the other is not kept waiting");
  await sql`update private.wake_ups set asked_at = now() - interval '1 minute 59 seconds'`;
  assert.equal(await tick(sql), 0);
  await answerAll(sql, { status: 200, content: "{}" });
  assert.equal(await tick(sql), 2);
  await sql`update private.wake_ups set asked_at = now() - interval '2 minutes 1 second'`;
  assert.equal(await tick(sql), 2);
});

Deno.test("two clocks that tick at once wake each dispatcher once", async () => {
  await fill(sql, "push", ["a"]);
  const other = connect(database.ownerUrl, 1);
  try {
    const woken = await sql.begin(async (tx) => {
      const [first] = await tx<{ woken: number }[]>`select private.tick() as woken`;
      const second = tick(other);
      let over = false;
      second.finally(() => over = true);
      // Not before the second has begun, and waits.
      while (!over && !await isAnyoneWaiting());
      return { first: first!.woken, second };
    });
    assert.deepEqual([woken.first, await woken.second], [1, 0]);
    assert.equal((await queuedRequests(sql)).length, 1);
  } finally {
    await other.end();
  }
});

async function isAnyoneWaiting(): Promise<boolean> {
  const waiting = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return waiting.length > 0;
}

Deno.test("a slash at the end of the address does no harm", async () => {
  await sql`select vault.update_secret(id, ${
    FUNCTIONS_URL + "/"
  }) from vault.secrets where name = 'frontdesk_functions_url'`;
  await fill(sql, "push", ["a"]);
  await tick(sql);
  assert.deepEqual((await queuedRequests(sql)).map(({ url }) => url), [`${FUNCTIONS_URL}/push-dispatch`]);
});

Deno.test("a tick that is undone wakes nobody", async () => {
  await fill(sql, "push", ["a"]);
  const before = await clockState();
  const undone = sql.begin(async (tx) => {
    await tx`select private.tick()`;
    throw new Error("undone");
  });
  await assert.rejects(undone, /^Error: undone$/);
  assert.equal(await clockState(), before);
});

for (const name of ["frontdesk_functions_url", "frontdesk_worker_secret"]) {
  Deno.test(`without ${name} in the Vault it says what is missing, and does nothing`, async () => {
    await fill(sql, "push", ["a"]);
    await sql`delete from vault.secrets where name = ${name}`;
    const before = await clockState();
    await assert.rejects(tick(sql), ({ code, message }: { code: string; message: string }) => {
      assert.equal(code, "P0001");
      assert.match(
        message,
        /^the Vault lacks frontdesk_functions_url or frontdesk_worker_secret: see README/,
      );
      assert.ok(!message.includes(VAULT_SECRET) && !message.includes(FUNCTIONS_URL));
      return true;
    });
    assert.equal(await clockState(), before);
  });
}

Deno.test("only the owner's cron makes it tick; a worker may read how it stands", async () => {
  await fill(sql, "push", ["a"]);
  const before = await clockState();
  const as = (role: string, statement: string) =>
    sql.begin((tx) => tx.unsafe(`set local role ${role}; ${statement}`));
  const ticking = [
    "select private.tick()",
    "select private.harvest_wake_ups()",
    "select private.prune_jobs()",
  ];
  for (const role of ["anon", "authenticated", "service_role"]) {
    for (const statement of [...ticking, "select private.schedule_clock()", "table private.wake_ups"]) {
      assert.equal(await refusalOf(as(role, statement)), "42501", `${role}: ${statement}`);
    }
  }
  assert.equal(await refusalOf(as("authenticated", "select private.read_health()")), "42501");
  assert.equal(await refusalOf(as("service_role", "select private.read_health()")), "nothing");
  assert.equal(await clockState(), before);
});
