import assert from "node:assert/strict";
import { fillVault } from "../../scripts/local/fill-vault.ts";
import { startNetwork } from "../../scripts/local/network.ts";
import { isDue, startScheduler } from "../../scripts/local/scheduler.ts";
import { cloneDatabase } from "../support/database.ts";
import { fill } from "../support/jobs/claims.ts";
import { resetClock } from "../support/jobs/clock.ts";

const database = await cloneDatabase();
const { sql } = database;
Deno.test.beforeEach(async () => {
  await resetClock(sql);
  await sql`select private.schedule_clock()`;
});
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

const TICK = "frontdesk: wake dispatchers";
const SECRET = "the-secret-of-this-test-and-no-other-0123";

interface Run {
  command: string;
  status: string;
  message: string;
}

/** Leaves nothing but the clock's own wake-up in cron.job, each second instead of each minute; returns its command. */
async function hurry(): Promise<string> {
  await sql`delete from cron.job where jobname <> ${TICK}`;
  await sql`delete from cron.job_run_details`;
  const [job] = await sql<{ schedule: string; command: string }[]>`select schedule, command from cron.job`;
  assert.equal(job!.schedule, "* * * * *");
  await sql`select cron.schedule(${TICK}, '1 second', ${job!.command})`;
  return job!.command;
}

const runs = async () => [
  ...await sql<Run[]>`
    select command, status, return_message as message from cron.job_run_details where status <> 'running' order by runid`,
];

/** The first run that has ended. A look takes a fraction of a millisecond, a second is what the schedule asks for. */
async function firstRun(): Promise<Run> {
  for (let look = 0; look < 50_000; look++) {
    const [run] = await runs();
    if (run) return run;
  }
  assert.fail("nothing was run");
}

Deno.test("the clock's schedule is due once in every minute", () => {
  const at = (time: string) => new Date(`2026-01-01T${time}Z`);
  assert.equal(isDue("* * * * *", at("10:00:00.100"), at("10:00:59.999")), false);
  assert.equal(isDue("* * * * *", at("10:00:59.100"), at("10:01:00.100")), true);
  assert.equal(isDue("* * * * *", at("10:01:00.000"), at("10:01:59.000")), false);
  assert.equal(isDue("41 3 * * *", at("03:40:59.500"), at("03:41:00.500")), true);
  assert.equal(isDue("41 3 * * *", at("04:40:59.500"), at("04:41:00.500")), false);
});

Deno.test("the local scheduler runs what cron would, and the dispatcher is called with the Vault's secret", async () => {
  const arrived = Promise.withResolvers<{ method: string; path: string; secret: string | null }>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ method, url, headers }) => {
      arrived.resolve({ method, path: new URL(url).pathname, secret: headers.get("x-worker-secret") });
      return Response.json({});
    },
  );
  await fillVault(sql, {
    frontdesk_functions_url: `http://127.0.0.1:${server.addr.port}/functions/v1`,
    frontdesk_worker_secret: SECRET,
  });
  const command = await hurry();
  const stopNetwork = startNetwork(sql);
  const stopScheduler = startScheduler(sql);
  try {
    await fill(sql, "push", ["due"]);
    await firstRun();
    assert.deepEqual(await arrived.promise, {
      method: "POST",
      path: "/functions/v1/push-dispatch",
      secret: SECRET,
    });
  } finally {
    await stopScheduler();
    await stopNetwork();
  }
  const ran = await runs();
  assert.ok(ran.length > 0);
  assert.ok(ran.every((run) => run.command === command && run.status === "succeeded"), JSON.stringify(ran));
});

Deno.test("a tick that fails stands in cron's diary with what is missing", async () => {
  await sql`delete from vault.secrets`;
  await fill(sql, "push", ["due"]);
  const command = await hurry();
  const stopScheduler = startScheduler(sql);
  let failed: Run;
  try {
    failed = await firstRun();
  } finally {
    await stopScheduler();
  }
  assert.deepEqual([failed.command, failed.status], [command, "failed"]);
  assert.match(failed.message, /^the Vault lacks frontdesk_functions_url/);
});
