import type { Finding } from "../finding.ts";
import { isDeployed, type ProjectFile } from "../project-files.ts";
import { withoutComments } from "./without-comments.ts";

const HOME = "shared/db/";

/** Files of shared/db that know of no connection. */
const HARMLESS = new Set(["create-batcher.ts", "problem-from-postgres.ts"]);

/** What shared/db offers to everyone: SQL as a signed-in person. */
const FOR_ALL = new Set(["asUser"]);

/** What runs SQL above row level security. */
const ABOVE = new Set(["asWorker", "callAsWorker"]);

/**
 * Only files on the list run SQL above row level security, and nobody outside shared/db holds a bare connection. What
 * shared/db exports and this file doesn't know is refused, so that a new way past the policies can't come unseen.
 */
export function checkBypass(files: ProjectFile[], allowed: Record<string, string>): Finding[] {
  const findings: Finding[] = [];
  const bypassing = new Set<string>();
  for (const { path, text } of files) {
    if (!isDeployed(path) || !path.endsWith(".ts") || path.startsWith(HOME)) continue;
    for (const name of namesFromDatabase(withoutComments(text))) {
      if (ABOVE.has(name)) bypassing.add(path);
      else if (!FOR_ALL.has(name)) {
        findings.push({
          where: path,
          what:
            `takes '${name}' from shared/db, which only shared/db may: SQL runs as somebody (transaction.ts). ` +
            "If it is harmless, scripts/check/house/check-bypass.ts must know it",
        });
      }
    }
  }
  for (const path of bypassing) {
    if (!allowed[path]) {
      findings.push({
        where: path,
        what: "runs above row level security; use asUser, or give the reason in scripts/check/rls-bypass.ts",
      });
    }
  }
  for (const path of Object.keys(allowed)) {
    if (!bypassing.has(path)) {
      findings.push({
        where: "scripts/check/rls-bypass.ts",
        what: `${path} doesn't run above row level security: remove the entry`,
      });
    }
  }
  return findings;
}

/** Every value that code takes from files of shared/db; `*` for a whole one. Types are harmless. */
function namesFromDatabase(code: string): string[] {
  const names: string[] = [];
  for (const [, clause, file] of code.matchAll(IMPORT)) {
    if (HARMLESS.has(file!)) continue;
    const listed = /^\{([^}]*)\}$/.exec(clause!.trim())?.[1];
    if (listed === undefined) names.push("*");
    else {
      for (const item of listed.split(",").map((part) => part.trim())) {
        if (item && !item.startsWith("type ")) names.push(item.split(/\s+as\s+/)[0]!);
      }
    }
  }
  if (/\bimport\s*\(\s*["'][^"']*\/db\//.test(code)) names.push("*");
  return names;
}

const IMPORT = /\b(?:import|export)\s+(?!type\b)([^;"']*?)\s*from\s*["'][^"']*\/db\/([^"']+)["']/g;
