import { Problem } from "../problem/problem.ts";

/** For the operator: what went wrong and where. Messages stay out: Postgres and parsers quote what they were given. */
export function describeCause(error: unknown): string {
  const root = error instanceof Problem ? error.options.cause ?? error : error;
  const { name = "Error", code, stack } = root as { name?: string; code?: string; stack?: string };
  const frame = stack?.split("\n").find((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))?.trim();
  return `${name} ${code ?? frame ?? ""}`.trim();
}
