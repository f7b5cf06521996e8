import type { Row } from "../../bench/support/bench.ts";
import { roundTo } from "../../bench/support/round-to.ts";
import { type Dispatcher, FLOWS, startDispatchers } from "./dispatchers.ts";
import type { Findings, Ground } from "./drill.ts";
import { countJobs } from "./job-figures.ts";
import { judgeOutage } from "./outage-verdict.ts";
import { serveOutside } from "./outside.ts";
import { changeQueues } from "./queue-settings.ts";
import type { Chance } from "./seeded-chance.ts";
import { startClock } from "./simulated-clock.ts";
import { makeStaff, notifyStaff } from "./staff.ts";

export interface OutageSize {
  employees: number;
  /** Seconds, simulated. */
  outage: number;
  /** Calls a second to Resend instead of the ones in service, for machines too busy to keep an even pace. */
  pace?: number;
}

const DISPATCHERS = 2;

/** Seconds, simulated, from one wake-up to the next: the real clock's are sixty apart, and give fewer chances to do harm. */
const TICK = 10;

/** Mails in a batch: few, so that there are many calls to pace. */
const MAILS = 5;

/** Milliseconds that a provider takes: a push service that has just come back is slow, and shows each round of calls. */
const SLOWNESS = { resend: 100, push: 400 };

/**
 * Both providers are out at once, for minutes: what is due waits without harm, hardly a call is made, and when they are
 * back they are not overrun.
 */
export async function runOutage(ground: Ground, { employees, outage, pace }: OutageSize): Promise<Findings> {
  const { sql, ownerUrl, chance, report } = ground;
  const started = performance.now();
  let out = true;
  const clock = startClock(sql);
  await using outside = serveOutside({
    rateLimit: 5,
    now: clock.now,
    slowness: (provider) => out ? [0, 5] : [0, SLOWNESS[provider]],
    outage: (provider) => out ? refuse(provider, chance) : undefined,
  });
  await makeStaff(sql, { businesses: 1, employeesEach: employees, devices: outside });
  const settings = await changeQueues(sql, {
    email: { batch: MAILS },
    email_batches: pace ? { rate_per_second: pace } : {},
  });
  await notifyStaff(sql, ["push", "email"]);
  await using dispatchers = startDispatchers(ownerUrl, outside.env, DISPATCHERS);

  const began = clock.now();
  while (clock.now() < began + outage * 1000) {
    await wakeAll(dispatchers.all);
    await clock.skip(TICK);
  }
  report(`outage: ${outage} seconds have passed, ${outside.calls.length} calls were made`);
  const back = clock.now();
  out = false;
  while (await countJobs(sql, { outcome: "open" })) {
    await wakeInTurn(dispatchers.all);
    await clock.skip(TICK);
  }
  report(`outage: all was sent ${Math.round((clock.now() - back) / 1000)} simulated seconds after its end`);
  const { tables, promises } = await judgeOutage(sql, outside, { employees, began, back });
  const facts: Row = {
    dispatchers: DISPATCHERS,
    "outage, simulated seconds": outage,
    "wake-up every": TICK,
    "real seconds": roundTo((performance.now() - started) / 1000),
  };
  return { tables: { "outage: queues": settings, "outage: setting": [facts], ...tables }, promises };
}

/** All of them at once: a probe is one call, however many ask. */
async function wakeAll(all: Dispatcher[]): Promise<void> {
  await Promise.all(all.flatMap((dispatcher) => FLOWS.map((flow) => dispatcher.wake(flow))));
}

/**
 * The pace of mail holds over all of them at once. Push is woken in one after the other, as the clock does: each grows
 * its rounds from the same gate, and two side by side would let through twice as many.
 */
async function wakeInTurn(all: Dispatcher[]): Promise<void> {
  const pushing = async () => {
    for (const dispatcher of all) await dispatcher.wake("push-dispatch");
  };
  await Promise.all([pushing(), ...all.map((dispatcher) => dispatcher.wake("email-dispatch"))]);
}

/** 503 as it comes: from the provider itself with or without a word about when, or from what stands before it. */
function refuse(provider: "resend" | "push", chance: Chance): Response {
  const kind = chance.pick(["told", "untold", "page"] as const);
  if (kind === "page") {
    return new Response("<h1>503</h1>", { status: 503, headers: { "content-type": "text/html" } });
  }
  const headers: HeadersInit = kind === "told"
    ? { "retry-after": String(Math.round(chance.between(5, 60))) }
    : {};
  const body = provider === "resend"
    ? { statusCode: 503, name: "internal_server_error", message: "Service unavailable." }
    : { code: 503, errno: 201, error: "Service Unavailable" };
  return Response.json(body, { status: 503, headers });
}
