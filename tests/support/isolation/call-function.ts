import type { Routine } from "./catalogue.ts";
import { valuesFor } from "./choose-value.ts";
import { ARGUMENT_TABLES, ARGUMENTS } from "./fixtures.ts";
import { literal } from "./literal.ts";
import type { Rows } from "./make-rows.ts";
import type { Side } from "./world.ts";

export type Argument = Routine["arguments"][number];

/** As SQL names types, by the letters that the catalogue has for their categories. */
const CATEGORIES: Record<string, string> = {
  text: "S",
  "character varying": "S",
  integer: "N",
  bigint: "N",
  smallint: "N",
  numeric: "N",
  boolean: "B",
  date: "D",
  "timestamp with time zone": "D",
  interval: "T",
};

/**
 * A call with named arguments. `given` says what ids and the like are, `null` included; where it says nothing, an
 * optional argument is left out and another gets a value of its type.
 */
export function callFunction(
  { call, arguments: wanted }: Routine,
  given: (argument: Argument) => string | null | undefined,
): string {
  const named = wanted.flatMap((argument) => {
    const value = given(argument);
    if (value === undefined && argument.optional) return [];
    const text = value === undefined ? plainValue(argument) : value;
    return [`${argument.name} => ${text === null ? "null" : literal(text)}::${argument.type}`];
  });
  return `${call}(${named.join(", ")})`;
}

function plainValue({ name, type }: Argument): string {
  if (type === "uuid") {
    throw new Error(
      `its argument '${name}' names no table. Name it 'business' or after a table, or add it to ARGUMENT_TABLES, ` +
        "tests/support/isolation/fixtures.ts.",
    );
  }
  const category = type.endsWith("[]") ? "A" : CATEGORIES[type] ?? "";
  const value = ARGUMENTS[name] ?? valuesFor(type, category, null, 1)[0];
  if (value === undefined) {
    throw new Error(
      `no value is known for its argument '${name}', ${type}; add it to ARGUMENTS, ` +
        "tests/support/isolation/fixtures.ts.",
    );
  }
  return value;
}

/** `conversation` and `conversation_id` are the id of the row made in public.conversations. */
export function argumentId(argument: Argument, rows: Rows, side: Side): string | undefined {
  const table = argumentTable(argument, rows);
  return table ? rows.get(table)?.[side].id ?? undefined : undefined;
}

/** The table of whose rows an argument is an id. */
export function argumentTable({ name, type }: Argument, rows: Rows): string | undefined {
  if (type !== "uuid") return undefined;
  const stem = name.replace(/_id$/, "");
  const plurals = [`public.${stem}s`, `public.${stem}es`, `public.${stem.replace(/y$/, "ie")}s`];
  return ARGUMENT_TABLES[name] ?? plurals.find((plural) => rows.has(plural));
}
