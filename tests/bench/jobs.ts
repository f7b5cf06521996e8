import { Logger, makeWorkerUtils, run as runGraphile } from "graphile-worker";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { closeConnection } from "../../shared/db/client.ts";
import { drain } from "../../shared/jobs/drain.ts";
import type { Dispatcher } from "../../shared/jobs/job.ts";
import { connect } from "../../scripts/local/database.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { atLeast, type Bench, type Report, type Row } from "./support/bench.ts";
import { median } from "./support/percentile.ts";
import { roundTo } from "./support/round-to.ts";
import { makeThrowawayDatabase } from "./support/throwaway-database.ts";

const JOBS = 20_000;
const BATCH = 100;
const WORKERS = 2;
const ROUNDS = 7;

/** One way to work through jobs: `fill` writes them, `work` claims and completes all of them. */
interface Contender {
  name: string;
  fill(): Promise<void>;
  work(): Promise<void>;
  close(): Promise<void>;
}

const ORIGIN = { requestId: "bench" };
const NO_LIMIT = { time: 600_000, jobs: 2 * JOBS };
const twice = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: WORKERS }, work));

export default {
  name: "jobs",
  what: "Claim and complete 20,000 trivial jobs, against graphile-worker and pg-boss on the same Postgres",
  async run(report: Report) {
    await using database = await makeThrowawayDatabase();
    report(`Postgres ${database.version}`);
    const contenders = [
      await plainRows(database.ownerUrl),
      await frontdesk(database.ownerUrl),
      await graphile(database.ownerUrl),
      await pgBoss(database.ownerUrl),
    ];
    const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round <= ROUNDS; round++) {
      report(round ? `round ${round} of ${ROUNDS}` : "warming up");
      for (const { name, fill, work } of contenders) {
        await fill();
        const started = performance.now();
        await work();
        if (round) rates.get(name)!.push(JOBS / (performance.now() - started) * 1000);
      }
    }
    await Promise.all(contenders.map(({ close }) => close()));
    const [floor = [], ours = []] = rates.values();
    const against = (theirs: number[]) => median(ours.map((rate, round) => rate / theirs[round]!));
    const results: Row[] = contenders.map(({ name }) => ({
      contender: name,
      "jobs a second": Math.round(median(rates.get(name)!)),
      "of the floor": roundTo(median(rates.get(name)!.map((rate, round) => rate / floor[round]!))),
      "Frontdesk, times this": roundTo(against(rates.get(name)!)),
    }));
    return {
      name: "jobs",
      results: { [`${JOBS} trivial jobs, batches of ${BATCH}, ${WORKERS} workers`]: results },
      bars: contenders.slice(2).map(({ name }) => atLeast(`against ${name}`, against(rates.get(name)!), 1)),
    };
  },
} satisfies Bench;

/** The floor: one update a job, each in its own transaction, as any program would do without batches. */
async function plainRows(url: string): Promise<Contender> {
  const sql = connect(url, WORKERS);
  await sql`create table plain (id int primary key, done boolean not null) with (fillfactor = 70)`;
  return {
    name: "floor: single-row updates",
    async fill() {
      await sql`truncate plain`;
      await sql`insert into plain select n, false from generate_series(1, ${JOBS}::int) n`;
    },
    async work() {
      let next = 0;
      await twice(async () => {
        while (next < JOBS) await sql`update plain set done = true where id = ${++next}`;
      });
    },
    close: () => sql.end(),
  };
}

async function frontdesk(url: string): Promise<Contender> {
  adoptEnvironment(url);
  const sql = connect(url, 1);
  await sql`insert into private.queues (name, dispatcher, batch, lease, attempts, backoff, longest_backoff)
    values ('bench', 'bench', ${BATCH}, '1 minute', 5, '1 second', '1 minute')`;
  const dispatcher: Dispatcher<{ n: number }> = {
    queue: "bench",
    payload: z.object({ n: z.int() }),
    // The work is nothing: what surrounds it is measured.
    work(jobs, { settle }) {
      for (const job of jobs) settle(job, { kind: "done" });
      return Promise.resolve();
    },
  };
  return {
    name: "Frontdesk",
    async fill() {
      await sql`truncate private.jobs`;
      await sql`select private.enqueue('bench', jsonb_agg(jsonb_build_object('key', n::text, 'payload', jsonb_build_object('n', n))))
        from generate_series(1, ${JOBS}::int) n`;
      await sql`analyze private.jobs`;
    },
    async work() {
      const reports = await twice(() => drain(dispatcher, ORIGIN, NO_LIMIT));
      expectAll(reports.reduce((sum, { done }) => sum + done, 0));
    },
    async close() {
      await closeConnection();
      await sql.end();
    },
  };
}

/** As its documentation advises for throughput: a local queue, completions in batches. */
async function graphile(url: string): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: WORKERS * 5 });
  pool.on("error", () => {});
  const utils = await makeWorkerUtils({ pgPool: pool });
  await utils.migrate();
  const logger = new Logger(() => () => {});
  return {
    name: "graphile-worker 0.18",
    async fill() {
      await pool.query("truncate graphile_worker._private_jobs");
      await pool.query(
        `select graphile_worker.add_jobs(array_agg(('noop', json_build_object('n', n), null, now(), 1, null, 0, null)::graphile_worker.job_spec), false)
         from generate_series(1, $1::int) n`,
        [JOBS],
      );
      await pool.query("analyze graphile_worker._private_jobs");
    },
    async work() {
      let done = 0;
      const all = Promise.withResolvers<void>();
      const runner = await runGraphile({
        pgPool: pool,
        logger,
        noHandleSignals: true,
        concurrency: 10 * WORKERS,
        preset: { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        taskList: {
          noop: () => {
            if (++done === JOBS) all.resolve();
          },
        },
      });
      await all.promise;
      await runner.stop();
      const { rows: [left] } = await pool.query(
        "select count(*)::int as n from graphile_worker._private_jobs",
      );
      expectAll(JOBS - left.n);
    },
    async close() {
      await utils.release();
      await pool.end();
    },
  };
}

async function pgBoss(url: string): Promise<Contender> {
  const boss = new PgBoss({ connectionString: url, max: WORKERS, supervise: false, schedule: false });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue("bench");
  return {
    name: "pg-boss 12",
    async fill() {
      await boss.deleteAllJobs("bench");
      await boss.insert("bench", Array.from({ length: JOBS }, (_, n) => ({ data: { n } })));
    },
    async work() {
      let done = 0;
      await twice(async () => {
        while (true) {
          const jobs = await boss.fetch("bench", { batchSize: BATCH });
          if (!jobs?.length) return;
          await boss.complete("bench", jobs.map(({ id }) => id));
          done += jobs.length;
        }
      });
      expectAll(done);
    },
    close: () => boss.stop({ graceful: false }),
  };
}

function expectAll(done: number) {
  if (done !== JOBS) throw new Error(`${done} of ${JOBS} jobs were done`);
}
