import type postgres from "postgres";
import { type Catalogue, type Relation, tenantTables } from "./catalogue.ts";
import { chooseValue } from "./choose-value.ts";
import { FIXTURES, PERSONAL_TABLES } from "./fixtures.ts";
import { identifier, literal } from "./literal.ts";
import type { Side, World } from "./world.ts";

/** A row's columns as text, whatever their type. */
export type Row = Record<string, string | null>;
export type Rows = Map<string, Record<Side, Row>>;

/** How often a table may wait for the tables it refers to. */
const MAX_ROUNDS = 50;

/** One row per business in every table of a tenant, made from the catalogue; a sentence for each table that resists. */
export async function makeRows(
  sql: postgres.TransactionSql,
  catalogue: Catalogue,
  world: World,
): Promise<{ rows: Rows; failures: string[] }> {
  const rows: Rows = new Map();
  const failures: string[] = [];
  const tables = tenantTables(catalogue);
  const names = new Set(tables.map((table) => table.name));
  let waiting = tables;
  // Rows of an earlier run must not be in the way.
  let unique = Math.floor(Math.random() * 900_000);
  for (let round = 0, patient = true; waiting.length > 0 && round < MAX_ROUNDS; round++) {
    const before = waiting.length;
    for (const table of waiting) {
      const missing = table.foreignKeys.filter((key) =>
        key.target !== table.name && names.has(key.target) && !rows.has(key.target)
      );
      // Once nobody can go on, references that may be null are left out: a circle is broken there.
      if (missing.some((key) => patient || !isNullable(table, key.columns))) continue;
      try {
        rows.set(table.name, {
          a: await makeRow(sql, table, rows, world, "a", ++unique),
          b: await makeRow(sql, table, rows, world, "b", ++unique),
        });
      } catch (error) {
        failures.push(
          `${table.name}: no row could be made (${
            (error as Error).message
          }). Say what it needs in FIXTURES, ` +
            "tests/support/isolation/fixtures.ts.",
        );
      }
      waiting = waiting.filter((other) => other !== table);
    }
    if (waiting.length < before) patient = true;
    else if (patient) patient = false;
    else break;
  }
  for (const { name } of waiting) {
    failures.push(`${name}: no row could be made, since none could in a table it refers to.`);
  }
  return { rows, failures };
}

async function makeRow(
  sql: postgres.TransactionSql,
  table: Relation,
  rows: Rows,
  world: World,
  side: Side,
  unique: number,
): Promise<Row> {
  const fixture = FIXTURES[table.name];
  const everything = table.columns.map(({ name }) => `${identifier(name)}::text`).join(", ");
  if (fixture?.existing) {
    const found = await sql.unsafe<Row[]>(
      `select ${everything} from ${table.name}
       where ${identifier(table.tenantColumn!)} = ${
        literal(world.business[side])
      } and (${fixture.existing}) limit 1`,
    );
    if (!found[0]) throw new Error(`no row fits '${fixture.existing}'`);
    return found[0];
  }
  const values: Row = {
    ...await referredValues(sql, table, rows, world, side),
    ...fixture?.values?.(unique),
  };
  for (const column of table.columns) {
    if (column.name in values || column.generated || column.hasDefault) continue;
    // An optional text makes rows tell themselves apart; other optional values often say that something ended.
    if (!column.notNull && column.category !== "S") continue;
    const value = await chooseValue(sql, column, unique);
    if (value !== undefined) values[column.name] = value;
    else if (column.notNull) throw new Error(`no value is known for ${column.name}, ${column.type}`);
  }
  return await sql.savepoint(async (attempt) => {
    const [made] = await attempt.unsafe<Row[]>(
      `insert into ${table.name} (${Object.keys(values).map(identifier).join(", ")})
       values (${Object.values(values).map(literal).join(", ")}) returning ${everything}`,
    );
    if (!made) throw new Error("a trigger swallowed it");
    return made;
  });
}

async function referredValues(
  sql: postgres.TransactionSql,
  table: Relation,
  rows: Rows,
  world: World,
  side: Side,
): Promise<Row> {
  const values: Row = { [table.tenantColumn!]: world.business[side] };
  const personal = PERSONAL_TABLES[table.name];
  if (personal) values[personal.owner] = world.owner[side].employee;
  for (const { columns, target, targetColumns } of table.foreignKeys) {
    const referred = rows.get(target)?.[side] ?? await strangersRow(sql, target, targetColumns, world, side);
    columns.forEach((column, place) => {
      if (referred) values[column] ??= referred[targetColumns[place]!] ?? null;
    });
  }
  return values;
}

/** A row of a table that belongs to no business. */
async function strangersRow(
  sql: postgres.TransactionSql,
  target: string,
  columns: string[],
  world: World,
  side: Side,
): Promise<Row | undefined> {
  if (target === "auth.users") return { id: world.admin[side].user };
  const names = columns.map((name) => `${identifier(name)}::text`).join(", ");
  const [row] = await sql.unsafe<Row[]>(`select ${names} from ${target} order by 1 limit 1`);
  return row;
}

const isNullable = (table: Relation, columns: string[]) =>
  columns.some((name) => !table.columns.find((column) => column.name === name)?.notNull);
