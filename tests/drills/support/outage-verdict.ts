import type postgres from "postgres";
import type { Row } from "../../bench/support/bench.ts";
import { atMost, exactly, type Findings, type Promised } from "./drill.ts";
import { countAttempts, countJobs, countOutcomes } from "./job-figures.ts";
import type { Outside, ProviderCall } from "./outside.ts";

/** Times in milliseconds by the simulated clock. */
interface Outage {
  employees: number;
  began: number;
  back: number;
}

/** Until the circuit is open: what was on its way by then, in milliseconds. */
const SURPRISE = 10_000;

/** Calls to one provider, after the surprise, as long as it is out: close to each other at first, then each minute at most. */
const fewIn = (outage: number) => 6 + Math.ceil(outage / 60_000);

/**
 * Within a second. One; and where a Retry-After alone opened the circuit, one more: it takes three failures in a row to
 * open it for a reason of its own.
 */
const PROBES = 2;

/** Of the seconds of recovery, those that show how it begins. */
const SHOWN = 8;

/** A batch of mails is one call. */
const RESEND_A_SECOND = 5;

/** Failures in a row before a circuit opens; the last of them costs no attempt. */
const BEFORE_OPEN = 2;

/** What two providers saw of an outage and of its end, and what it cost the jobs. */
export async function judgeOutage(sql: postgres.Sql, outside: Outside, outage: Outage): Promise<Findings> {
  const { employees } = outage;
  const outcomes = await countOutcomes(sql);
  const of = (provider: ProviderCall["provider"]) =>
    readCalls(provider, outside.calls.filter((call) => call.provider === provider), outage);
  const [push, resend] = [of("push"), of("resend")];
  const most = Math.max(...outcomes.map((row) => Number(row["most attempts"])));
  return {
    tables: {
      "outage: calls": [push.calls, resend.calls],
      "outage: recovery, calls in each simulated second from the first": [perSecond(push), perSecond(resend)],
      "outage: recovery, calls in each round": [perRound(push)],
      "outage: what became of the jobs": outcomes,
      "outage: jobs by attempts": await countAttempts(sql),
    },
    promises: [
      exactly("outage: push jobs done", await countJobs(sql, { queue: "push", outcome: "done" }), employees),
      exactly(
        "outage: e-mail jobs done",
        await countJobs(sql, { queue: "email", outcome: "done" }),
        employees,
      ),
      exactly("outage: mails accepted in all", outside.resend.accepted(), employees),
      exactly("outage: jobs dead", await countJobs(sql, { outcome: "dead" }), 0),
      atMost("outage: most attempts of a job", most, 1 + BEFORE_OPEN),
      ...push.promises,
      ...resend.promises,
      exactly("recovery of push: rounds that are more than doubled", tooLarge(roundsOf(push.recovery)), 0),
      atMost("recovery of resend: most calls in any second", mostInASecond(resend.recovery), RESEND_A_SECOND),
    ],
  };
}

function readCalls(provider: ProviderCall["provider"], made: ProviderCall[], { began, back }: Outage) {
  const during = made.filter((call) => call.began < back);
  const probes = during.filter((call) => call.began >= began + SURPRISE);
  const recovery = made.filter((call) => call.began >= back);
  const refused = recovery.filter(({ status }) => status === undefined || status >= 300).length;
  const calls: Row = {
    provider,
    "in the outage": during.length,
    "of them after 10 s": probes.length,
    "after it": recovery.length,
    "of them refused": refused,
    "most in one second": mostInASecond(recovery),
    "first, seconds after its end": secondsSince(back, recovery.at(0)),
    "last": secondsSince(back, recovery.at(-1)),
  };
  const promises: Promised[] = [
    atMost(`outage of ${provider}: calls after its first 10 s`, probes.length, fewIn(back - began)),
    atMost(`outage of ${provider}: probes in one second`, mostInASecond(probes), PROBES),
    exactly(`recovery of ${provider}: calls in its first round`, roundsOf(recovery)[0] ?? 0, 1),
    exactly(`recovery of ${provider}: calls refused`, refused, 0),
  ];
  return { provider, calls, promises, recovery };
}

const secondsSince = (moment: number, call: ProviderCall | undefined) =>
  call ? Math.round((call.began - moment) / 1000) : null;

/** The most calls that began within a second of each other. */
function mostInASecond(calls: ProviderCall[]): number {
  const times = calls.map(({ began }) => began).sort((a, b) => a - b);
  let from = 0;
  return times.reduce((most, time, place) => {
    while (times[from]! <= time - 1000) from++;
    return Math.max(most, place - from + 1);
  }, 0);
}

/** How many calls there were in each round: a round is over once all of its calls were answered. */
function roundsOf(calls: ProviderCall[]): number[] {
  const rounds: number[] = [];
  let over = -Infinity;
  for (const { began, ended = Infinity } of calls.toSorted((a, b) => a.began - b.began)) {
    if (began >= over) rounds.push(0);
    rounds[rounds.length - 1]!++;
    over = Math.max(over, ended);
  }
  return rounds;
}

/** Calls in each of the first seconds from the first on. */
function perSecond({ provider, recovery }: { provider: string; recovery: ProviderCall[] }): Row {
  const counts = Array.from({ length: SHOWN }, (_, second) => {
    const from = (recovery[0]?.began ?? 0) + second * 1000;
    return recovery.filter(({ began }) => began >= from && began < from + 1000).length;
  });
  return { provider, ...Object.fromEntries(counts.map((count, second) => [`second ${second + 1}`, count])) };
}

function perRound({ provider, recovery }: { provider: string; recovery: ProviderCall[] }): Row {
  const rounds = roundsOf(recovery).slice(0, SHOWN);
  return { provider, ...Object.fromEntries(rounds.map((count, round) => [`round ${round + 1}`, count])) };
}

/** Rounds that are larger than 1, 2, 4, 8 … */
const tooLarge = (rounds: number[]) => rounds.filter((calls, round) => calls > 2 ** round).length;
