import type postgres from "postgres";
import type { Column } from "./catalogue.ts";
import { identifier, literal } from "./literal.ts";

/** Texts that the checks of ordinary columns ask for: codes, colours, addresses, numbers. */
const texts = (unique: number) => [
  `text${unique}`,
  `TEXT${unique}`,
  `+9613${String(unique).padStart(6, "0")}`,
  String(unique),
  `text.text${unique}`,
  `text${unique}@people.test`,
  `https://text${unique}.test/`,
  "en",
  "USD",
  "UTC",
  "#aabbcc",
  "10:00",
];

const BY_CATEGORY: Record<string, string[]> = {
  N: ["1", "0", "10", "100"],
  B: ["false", "true"],
  A: ["{}"],
  D: ["2026-11-20 10:00:00+00"],
  T: ["01:00:00"],
  I: ["192.0.2.1"],
  R: ["empty"],
};

const BY_TYPE: Record<string, string[]> = {
  jsonb: ["{}", "[]", "null"],
  json: ["{}", "[]", "null"],
  bytea: ["\\x01"],
  tsvector: [""],
  "time without time zone": ["10:00"],
};

/** Values worth trying for a type; none for a type that nobody thought of. */
export function valuesFor(type: string, category: string, labels: string[] | null, unique: number): string[] {
  if (labels) return labels;
  if (type === "uuid") return [crypto.randomUUID()];
  return BY_TYPE[type] ?? (category === "S" ? texts(unique) : BY_CATEGORY[category] ?? []);
}

/** The first value, as text, that a column's type and checks accept; `undefined` if none that we know does. */
export async function chooseValue(
  sql: postgres.TransactionSql,
  column: Column,
  unique: number,
): Promise<string | undefined> {
  const known = valuesFor(column.type, column.category, column.labels, unique);
  if (column.checks.length === 0) return known[0];
  // What a check names is likely what it accepts: `kind in ('phone', 'user_id')`.
  const named = column.checks.flatMap((check) =>
    [...check.matchAll(/'((?:[^']|'')*)'/g)].map((hit) => hit[1]!)
  );
  const name = identifier(column.name);
  for (const candidate of [...named, ...known]) {
    try {
      const fits = await sql.savepoint((attempt) =>
        attempt.unsafe(
          `select from (select ${literal(candidate)}::${column.type} as ${name}) as row where ${
            column.checks.join(" and ")
          }`,
        )
      );
      if (fits.length > 0) return candidate;
    } catch {
      // Not even of the type.
    }
  }
}
