/** A value as an SQL literal without a type: Postgres gives it the type of where it goes. */
export const literal = (value: string | null): string =>
  value === null ? "null" : `'${value.replaceAll("'", "''")}'`;

/** A column's name as SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
