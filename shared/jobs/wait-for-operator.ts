import type { Outcome } from "./job.ts";

/** Before looking again whether an operator has acted, in milliseconds. */
export const OPERATOR_WAIT = 600_000;

/** What becomes of a job while something isn't set up: it waits, and loses nothing by that but time. */
export const waitForOperator = (reason: string): Outcome => ({
  kind: "postponed",
  reason,
  after: OPERATOR_WAIT,
});
