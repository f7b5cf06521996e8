import type postgres from "postgres";

/** The schemas that are ours, in the order they are shown. */
export const SCHEMAS = ["public", "private", "audit"];

/** A connection that has been put into the state of `readSteadily`. */
export type Catalogue = postgres.TransactionSql;

/**
 * Runs `read` on one snapshot, with every setting fixed that changes how Postgres spells what it stores: an empty
 * search path makes it qualify all names, whoever asks and wherever.
 */
export function readSteadily<T>(owner: postgres.Sql, read: (sql: Catalogue) => Promise<T>): Promise<T> {
  return owner.begin("isolation level repeatable read read only", async (sql) => {
    await sql.unsafe(`
      set local search_path = '';
      set local timezone = 'UTC';
      set local datestyle = 'ISO, YMD';
      set local intervalstyle = 'postgres';
      set local quote_all_identifiers = off;`);
    return await read(sql);
  }) as Promise<T>;
}

/** Lines that belong to an object, by its oid. */
export type LinesByObject = Map<number, string[]>;

export function collectLines(rows: Iterable<{ object: number; lines: string[] }>): LinesByObject {
  const collected: LinesByObject = new Map();
  for (const { object, lines } of rows) collected.set(object, [...collected.get(object) ?? [], ...lines]);
  return collected;
}

/** `comment on …`, or nothing where nothing is said. */
export const commentOn = (what: string, comment: string | null): string[] =>
  comment === null ? [] : [`comment on ${what} is ${quoteLiteral(comment)};`];

export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;
