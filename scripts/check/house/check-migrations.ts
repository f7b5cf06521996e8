import type { Finding } from "../finding.ts";
import type { ProjectFile } from "../project-files.ts";

/** Comments, texts and function bodies: nothing in them is a statement of the migration itself. */
const NOT_STATEMENTS = /--.*$|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1|'(?:[^']|'')*'/gm;

/** Tables that clients reach have row level security from birth; every table and function says what it is for. */
export function checkMigrations(files: ProjectFile[]): Finding[] {
  const findings: Finding[] = [];
  const commented = new Set<string>();
  for (const { path, text } of files) {
    if (!/^supabase\/migrations\/.*\.sql$/.test(path)) continue;
    const sql = text.replace(NOT_STATEMENTS, "").toLowerCase();
    const complain = (what: string) => findings.push({ where: path, what });
    for (const [, kind, name] of sql.matchAll(/comment\s+on\s+(table|function|procedure)\s+([\w".]+)/g)) {
      commented.add(`${kind} ${name}`);
    }
    for (
      const [, name, partition] of sql.matchAll(
        /create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w".]+)(\s+partition\s+of)?/g,
      )
    ) {
      if (!name!.includes(".")) complain(`create table ${name}: name its schema`);
      if (/^public\./.test(name!) && !enablesSecurity(sql, name!)) {
        complain(`create table ${name}: enable row level security in the same migration`);
      }
      if (!partition && !commented.has(`table ${name}`)) {
        complain(`create table ${name}: add a comment on table`);
      }
    }
    for (
      const [, kind, name] of sql.matchAll(/create\s+(?:or\s+replace\s+)?(function|procedure)\s+([\w".]+)/g)
    ) {
      // A replaced function keeps the comment that an earlier migration gave it.
      if (!commented.has(`${kind} ${name}`)) complain(`create ${kind} ${name}: add a comment on ${kind}`);
    }
  }
  return findings;
}

const enablesSecurity = (sql: string, table: string) =>
  new RegExp(
    `alter\\s+table\\s+(only\\s+)?${table.replaceAll(".", "\\.")}\\s+enable\\s+row\\s+level\\s+security`,
  )
    .test(sql);
