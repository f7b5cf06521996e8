import type { Finding } from "../finding.ts";
import type { ProjectFile } from "../project-files.ts";

/** Names that say nothing of what is inside. */
const EMPTY = new Set(["util", "utils", "helper", "helpers", "misc", "common", "commons"]);

const OURS = /^(functions|shared|scripts|tests|supabase)\//;
const FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/;
const MIGRATION = /^supabase\/migrations\/(\d{14})_[a-z]+(_[a-z0-9]+)+\.sql$/;

/** Kebab-case names that say what is inside, and migrations as Supabase's CLI takes them. */
export function checkNames(files: ProjectFile[]): Finding[] {
  const findings: Finding[] = [];
  const versions = new Map<string, string>();
  for (const { path } of files) {
    if (!OURS.test(path)) continue;
    if (path.startsWith("supabase/migrations/")) {
      const version = MIGRATION.exec(path)?.[1];
      if (!version) findings.push({ where: path, what: "must be named <14 digits>_<verb>_<object>.sql" });
      else if (versions.has(version)) {
        findings.push({ where: path, what: `has the same number as ${versions.get(version)}` });
      } else versions.set(version, path);
      continue;
    }
    const parts = path.split("/");
    const file = parts.pop()!;
    const empty = [...parts, file.split(".")[0]!].find((name) =>
      name.split("-").some((word) => EMPTY.has(word))
    );
    if (empty) findings.push({ where: path, what: `'${empty}' says nothing of what is inside` });
    if (file !== "README.md" && !FILE.test(file)) {
      findings.push({ where: path, what: "must be in kebab-case" });
    }
    const folder = parts.find((name) => !FOLDER.test(name));
    if (folder) findings.push({ where: path, what: `the folder '${folder}' must be in kebab-case` });
  }
  return findings;
}
