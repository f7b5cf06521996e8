import type { z } from "zod";
import type { Anonymous, User, Worker } from "../../shared/auth/actor.ts";
import { callAsWorker } from "../../shared/db/transaction.ts";
import type { Context } from "../../shared/http/route.ts";
import { ReadHealth } from "./contract.ts";

type Details = NonNullable<z.infer<typeof ReadHealth["output"]>["details"]>;

/** Minutes after which something that is due counts as late: the clock ticks each minute, a dispatcher takes one at most. */
const LATE = 5;

/** Minutes for which a failure tells of now: a dispatcher with work left is woken again by then, whatever leases it held. */
const RECENT = 10;

/** Answers 200 or 503: whoever watches needs to read no further. */
export async function readHealth({ actor, origin }: Context<User | Worker | Anonymous>): Promise<Response> {
  const [{ health }] = await callAsWorker(
    "worker",
    "health",
    origin,
    (sql) => sql<[{ health: Details }]>`select private.read_health() as health`,
  );
  const late = findLate(health, Date.now());
  const body = ReadHealth.output.parse({
    status: late.length ? "late" : "ok",
    late,
    details: actor.kind === "worker" ? health : undefined,
  });
  return Response.json(body, { status: late.length ? 503 : 200, headers: { "cache-control": "no-store" } });
}

/** What is late or failing at `now`, a sentence each. Names queues and flows, nobody's data. */
export function findLate(
  { last_tick_at, queues, closed_providers, dispatchers }: Details,
  now: number,
): string[] {
  const isOlder = (time: string | null, minutes: number) =>
    time !== null && now - Date.parse(time) > minutes * 60_000;
  const isLate = (time: string | null) => isOlder(time, LATE);
  return [
    ...(last_tick_at === null ? ["the clock has never ticked"] : []),
    ...(isLate(last_tick_at) ? [`the clock has not ticked since ${last_tick_at}`] : []),
    ...Object.entries(queues).filter(([, queue]) => isLate(queue.oldest_due_at))
      .map(([name, queue]) => `the queue '${name}' has waited since ${queue.oldest_due_at}`),
    ...Object.entries(dispatchers)
      .filter(([, { error, answered_at }]) => error !== null && !isOlder(answered_at, RECENT))
      .map(([name, { status }]) => `'${name}' failed when it was last woken (${status ?? "no answer"})`),
    // Not those of Web Push: any employee may name a push service of the known kind that doesn't exist.
    ...closed_providers.filter(({ queue }) => queue !== "push").map(({ name }) =>
      `'${name}' can't be reached`
    ),
  ];
}
