import { type Catalogue, collectLines, commentOn, type LinesByObject } from "./catalogue.ts";
import { spell } from "./spell.ts";

interface Column {
  relation: number;
  relationName: string;
  name: string;
  type: string;
  collation: string | null;
  notNull: boolean;
  identity: "" | "a" | "d";
  generated: boolean;
  expression: string | null;
  comment: string | null;
}

/** Columns as they stand in `create table`, aligned, and what is said of them; both by relation. */
export async function readColumns(
  sql: Catalogue,
): Promise<{ columns: LinesByObject; comments: LinesByObject }> {
  const rows = await sql<Column[]>`
    select a.attrelid as relation, a.attrelid::regclass::text as "relationName",
      quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type,
      case when a.attcollation <> t.typcollation then quote_ident(l.collname) end as collation,
      a.attnotnull as "notNull", a.attidentity as identity, a.attgenerated = 's' as generated,
      pg_get_expr(d.adbin, d.adrelid) as expression, col_description(a.attrelid, a.attnum) as comment
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v', 'm')
    join pg_type t on t.oid = a.atttypid
    left join pg_collation l on l.oid = a.attcollation
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped
    order by a.attrelid, a.attnum`;
  const byRelation = Map.groupBy(rows, (column) => column.relation);
  return {
    columns: new Map([...byRelation].map(([relation, columns]) => [relation, alignColumns(columns)])),
    comments: collectLines(rows.map((column) => ({
      object: column.relation,
      lines: commentOn(`column ${column.relationName}.${column.name}`, column.comment),
    }))),
  };
}

function alignColumns(columns: Column[]): string[] {
  const nameWidth = Math.max(...columns.map((column) => column.name.length));
  const typeWidth = Math.max(...columns.map((column) => typeOf(column).length));
  return columns.map((column) =>
    `${column.name.padEnd(nameWidth)} ${typeOf(column).padEnd(typeWidth)} ${rulesOf(column)}`.trimEnd()
  );
}

const typeOf = ({ type, collation }: Column) => spell(collation ? `${type} collate ${collation}` : type);

function rulesOf({ notNull, identity, generated, expression }: Column): string {
  const rules = notNull ? ["not null"] : [];
  if (identity) rules.push(`generated ${identity === "a" ? "always" : "by default"} as identity`);
  else if (expression !== null && generated) {
    rules.push(`generated always as (${spell(expression)}) stored`);
  } else if (expression !== null) rules.push(`default ${spell(expression)}`);
  return rules.join(" ");
}
