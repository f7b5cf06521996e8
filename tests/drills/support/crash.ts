import type postgres from "postgres";
import type { Row } from "../../bench/support/bench.ts";
import { roundTo } from "../../bench/support/round-to.ts";
import { judgeCrashes } from "./crash-verdict.ts";
import { keepWaking, startDispatchers } from "./dispatchers.ts";
import { atLeast, exactly, type Findings, type Ground } from "./drill.ts";
import { noteHolders } from "./holders.ts";
import { type ProviderCall, serveOutside } from "./outside.ts";
import { changeQueues } from "./queue-settings.ts";
import type { Chance } from "./seeded-chance.ts";
import { makeStaff, notifyStaff } from "./staff.ts";
import { holdMail, holdMails, killAtRandom, watchProgress } from "./violence.ts";

export interface CrashSize {
  businesses: number;
  employeesEach: number;
  kills: number;
  /** How often someone is kept from writing a mail until their lease on it is lost. */
  holds: number;
}

const DISPATCHERS = 2;

/** A batch for each of them. */
const FIRST_MAILS = 40;

/** Short, so that what the dead leave behind is taken up soon. A job may be in hand at many deaths: hence the attempts. */
const SETTINGS = {
  push: { batch: 50, lease: "2 seconds", attempts: 30, backoff: "500 milliseconds" },
  email: { batch: 20, lease: "2 seconds", attempts: 30, backoff: "500 milliseconds" },
  email_batches: { lease: "2 seconds", attempts: 30, backoff: "500 milliseconds", rate_per_second: 40 },
};

/** Milliseconds. */
const LONGER_THAN_A_LEASE = 2_600;

/** Milliseconds before a call has its effect, and again before its answer; and how many answers outlast a lease. */
const SLOWNESS = {
  resend: { least: 30, most: 150, outlasting: 0.04 },
  push: { least: 5, most: 40, outlasting: 0.004 },
};

/**
 * Dispatchers are killed at random while they work, and answers and statements that take longer than a lease bring
 * their owners back to jobs that are others' by now. Everyone must be told all the same, and once.
 */
export async function runCrashes(ground: Ground, size: CrashSize): Promise<Findings> {
  const { sql, ownerUrl, chance, report } = ground;
  const started = performance.now();
  const people = size.businesses * size.employeesEach;
  const pace = chance.fork();
  await using outside = serveOutside({
    rateLimit: false,
    slowness: (provider) => slownessOf(provider, pace),
  });
  await makeStaff(sql, { ...size, devices: outside });
  const settings = await changeQueues(sql, SETTINGS);
  await noteHolders(sql);
  await notifyStaff(sql, ["push", "email"]);
  report(`crashes: ${people} pushes and ${people} mails are due`);

  await using dispatchers = startDispatchers(ownerUrl, outside.env, DISPATCHERS);
  const over = new AbortController();
  const progress = watchProgress(sql, 2 * people, report);
  const holder = chance.fork();
  // First, while nobody is killed: whoever loses a lease must live to come back to it.
  await postpone(sql, FIRST_MAILS);
  const held = holdMail(sql, holder, progress);
  const waking = keepWaking(dispatchers, { pause: 150, over: over.signal });
  const first = await held;
  await sql`update private.jobs set run_at = now() where outcome is null and lease_until is null`;
  const [later, kills] = await Promise.all([
    holdMails(sql, holder, progress, size.holds - 1),
    killAtRandom(ground, dispatchers.all, progress, size.kills),
    progress.finished,
  ]);
  const holds = Number(first) + later;
  over.abort();
  await waking;

  const { tables, promises } = await judgeCrashes(sql, outside, people);
  const violence: Row = {
    dispatchers: DISPATCHERS,
    "killed with jobs in hand": kills.hits.length,
    ...Object.fromEntries(
      Object.keys(SETTINGS).map((
        queue,
      ) => [`${queue} jobs left`, sum(kills.hits.map((left) => left[queue] ?? 0))]),
    ),
    "killed with none": kills.misses,
    "writers whose lease was lost": holds,
    seconds: roundTo((performance.now() - started) / 1000),
  };
  return {
    tables: { "crashes: queues": settings, "crashes: violence": [violence], ...tables },
    promises: [
      atLeast("dispatchers killed with jobs in hand", kills.hits.length, size.kills),
      exactly("a writer came back with a lost lease before the first kill", Number(first), 1),
      ...promises,
    ],
  };
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** Leaves only the first mails due. */
async function postpone(sql: postgres.Sql, mails: number): Promise<void> {
  await sql`
    update private.jobs set run_at = now() + interval '1 hour'
    where id not in (select id from private.jobs where queue = 'email' order by id limit ${mails})`;
}

function slownessOf(provider: ProviderCall["provider"], chance: Chance): [before: number, after: number] {
  const { least, most, outlasting } = SLOWNESS[provider];
  const after = chance.next() < outlasting ? LONGER_THAN_A_LEASE : chance.between(least, most);
  return [chance.between(least, most), after];
}
