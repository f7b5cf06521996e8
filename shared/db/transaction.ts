import type postgres from "postgres";
import type { User } from "../auth/actor.ts";
import { beginTransaction, runStatement } from "./begin-transaction.ts";
import type { Sql } from "./client.ts";
import { isConnectionStale, isTransient } from "./problem-from-postgres.ts";

/** Where a request came from; what audit rows tell of it. */
export interface Origin {
  requestId: string;
  ip?: string;
  userAgent?: string;
}

const ATTEMPTS = 4;

/** Runs SQL as a signed-in person, under row level security. `run` may be repeated: it must touch only the database. */
export function asUser<T>(user: User, origin: Origin, run: (sql: Sql) => Promise<T>): Promise<T> {
  const claims = { sub: user.id, role: "authenticated", aud: "authenticated", session_id: user.sessionId };
  return transaction("authenticated", claims, { kind: "user", ...context(origin) }, run);
}

/**
 * Runs SQL above row level security, for webhooks and workers. `reason` says why, and stands in the audit log. Every
 * statement must name its business. Which files may import this is a list that `deno task ok` checks.
 */
export function asWorker<T>(
  kind: "worker" | "webhook" | "system",
  reason: string,
  origin: Origin,
  run: (sql: Sql) => Promise<T>,
): Promise<T> {
  return transaction("service_role", { role: "service_role" }, { kind, reason, ...context(origin) }, run);
}

/**
 * Calls one definer function that takes its context as an argument and puts it into the transaction itself: a worker's
 * transaction in one round trip instead of three, for what must be fast. As `asWorker` otherwise.
 */
export function callAsWorker<T>(
  kind: "worker" | "webhook" | "system",
  reason: string,
  origin: Origin,
  call: (sql: postgres.Sql, context: string) => Promise<T>,
): Promise<T> {
  const told = JSON.stringify({ kind, reason, ...context(origin) });
  return retried(() => runStatement((sql) => call(sql, told)));
}

const context = (origin: Origin) => ({
  request_id: origin.requestId,
  ip: origin.ip,
  user_agent: origin.userAgent,
});

function transaction<T>(
  role: string,
  claims: Record<string, unknown>,
  actor: Record<string, unknown>,
  run: (sql: Sql) => Promise<T>,
): Promise<T> {
  return retried((began) =>
    beginTransaction(async (sql) => {
      began();
      // The role travels together with the first statement of `run`, but ahead of it: `execute` sends it now, where
      // a query merely created would wait to be awaited. Should it fail, the transaction is dead and nothing runs
      // above it (tests/database/transaction.test.ts).
      const actingAs = sql`
        select set_config('role', ${role}, true), set_config('request.jwt.claims', ${
        JSON.stringify(claims)
      }, true),
          set_config('frontdesk.context', ${JSON.stringify(actor)}, true)`.execute();
      // Both are waited for: were `run` still at work when this ends, what it says next would come after the rollback, on
      // a connection that is in nobody's role any more.
      const [taken, ended] = await Promise.allSettled([actingAs, run(sql)]);
      if (taken.status === "rejected") throw taken.reason;
      if (ended.status === "rejected") throw ended.reason;
      return ended.value;
    })
  );
}

/**
 * Deadlocks and lost races are nobody's fault: the same work is done again, a little later each time. So is work that
 * never began, because its connection turned out to be closed; what did begin may have been committed.
 */
async function retried<T>(work: (began: () => void) => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    let hasBegun = false;
    try {
      return await work(() => hasBegun = true);
    } catch (error) {
      const again = isTransient(error) || !hasBegun && isConnectionStale(error);
      if (attempt === ATTEMPTS || !again) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}
