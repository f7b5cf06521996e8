import type postgres from "postgres";
import type { Report } from "../../bench/support/bench.ts";
import type { Dispatcher } from "./dispatchers.ts";
import type { Ground } from "./drill.ts";
import { type Orphans, readHeld, readMoment } from "./holders.ts";
import type { Chance } from "./seeded-chance.ts";

/** When for so long, in milliseconds, nothing came to its end, nothing will. */
const STILLNESS = 45_000;

/** How far the work is. */
export interface Progress {
  /** Resolves once so large a share of the jobs (0 to 1) is done; or everything is, or is stuck. */
  reached(share: number): Promise<void>;
  /** Whether everything is done, or stuck. */
  isOver(): boolean;
  finished: Promise<void>;
}

/** Looks on until `jobs` jobs of the first hand, and all that came of them, have ended. */
export function watchProgress(sql: postgres.Sql, jobs: number, report: Report): Progress {
  let share = 0;
  let over = false;
  const watch = async () => {
    let [last, changed] = [-1, performance.now()];
    while (!over) {
      const [{ done, open }] = await sql<[{ done: number; open: number }]>`
        select count(*) filter (where outcome is not null and queue <> 'email_batches')::int as done,
          count(*) filter (where outcome is null)::int as open
        from private.jobs`;
      const left = jobs - done + open;
      if (left !== last) [last, changed] = [left, performance.now()];
      if (Math.floor(done / jobs * 5) > Math.floor(share * 5)) report(`  ${done} of ${jobs} jobs have ended`);
      share = done / jobs;
      over = open === 0 || performance.now() - changed > STILLNESS;
      await pause(40);
    }
  };
  const finished = watch();
  return {
    finished,
    isOver: () => over,
    async reached(wanted) {
      while (share < wanted && !over) await pause(20);
    },
  };
}

/** Dispatchers that were killed. */
export interface Kills {
  /** What each that had jobs in hand left behind. */
  hits: Orphans[];
  /** Those that had just put down the last one: they prove nothing. */
  misses: number;
}

/**
 * Kills dispatchers that have jobs in hand, until it has hit `times` of them, at moments spread at random over the whole
 * work. Hits fewer only if the work is over before. `noteHolders` must have been called.
 */
export async function killAtRandom(
  { sql, chance, report }: Ground,
  dispatchers: Dispatcher[],
  progress: Progress,
  times: number,
): Promise<Kills> {
  const kills: Kills = { hits: [], misses: 0 };
  const started = new Map(
    await Promise.all(dispatchers.map(async (one) => [one, await readMoment(sql)] as const)),
  );
  const held = (one: Dispatcher) => readHeld(sql, one.number, started.get(one)!);
  for (const mark of marks(chance, times, 0.93)) {
    await progress.reached(mark);
    await pause(chance.between(0, 200));
    const wanted = kills.hits.length + 1;
    while (kills.hits.length < wanted && !progress.isOver()) {
      const victim = chance.pick(dispatchers)!;
      if (isNothing(await held(victim))) {
        await pause(5);
        continue;
      }
      await victim.kill();
      // What it had just sent off to the database still comes to its end there.
      await pause(30);
      const orphans = await held(victim);
      if (isNothing(orphans)) kills.misses++;
      else kills.hits.push(orphans);
      started.set(victim, await readMoment(sql));
    }
    if (kills.hits.length && kills.hits.length % 5 === 0) report(`  ${kills.hits.length} kills`);
  }
  return kills;
}

const isNothing = (orphans: Orphans) => Object.keys(orphans).length === 0;

/**
 * Keeps whoever writes a mail waiting in the middle of it, until that mail is in another's hands: they go on with a lease
 * that is lost. Returns whether it came to that.
 */
export async function holdMail(sql: postgres.Sql, chance: Chance, progress: Progress): Promise<boolean> {
  const mail = chance.pick(await listDueMails(sql));
  if (!mail) return false;
  return await sql.begin(async (held) => {
    // The log of a mail refers to its reader: as long as that row is ours, nobody else can write it.
    await held`select from public.employees where id = ${mail.employee_id} for update`;
    let state = await readMail(sql, mail.job);
    while (!progress.isOver() && !state.ended && state.attempts < 2) {
      await pause(40);
      state = await readMail(sql, mail.job);
    }
    return state.attempts > 1;
  });
}

/** The same, at `times` moments of the first half of the work; returns how often it came to that. */
export async function holdMails(
  sql: postgres.Sql,
  chance: Chance,
  progress: Progress,
  times: number,
): Promise<number> {
  let lost = 0;
  for (const mark of marks(chance, times, 0.4)) {
    await progress.reached(mark);
    if (await holdMail(sql, chance, progress)) lost++;
  }
  return lost;
}

const listDueMails = (sql: postgres.Sql) =>
  sql<{ job: string; employee_id: string }[]>`
    select j.id as job, n.employee_id
    from private.jobs j join public.notifications n on n.id = (j.payload ->> 'notification')::uuid
    where j.queue = 'email' and j.outcome is null and j.run_at <= now() order by j.id`;

async function readMail(sql: postgres.Sql, job: string): Promise<{ attempts: number; ended: boolean }> {
  const [state] = await sql<[{ attempts: number; ended: boolean }]>`
    select attempts, outcome is not null as ended from private.jobs where id = ${job}`;
  return state;
}

/** Shares of the work from 0 to `last`, in order: one at random in each of `times` equal parts. */
const marks = (chance: Chance, times: number, last: number) =>
  Array.from({ length: times }, (_, n) => (n + chance.next()) / times * last);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
