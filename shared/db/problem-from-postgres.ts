import postgres from "postgres";
import { Problem } from "../problem/problem.ts";
import { isProblemCode, type ProblemCode } from "../problem/problem-codes.ts";

/** What each SQLSTATE means to a caller. What is not here is unexpected, and says nothing of itself. */
const BY_STATE: Record<string, ProblemCode> = {
  "22P02": "invalid_input",
  "22003": "invalid_input",
  "22007": "invalid_input",
  "22008": "invalid_input",
  "22009": "invalid_input",
  "22021": "invalid_input",
  "23502": "refused_by_data",
  "23503": "refused_by_data",
  "23505": "conflict",
  "23514": "refused_by_data",
  "23P01": "conflict",
  "40001": "busy",
  "40P01": "busy",
  "42501": "permission_missing",
  "53300": "unavailable",
  "57014": "unavailable",
  "57P01": "unavailable",
  "57P02": "unavailable",
  "57P03": "unavailable",
};

/** SQLSTATE that `private.refuse` raises: its detail is one of our codes, its message a sentence for people. */
const REFUSAL = "FD000";

/** The problem behind an error of Postgres or its driver; `undefined` for any other error. Never quotes Postgres. */
export function problemFromPostgres(error: unknown): Problem | undefined {
  if (error instanceof postgres.PostgresError) {
    if (error.code === REFUSAL && isProblemCode(error.detail ?? "")) {
      return new Problem(error.detail as ProblemCode, { detail: error.message, cause: error });
    }
    const code = BY_STATE[error.code];
    if (code !== "unavailable") return code && new Problem(code, { cause: error });
  } else if (!isConnectionError(error)) return undefined;
  return new Problem("unavailable", { headers: { "retry-after": "5" }, cause: error });
}

/** Whether the same transaction may well succeed when run again: a deadlock or a lost race. */
export const isTransient = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && (error.code === "40001" || error.code === "40P01");

/** Whether a connection was refused or found closed, rather than waited for in vain. */
export const isConnectionStale = (error: unknown): boolean =>
  isConnectionLost(error) && !(error instanceof Error && "code" in error && error.code === "CONNECT_TIMEOUT");

/** Whether the connection is gone, or about to be: after a fatal error Postgres hangs up. */
export const isConnectionLost = (error: unknown): boolean =>
  isConnectionError(error) ||
  error instanceof postgres.PostgresError && ["FATAL", "PANIC"].includes(error.severity);

const isConnectionError = (error: unknown) =>
  error instanceof Error && "code" in error &&
  [
    "CONNECTION_CLOSED",
    "CONNECTION_ENDED",
    "CONNECTION_DESTROYED",
    "CONNECT_TIMEOUT",
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN",
  ]
    .includes(String(error.code));

/**
 * SQLSTATE and message of a statement that Postgres refuses for what it says, and would refuse again; `undefined` for
 * lost races, lost connections and a server that is busy or ending. For operators: the message may quote values.
 */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof postgres.PostgresError) || isTransient(error) || isConnectionLost(error)) {
    return undefined;
  }
  return /^(53|57|58|XX)/.test(error.code) ? undefined : `${error.code}: ${error.message}`;
}
