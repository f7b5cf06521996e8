import { env } from "../env.ts";
import { Problem } from "../problem/problem.ts";
import type { Anonymous, User, Worker } from "./actor.ts";
import { equalsInConstantTime } from "./equals-in-constant-time.ts";
import { verifyToken } from "./verify-token.ts";

/**
 * From credential to actor. Absent is anonymous; present and wrong is `credential_invalid`, never a fall-through; what
 * can't be checked just now is `unavailable`.
 * `authorization: Bearer` speaks for a person, `x-worker-secret` for a worker of ours; both at once is refused.
 */
export async function authenticate(headers: Headers): Promise<User | Worker | Anonymous> {
  const authorization = headers.get("authorization");
  const workerSecret = headers.get("x-worker-secret");
  if (authorization !== null && workerSecret !== null) throw invalid();
  if (workerSecret !== null) return authenticateWorker(workerSecret);
  if (authorization === null) return { kind: "anonymous" };

  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) throw invalid();
  try {
    return await verifyToken(token);
  } catch (cause) {
    throw cause instanceof Problem ? cause : invalid(cause);
  }
}

function authenticateWorker(given: string): Worker {
  const expected = env().FRONTDESK_WORKER_SECRET;
  if (!expected || !equalsInConstantTime(given, expected)) throw invalid();
  return { kind: "worker" };
}

const invalid = (cause?: unknown) =>
  new Problem("credential_invalid", { headers: { "www-authenticate": "Bearer" }, cause });
