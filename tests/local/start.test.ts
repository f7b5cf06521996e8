import assert from "node:assert/strict";
import { join } from "node:path";
import { commandLineOf } from "../../scripts/local/command-line.ts";
import { connect } from "../../scripts/local/database.ts";
import { removeCluster, startCluster } from "../../scripts/local/postgres/cluster.ts";
import { childrenOf } from "../support/children-of.ts";
import { makeLocalFolder, type StartedStack } from "../support/local-folder.ts";

// Windows has no signals: there a process can only be ended, as SIGKILL does.
const ignore = Deno.build.os === "windows";

/** What the clients said so far, as it stands in the database of a running stack. */
async function saidIn({ stack }: StartedStack): Promise<string[]> {
  const sql = connect(stack.dbUrl, 1);
  try {
    return (await sql`select body from public.messages order by seq`).map(({ body }) => body);
  } finally {
    await sql.end();
  }
}

async function eventuallyGone(pid: number) {
  const until = performance.now() + 10_000;
  while (await commandLineOf(pid)) {
    assert.ok(performance.now() < until, `process ${pid} lives on`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const secondsOf = (started: StartedStack) => Number(/Ready in ([\d.]+) s/.exec(started.output())![1]);

Deno.test({ name: "start, stop, and all that comes between", ignore }, async (t) => {
  await using local = await makeLocalFolder();
  const postgresOf = async ({ process }: StartedStack) => (await childrenOf(process.pid, "postgres"))[0]!;
  let started: StartedStack;
  let firstSeconds = 0;
  let data = "";

  await t.step("a busy port is a clear sentence", async () => {
    using _busy = Deno.listen({ hostname: "127.0.0.1", port: local.port });
    const { code, output } = await local.run("start");
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(`^Port ${local.port} is taken, .*FRONTDESK_PORT=\\d+ deno task start\\n$`),
    );
    assert.deepEqual([...Deno.readDirSync(local.path)], []);
  });

  await t.step("SIGTERM stops everything, also a request that is still waiting", async () => {
    started = await local.start();
    firstSeconds = secondsOf(started);
    assert.equal((await local.run("say", "before the stop")).code, 0);
    const graph = started.stack.outside.graph;
    await fetch(`${graph}/faults`, { method: "POST", body: '{"faults": [{"delayMs": 60000}]}' });
    const waiting = fetch(`${graph}/v23.0/me`).then((response) => response.body?.cancel(), () => {});
    const postgres = await postgresOf(started);
    data = / -D (.+?) -c /.exec((await commandLineOf(postgres))!)![1]!;
    const { code } = await started.end("SIGTERM");
    assert.equal(code, 0, started.output());
    assert.match(started.output(), /Stopping …/);
    assert.equal(await commandLineOf(postgres), undefined);
    await assert.rejects(fetch(started.stack.url));
    await waiting;
  });

  await t.step("the data is there after a second start, which is faster", async () => {
    started = await local.start();
    assert.match(started.output(), /Migrations: up to date/);
    assert.ok(secondsOf(started) < firstSeconds, `${secondsOf(started)} s after ${firstSeconds} s`);
    assert.deepEqual(await saidIn(started), ["before the stop"]);
  });

  await t.step("nobody else starts or resets on data that is in use", async () => {
    await assert.rejects(
      startCluster({ folder: join(local.path, "postgres"), durable: false }),
      /Another Frontdesk is running on the data in .*Stop it first/,
    );
    await assert.rejects(removeCluster(join(local.path, "postgres")), /Another Frontdesk is running/);
    assert.deepEqual(await saidIn(started), ["before the stop"]);
  });

  await t.step("Ctrl-C reaches every process at once, and still all ends well", async () => {
    const pids = [await postgresOf(started), ...await childrenOf(started.process.pid, "functions-host.ts")];
    assert.equal(pids.length, 2);
    for (const pid of pids) Deno.kill(pid, "SIGINT");
    const { code } = await started.end("SIGINT");
    assert.equal(code, 0, started.output());
    for (const pid of pids) await eventuallyGone(pid);
  });

  await t.step("a lock that names another's process is no hindrance", async () => {
    await Deno.writeTextFile(join(data, "postmaster.pid"), `${Deno.pid}\n${data}\n`);
    started = await local.start();
    assert.deepEqual(await saidIn(started), ["before the stop"]);
  });

  await t.step("killed, it leaves a Postgres behind, which the next start ends", async () => {
    const postgres = await postgresOf(started);
    const [host] = await childrenOf(started.process.pid, "functions-host.ts");
    await started.end("SIGKILL");
    assert.ok(await commandLineOf(postgres), "Postgres was to be left behind");
    await eventuallyGone(host!);
    started = await local.start();
    assert.equal(await commandLineOf(postgres), undefined);
    assert.equal((await local.run("say", "after the kill")).code, 0);
    assert.deepEqual(await saidIn(started), ["before the stop", "after the kill"]);
  });

  await t.step("--reset forgets everything of ours, also when a Postgres was left behind", async () => {
    const { secretKey } = started.stack;
    await started.end("SIGKILL");
    await Deno.writeTextFile(join(local.path, "somebody's.txt"), "not ours");
    started = await local.start("--reset");
    assert.deepEqual(await saidIn(started), []);
    assert.notEqual(started.stack.secretKey, secretKey);
    assert.equal(await Deno.readTextFile(join(local.path, "somebody's.txt")), "not ours");
    assert.equal((await started.end("SIGINT")).code, 0, started.output());
  });
});
