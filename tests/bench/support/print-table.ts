import type { Row } from "./bench.ts";

/** Lines of a table, headed by the keys of all rows in order of appearance. Numbers stand right, text left. */
export function formatTable(rows: Row[]): string[] {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const cells = rows.map((row) => columns.map((column) => format(row[column])));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((line) => line[at]!.length))
  );
  const right = columns.map((column) => rows.every((row) => typeof (row[column] ?? 0) === "number"));
  const line = (texts: string[]) =>
    texts.map((text, at) => right[at] ? text.padStart(widths[at]!) : text.padEnd(widths[at]!)).join("  ")
      .trimEnd();
  return [line(columns), widths.map((width) => "─".repeat(width)).join("  "), ...cells.map(line)];
}

/** Prints a table to stdout under its title. */
export function printTable(title: string, rows: Row[]): void {
  console.log(`\n${title}\n`);
  for (const line of formatTable(rows)) console.log(`  ${line}`);
}

const format = (value: Row[string] | undefined): string =>
  typeof value === "number"
    ? value.toLocaleString("en-US", { maximumSignificantDigits: 4 })
    : String(value ?? "");
