import { z } from "zod";
import { Problem } from "../problem/problem.ts";
import { GivenTime } from "./time.ts";

/**
 * A place in an ordered list: a time and what breaks its ties, as opaque text. Times keep Postgres's microseconds, which
 * a JavaScript Date would cut off and so skip rows.
 */
export interface Cursor {
  at: string;
  tie: string;
}

export const writeCursor = ({ at, tie }: Cursor): string => btoa(JSON.stringify([at, tie]));

/** Throws `invalid_input` for what `writeCursor` didn't write. `tie` says what a tie breaker looks like. */
export function readCursor(text: string | undefined, tie: z.ZodType<string>): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const [at, tied] = z.tuple([GivenTime, tie]).parse(JSON.parse(atob(text)));
    return { at, tie: tied };
  } catch (cause) {
    const errors = [{ pointer: "/query/cursor", detail: "Not a cursor of this list." }];
    throw new Problem("invalid_input", { detail: "See 'errors'.", errors, cause });
  }
}
