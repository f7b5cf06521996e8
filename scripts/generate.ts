import { generate } from "./generate/generate.ts";
import { reportStale } from "./generate/report-stale.ts";
import { writeGenerated } from "./generate/write-generated.ts";

/**
 * Makes what is made from other things: supabase/schema.sql, shared/db/database-types.ts, functions/api-docs/document.ts.
 * With --check nothing is written: files that are not what they would become are named, and the exit code is 1.
 */
const started = performance.now();
const strange = Deno.args.find((argument) => argument !== "--check");
if (strange !== undefined) {
  console.error(`'${strange}' is not understood. Use: deno task generate [--check]`);
  Deno.exit(2);
}
const check = Deno.args.includes("--check");
try {
  const stale = (await generate({ mayWrite: !check })).filter(({ text, known }) => text !== known);
  if (check) reportStale(stale);
  else await writeGenerated(stale);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (stale.length === 0) console.log(`Everything generated is up to date (${seconds} s).`);
  else if (check) Deno.exitCode = 1;
  else console.log(`Done in ${seconds} s.`);
} catch (error) {
  console.error(`Can't generate: ${(error as Error).message}`);
  Deno.exitCode = 1;
}
