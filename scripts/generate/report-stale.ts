import type { Generated } from "./generate.ts";
import { describeDifference } from "./describe-difference.ts";

/** Says of each file that it is stale, and where. */
export function reportStale(files: Generated[]): void {
  for (const { path, known, text } of files) {
    console.error(known === undefined ? `${path} is missing.` : `${path} is stale:`);
    if (known !== undefined) console.error(describeDifference(known, text));
    console.error("");
  }
  if (files.length) console.error("Run: deno task generate");
}
