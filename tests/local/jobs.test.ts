import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { cloneDatabase } from "../support/database.ts";
import { claim, fill, settle } from "../support/jobs/claims.ts";
import { queueState, storedJobs } from "../support/jobs/stored-jobs.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.beforeEach(async () => {
  await sql`truncate private.jobs, private.providers`;
});
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

/** `deno task jobs`, on a database that the environment names, as on a hosted project. */
async function jobs(...args: string[]): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      fileURLToPath(new URL("../../scripts/jobs.ts", import.meta.url)),
      ...args,
    ],
    env: { SUPABASE_DB_URL: database.ownerUrl, NO_COLOR: "1" },
  }).output();
  return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** The cells of a printed table by row and column. */
function cellsOf(output: string, table = 0): Record<string, Record<string, string>> {
  const lines = output.split("┌")[table + 1]!.split("\n").filter((line) => line.startsWith("│"));
  const [head = [], ...rows] = lines.map((line) => line.split("│").slice(1, -1).map((cell) => cell.trim()));
  return Object.fromEntries(rows.map(([name, ...cells]) => [
    name!,
    Object.fromEntries(cells.map((cell, place) => [head[place + 1]!, cell.replace(/^"(.*)"$/, "$1")])),
  ]));
}

/** A queue with one job of each kind: `dead` ones twice. Returns their ids by key. */
async function fillPush(): Promise<Record<string, string>> {
  const ended = ["done", "skipped", "dead", "dead too"];
  await fill(sql, "push", [...ended, "retrying", "running"], "-1 hour");
  const held = await claim(sql, "push");
  const fates = held.filter(({ key }) => key !== "running").map(({ id, key }) => ({
    id,
    outcome: key === "retrying" ? "retry" : key.split(" ")[0]!,
    error: `why it is ${key}`,
    after_ms: 3_600_000,
  }));
  await settle(sql, held[0]!.token, fates);
  await fill(sql, "push", ["waiting"], "1 hour");
  await fill(sql, "push", ["due", "due later"], "-5 minutes");
  await sql`update private.jobs set payload = '{"notification": "an-id"}' where key = 'dead'`;
  return Object.fromEntries((await storedJobs(sql, "push")).map(({ id, key }) => [key, id]));
}

Deno.test("it shows each queue: what waits, is due, runs, is tried again, and has ended", async () => {
  await fillPush();
  await sql`insert into private.jobs (queue, key, due_at, run_at, outcome, finished_at)
    select 'push', outcome || ' yesterday', now(), now(), outcome, date_trunc('day', now(), 'UTC') - interval '1 second'
    from unnest('{done,skipped,cancelled,dead}'::text[]) as outcome`;
  const { code, output } = await jobs();
  assert.equal(code, 0, output);
  const queues = cellsOf(output);
  assert.deepEqual(Object.keys(queues), ["email", "email_batches", "push"]);
  const [oldest] = await sql<{ at: Date }[]>`select run_at as at from private.jobs where key = 'due'`;
  assert.deepEqual(queues.push, {
    waiting: "1",
    due: "2",
    running: "1",
    retrying: "1",
    "done today": "1",
    "skipped today": "1",
    "cancelled today": "0",
    dead: "3",
    "oldest due": oldest!.at.toISOString().slice(0, 19),
  });
  assert.ok(Object.values(queues.email!).every((cell) => cell === "0" || cell === ""));
  assert.match(output, /No provider has failed lately/);
});

Deno.test("it shows the gates of providers, and how far open each is", async () => {
  await sql`insert into private.providers (name, queue, failures, closed_until, probe_until, allowance) values
    ('closed', 'push', 4, '2999-01-01 12:00:00+00', '-infinity', 1),
    ('open', 'push', 2, '-infinity', '-infinity', null),
    ('probing', 'push', 3, now() - interval '1 minute', now() + interval '20 seconds', 1),
    ('recovering', 'email_batches', 0, '-infinity', '-infinity', 8),
    ('to be tried', 'push', 3, now() - interval '1 minute', '-infinity', 1)`;
  const { output } = await jobs();
  const gates = Object.entries(cellsOf(output, 1)).map(([name, { gate, "failures in a row": failures }]) => [
    name,
    failures,
    gate,
  ]);
  assert.deepEqual(gates, [
    ["closed", "4", "closed until 2999-01-01T12:00:00"],
    ["open", "2", "open"],
    ["probing", "3", "one call is trying it out"],
    ["recovering", "0", "open for 8 at once"],
    ["to be tried", "3", "the next call tries it out"],
  ]);
});

Deno.test("--dead lists the dead with what they failed with, the newest first", async () => {
  assert.match((await jobs("--dead")).output, /No job is dead/);
  const ids = await fillPush();
  const { code, output } = await jobs("--dead");
  assert.equal(code, 0, output);
  const rows = Object.values(cellsOf(output)).map((
    { id, queue, key, attempts, error },
  ) => [id, queue, key, attempts, error]);
  assert.deepEqual(rows, [
    [ids["dead too"], "push", "dead too", "1", "why it is dead too"],
    [ids.dead, "push", "dead", "1", "why it is dead"],
  ]);
});

Deno.test("--dead lists fifty, and says when there are more", async () => {
  const die = (count: number) =>
    sql`insert into private.jobs (queue, key, due_at, run_at, outcome, finished_at)
      select 'email', gen_random_uuid()::text, now(), now(), 'dead', now() from generate_series(1, ${count}::int)`;
  await die(50);
  assert.doesNotMatch((await jobs("--dead")).output, /There are more/);
  await die(1);
  const { output } = await jobs("--dead");
  assert.match(output, /There are more/);
  assert.equal(Object.keys(cellsOf(output)).length, 50);
});

