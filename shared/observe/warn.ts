import { reportError } from "./sentry.ts";

/**
 * Tells an operator of what needs a person: one line in the log, and Sentry where there is one. `facts` hold no secret,
 * address or name.
 */
export function warn(what: string, facts: Record<string, string> = {}): void {
  console.error(JSON.stringify({ level: "warn", at: new Date().toISOString(), what, ...facts }));
  reportError(Object.assign(new Error(), { name: what }), facts);
}
