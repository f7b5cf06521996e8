import type postgres from "postgres";
import type { Row } from "../../bench/support/bench.ts";
import { roundTo } from "../../bench/support/round-to.ts";
import { atMost, exactly, type Findings, type Ground, type Promised } from "./drill.ts";
import { countAttempts, countJobs } from "./job-figures.ts";
import { startPoisonWorkers } from "./poison-process.ts";

/** What the poisonous job does to its dispatcher. */
const WAYS = {
  kills: "kills its process",
  exits: "ends its process",
  throws: "throws out of the work",
};
type Way = keyof typeof WAYS;
const ALL_WAYS: Way[] = ["kills", "exits", "throws"];

const ATTEMPTS = 3;
const BATCH = 100;
const WORKERS = 2;

/** One job among `jobs` is poison, in each of the ways of being it: it alone dies, the others are done exactly once. */
export async function runPoison(ground: Ground, jobs: number, ways = ALL_WAYS): Promise<Findings> {
  const found = await Promise.all(ways.map((way) => poison(ground, way, jobs)));
  return {
    tables: {
      [`poison: one of ${jobs} jobs, batches of ${BATCH}, ${WORKERS} workers`]: found.map(({ row }) => row),
      "poison: jobs by attempts": await countAttempts(ground.sql),
    },
    promises: found.flatMap(({ promises }) => promises),
  };
}

async function poison(ground: Ground, way: Way, jobs: number): Promise<{ row: Row; promises: Promised[] }> {
  const { sql, chance, report } = ground;
  const started = performance.now();
  const name = `poison that ${WAYS[way]}`;
  const place = Math.floor(chance.between(0, jobs));
  await makeJobs(sql, way, jobs, place);
  const { effects, deaths } = await workThrough(ground, way);
  const found = await readFound(sql, way, effects);
  report(`${name}: ${found.dead} dead, ${found["done once"]} done exactly once`);
  return {
    row: {
      poison: WAYS[way],
      place,
      ...found,
      "processes that died": deaths,
      seconds: roundTo((performance.now() - started) / 1000),
    },
    promises: [
      exactly(`${name}: jobs dead`, found.dead, 1),
      exactly(`${name}: others done exactly once`, found["done once"], jobs - 1),
      exactly(`${name}: attempts of the poison`, found["attempts of the poison"], ATTEMPTS),
      atMost(`${name}: most attempts of another`, found["most attempts of another"], 2),
    ],
  };
}

async function makeJobs(sql: postgres.Sql, way: Way, jobs: number, poison: number): Promise<void> {
  const queue = `drill_${way}`;
  await sql`
    insert into private.queues (name, dispatcher, batch, lease, attempts, backoff, longest_backoff)
    values (${queue}, 'drill', ${BATCH}, '1 second', ${ATTEMPTS}, '200 milliseconds', '1 second')`;
  await sql`
    select private.enqueue(${queue}, jsonb_agg(jsonb_build_object('key', n::text,
      'payload', jsonb_build_object('n', n, 'poison', n = ${poison}::int))))
    from generate_series(0, ${jobs - 1}::int) n`;
}

async function workThrough({ sql, ownerUrl }: Ground, way: Way) {
  await using workers = startPoisonWorkers(ownerUrl, way, WORKERS);
  while (await countJobs(sql, { queue: `drill_${way}`, outcome: "open" })) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { effects: workers.effects, deaths: workers.deaths() };
}

async function readFound(sql: postgres.Sql, way: Way, effects: Map<number, number>) {
  const jobs = await sql<{ n: number; poison: boolean; outcome: string; attempts: number }[]>`
    select (payload ->> 'n')::int as n, (payload ->> 'poison')::boolean as poison, outcome, attempts
    from private.jobs where queue = ${`drill_${way}`}`;
  const others = jobs.filter(({ poison }) => !poison);
  return {
    "done once": others.filter(({ n, outcome }) => outcome === "done" && effects.get(n) === 1).length,
    dead: jobs.filter(({ outcome }) => outcome === "dead").length,
    "attempts of the poison": jobs.find(({ poison }) => poison)?.attempts ?? 0,
    "most attempts of another": Math.max(...others.map(({ attempts }) => attempts)),
  };
}
