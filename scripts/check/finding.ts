/** Something that must not be so. */
export interface Finding {
  /** The file or object, with a line where one is known: `shared/env.ts:12`. */
  where: string;
  /** What is wrong there, and what to do. */
  what: string;
}

/** Runs a check as a program of its own: prints what it found and exits, 1 when that is anything. */
export async function runCheck(title: string, check: () => Promise<Finding[]>): Promise<never> {
  const findings = await check();
  for (const { where, what } of findings) console.error(`${where}: ${what}`);
  console.log(
    findings.length === 0 ? `${title}: nothing found.` : `${title}: ${findings.length} to be mended.`,
  );
  Deno.exit(findings.length === 0 ? 0 : 1);
}
