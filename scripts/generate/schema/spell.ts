/** Longer names that Postgres prefers, and ours. */
const SHORTER: [RegExp, string][] = [
  [/\btimestamp with time zone\b/g, "timestamptz"],
  [/\btimestamp without time zone\b/g, "timestamp"],
  [/\bcharacter varying\b/g, "varchar"],
  [/ using btree\b/g, ""],
  // Of a partitioned table's index Postgres says "on only", though the partitions have it too.
  [/^(create (?:unique )?index .*) on only /, "$1 on "],
];

/**
 * SQL as Postgres spells it, spelled as our migrations do: keywords in lower case, short type names, no `::text`
 * behind what is a text anyway. What stands in quotes isn't touched; outside of them all capitals are keywords, since
 * a name that has capitals is always quoted.
 */
export function spell(sql: string): string {
  let spelled = "";
  for (const piece of sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]+/g) ?? []) {
    if (/^['"]/.test(piece)) spelled += piece;
    else spelled += spellUnquoted(spelled.endsWith("'") ? piece.replace(/^::text\b(?!\[)/, "") : piece);
  }
  return withoutHiddenNames(spelled);
}

const spellUnquoted = (text: string) =>
  SHORTER.reduce((said, [longer, shorter]) => said.replace(longer, shorter), text.toLowerCase());

/** The column of a subquery that only yields a value has a name nobody can use: `array( select f() as f)`. */
const withoutHiddenNames = (sql: string) =>
  sql.replaceAll(/\( ?select ((?:(?! from )[^;])*?) as [a-z0-9_]+\)/g, "(select $1)");

/** A condition to be put in parentheses: Postgres often has it in some already. */
export function spellCondition(sql: string): string {
  const spelled = spell(sql);
  return closesAt(spelled) === spelled.length - 1 ? spelled.slice(1, -1) : spelled;
}

/** `check (…)`, `unique (…)` and so on, as behind a constraint's name. */
export function spellConstraint(sql: string): string {
  const [, condition, suffix] = /^CHECK \((.*)\)((?: NO INHERIT| NOT VALID)*)$/s.exec(sql) ?? [];
  return condition === undefined
    ? spell(sql)
    : `check (${spellCondition(condition)})${(suffix ?? "").toLowerCase()}`;
}

/** Where the parenthesis that opens a text closes; -1 when the text doesn't open with one. */
function closesAt(text: string): number {
  if (!text.startsWith("(")) return -1;
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/'[^']*'|"[^"]*"|[()]/g)) {
    if (part === "(") depth++;
    if (part === ")" && --depth === 0) return index;
  }
  return -1;
}
