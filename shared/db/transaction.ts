import type { User } from "../auth/actor.ts";
import { connection, type Sql } from "./client.ts";
import { isTransient } from "./problem-from-postgres.ts";

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

const context = (origin: Origin) => ({
  request_id: origin.requestId,
  ip: origin.ip,
  user_agent: origin.userAgent,
});

async function transaction<T>(
  role: string,
  claims: Record<string, unknown>,
  actor: Record<string, unknown>,
  run: (sql: Sql) => Promise<T>,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await connection().begin(async (sql) => {
        // The role travels together with the first statement of `run`, but ahead of it: `execute` sends it now, where
        // a query merely created would wait to be awaited. Should it fail, the transaction is dead and nothing runs
        // above it (tests/database/transaction.test.ts).
        const actingAs = sql`
          select set_config('role', ${role}, true), set_config('request.jwt.claims', ${
          JSON.stringify(claims)
        }, true),
            set_config('frontdesk.context', ${JSON.stringify(actor)}, true)`.execute();
        const [, result] = await Promise.all([actingAs, run(sql)]);
        return result;
      }) as T;
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}