Deno.test("--show tells all of a job", async () => {
  const ids = await fillPush();
  const { code, output } = await jobs("--show", ids.dead!);
  assert.equal(code, 0, output);
  const told = Object.fromEntries(output.trim().split("\n").map((line) => line.split(/\s{2,}/)));
  const { id, queue, key, state, attempts, error, payload } = told;
  assert.deepEqual([id, queue, key, state, attempts, error], [
    ids.dead,
    "push",
    "dead",
    "dead",
    "1",
    "why it is dead",
  ]);
  assert.deepEqual(JSON.parse(payload), { notification: "an-id" });
  for (const time of ["due_at", "run_at", "created_at", "finished_at"]) {
    assert.match(told[time], /^\d{4}-\d\d-\d\dT/);
  }
  assert.match((await jobs("--show", ids.running!)).output, /state\s+running\n/);
});

Deno.test("--retry brings back one, a queue's or all dead jobs, and no others", async () => {
  const ids = await fillPush();
  const open = async () =>
    (await storedJobs(sql, "push")).filter(({ outcome }) => outcome === null).map(({ key }) => key);
  const before = await open();
  const back = async (which: string) => {
    const { code, output } = await jobs("--retry", which);
    assert.equal(code, 0, output);
    return Number(/Back, and due now: (\d+)/.exec(output)?.[1] ?? 0);
  };
  assert.equal(await back("email"), 0);
  assert.equal(await back(ids.dead!), 1);
  assert.deepEqual((await open()).toSorted(), [...before, "dead"].toSorted());
  const [, , dead] = await storedJobs(sql, "push");
  assert.deepEqual([dead!.attempts, dead!.runIn <= 0], [0, true]);
  assert.equal(await back("push"), 1);
  await sql`update private.jobs set outcome = 'dead', finished_at = now() where key like 'dead%'`;
  assert.equal(await back("all"), 2);
  assert.equal(await back("all"), 0);
});

Deno.test("--retry leaves dead what would send nothing, and says why", async () => {
  const [closed, open, gone] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  await sql`insert into private.email_batches (id, mails, log_ids, closed_at)
    values (${closed}, null, '{}', now()), (${open}, '[]', '{}', null)`;
  await sql`insert into private.jobs (queue, key, payload, due_at, run_at, outcome, finished_at)
    select 'email_batches', id, jsonb_build_object('batch', id), now(), now(), 'dead', now()
    from unnest(${[closed, open, gone]}::text[]) as id`;
  const [first, , third] = (await storedJobs(sql, "email_batches")).map(({ id }) => id);
  const before = await queueState(sql, "email_batches");
  for (const id of [first!, third!]) {
    const { code, output } = await jobs("--retry", id);
    assert.deepEqual([code, output.trim().split("\n").length], [1, 1], output);
    assert.match(output, new RegExp(`^Job ${id} stays dead: the batch is closed`));
  }
  assert.equal(await queueState(sql, "email_batches"), before);
  const all = await jobs("--retry", "all");
  assert.equal(all.code, 0, all.output);
  assert.match(all.output, /Back, and due now: 1\..*\nDead as before: 2\. Of each the batch is closed/);
  assert.equal((await storedJobs(sql, "email_batches"))[1]!.outcome, null);
  assert.match((await jobs("--retry", "email_batches")).output, /^Dead as before: 2\./);
});

Deno.test("--cancel takes back what is open, and says when it is under way", async () => {
  const ids = await fillPush();
  for (const key of ["waiting", "due", "retrying"]) {
    const { code, output } = await jobs("--cancel", ids[key]!);
    assert.deepEqual([code, output.trim()], [0, `Cancelled: ${ids[key]}.`]);
  }
  assert.match((await jobs("--cancel", ids.running!)).output, /^Cancelled: .* under way/);
  const cancelled = (await storedJobs(sql, "push")).filter(({ outcome }) => outcome === "cancelled");
  assert.deepEqual(cancelled.map(({ key }) => key).toSorted(), ["due", "retrying", "running", "waiting"]);
});

Deno.test("what can't be done is said, with 1, and changes nothing", async () => {
  const ids = await fillPush();
  const before = await queueState(sql, "push");
  for (
    const [args, words] of [
      [["--show", "999999"], /There is no job 999999/],
      [["--cancel", "999999"], /There is no job 999999/],
      [["--retry", "999999"], /There is no job 999999/],
      [["--cancel", ids.done!], /is done: nothing to take back/],
      [["--cancel", ids.dead!], /is dead: nothing to take back/],
      [["--retry", ids.done!], /is done, not dead/],
      [["--retry", ids.due!], /is due, not dead/],
      [["--retry", "nowhere"], /no queue 'nowhere', only email, email_batches, push/],
    ] as const
  ) {
    const { code, output } = await jobs(...args);
    assert.equal(code, 1, `${args.join(" ")}: ${output}`);
    assert.match(output, words);
    assert.equal(output.trim().split("\n").length, 1, "a sentence, no stack");
  }
  assert.equal(await queueState(sql, "push"), before);
});

Deno.test("what isn't understood gets the usage, with 2, and changes nothing", async () => {
  await fillPush();
  const before = await queueState(sql, "push");
  for (
    const args of [
      ["--help"],
      ["--show", "one"],
      ["--show", ""],
      ["--cancel", "-1"],
      ["--cancel", "0"],
      ["--retry", ""],
      ["--retry", "a'b"],
      ["--dead", "--retry", "all"],
      ["--nonsense"],
      ["all"],
    ]
  ) {
    const { code, output } = await jobs(...args);
    assert.equal(code, 2, `${args.join(" ")}: ${output}`);
    assert.match(output, /deno task jobs --retry <id\|queue\|all>/);
  }
  assert.equal(await queueState(sql, "push"), before);
});
