import { fileURLToPath } from "node:url";
import { HOSTING, lastLine, runDeno } from "./run-deno.ts";

/** A function to start: one of ours, or the bare one they are measured against. */
export interface Subject {
  name: string;
  address: string;
}

/** What one start in a fresh process took, in milliseconds. */
export interface Start {
  import: number;
  /** From the beginning of the import to the end of the first answer. */
  answer: number;
  /** Of the whole process, Deno's own start included. */
  process: number;
}

/** A path that every function refuses (404) without asking a database. */
export const nowhere = (name: string): string => `/${name}/there/is/no/such/address`;

/**
 * Starts a function in a process of its own, without V8's code cache: as on a machine that has never run it, where the
 * cache of this one would hide most of the work.
 */
export async function startOnce(deno: string, { name, address }: Subject): Promise<Start> {
  const script = fileURLToPath(new URL("answer-once.ts", import.meta.url));
  const started = performance.now();
  const output = await runDeno(deno, [
    "run",
    "-A",
    "--no-code-cache",
    ...HOSTING,
    script,
    address,
    nowhere(name),
  ], { SENTRY_DSN: "" });
  const process = performance.now() - started;
  const { importMs, answerMs, status } = JSON.parse(lastLine(output));
  if (status !== 404) throw new Error(`'${name}' answers ${nowhere(name)} with ${status}, not 404`);
  return { import: importMs, answer: importMs + answerMs, process };
}
