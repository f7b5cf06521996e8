import type { Finding } from "../finding.ts";
import { isDeployed, type ProjectFile } from "../project-files.ts";
import { withoutComments } from "./without-comments.ts";

const MOST_LINES = 250;
const REEXPORT = /\bexport\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s*from\s*["'][^"']+["'];?/g;
const IMPORT = /\bimport\s[^;]*?["'][^"']+["'];?/g;

/** No file that only passes on what others export (deployment uploads all of it), none that became two things. */
export function checkShape(files: ProjectFile[], generated: string[]): Finding[] {
  const findings: Finding[] = [];
  for (const { path, text } of files) {
    if (!isDeployed(path) || !path.endsWith(".ts") || generated.includes(path)) continue;
    const lines = text.trimEnd().split("\n").length;
    if (lines > MOST_LINES) {
      findings.push({
        where: path,
        what: `has ${lines} lines, over ${MOST_LINES}: what second thing has it become?`,
      });
    }
    const code = withoutComments(text);
    if (code.search(REEXPORT) >= 0 && code.replace(REEXPORT, "").replace(IMPORT, "").trim() === "") {
      findings.push({
        where: path,
        what: "only passes on what other files export; import those files instead",
      });
    }
  }
  return findings;
}
