import { type Catalogue, commentOn, quoteLiteral, SCHEMAS } from "./catalogue.ts";
import { spell, spellConstraint } from "./spell.ts";

interface TypeRow {
  name: string;
  kind: "e" | "d" | "c";
  labels: string[];
  base: string | null;
  notNull: boolean;
  initial: string | null;
  checks: { name: string; definition: string }[];
  attributes: string[];
  comment: string | null;
}

/** Enums, domains and composite types of ours. Rows of tables are types too, but not worth saying. */
export async function describeTypes(sql: Catalogue): Promise<string[]> {
  const rows = await sql<TypeRow[]>`
    select t.oid::regtype::text as name, t.typtype as kind, t.typnotnull as "notNull", t.typdefault as initial,
      array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumsortorder) as labels,
      case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end as base,
      array(
        select json_build_object('name', quote_ident(conname), 'definition', pg_get_constraintdef(oid))
        from pg_constraint where contypid = t.oid and contype = 'c' order by conname collate "C"
      ) as checks,
      array(
        select quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
        from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped order by attnum
      ) as attributes,
      obj_description(t.oid, 'pg_type') as comment
    from pg_type t
    where t.typnamespace::regnamespace::text = any (${SCHEMAS})
      and (t.typtype in ('e', 'd') or t.typtype = 'c' and (select relkind from pg_class where oid = t.typrelid) = 'c')
      and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
    order by t.oid::regtype::text collate "C"`;
  return rows.map((type) =>
    [
      statementOf(type),
      ...commentOn(type.kind === "d" ? `domain ${type.name}` : `type ${type.name}`, type.comment),
    ]
      .join("\n")
  );
}

function statementOf({ name, kind, labels, base, notNull, initial, checks, attributes }: TypeRow): string {
  if (kind === "e") return `create type ${name} as enum (${labels.map(quoteLiteral).join(", ")});`;
  if (kind === "c") return `create type ${name} as (${attributes.map(spell).join(", ")});`;
  const rules = [
    ...(notNull ? ["not null"] : []),
    ...(initial === null ? [] : [`default ${spell(initial)}`]),
    ...checks.map(({ name, definition }) => `constraint ${name} ${spellConstraint(definition)}`),
  ];
  return `create domain ${[name, "as", spell(base ?? ""), ...rules].join(" ")};`;
}
