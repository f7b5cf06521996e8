import postgres from "postgres";
import { Problem } from "../http/problem.ts";
import { isProblemCode, type ProblemCode } from "../http/problem-codes.ts";

/** What each SQLSTATE means to a caller. What is not here is unexpected, and says nothing of itself. */
const BY_STATE: Record<string, ProblemCode> = {
  "22P02": "invalid_input",
  "22003": "invalid_input",
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
    return code && new Problem(code, { cause: error });
  }
  if (isConnectionError(error)) {
    return new Problem("unavailable", { headers: { "retry-after": "5" }, cause: error });
  }
}

/** Whether the same transaction may well succeed when run again: a deadlock or a lost race. */
export const isTransient = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && (error.code === "40001" || error.code === "40P01");

const isConnectionError = (error: unknown) =>
  error instanceof Error && "code" in error &&
  [
    "CONNECTION_CLOSED",
    "CONNECTION_ENDED",
    "CONNECTION_DESTROYED",
    "CONNECT_TIMEOUT",
    "ECONNREFUSED",
    "ECONNRESET",
  ]
    .includes(String(error.code));

/** Whether Postgres refused a value as such (class 22, data exception; 54, too complex), whatever the statement. */
export const isRefusedValue = (error: unknown): error is postgres.PostgresError =>
  error instanceof postgres.PostgresError && (error.code.startsWith("22") || error.code.startsWith("54"));
