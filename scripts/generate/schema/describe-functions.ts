import { type Catalogue, commentOn, type LinesByObject, SCHEMAS } from "./catalogue.ts";
import { spell } from "./spell.ts";

interface FunctionRow {
  oid: number;
  kind: "function" | "procedure" | "aggregate";
  signature: string;
  owner: string;
  definition: string | null;
  comment: string | null;
}

/** Every function of ours with its whole text, what is said of it and who may execute it. */
export async function describeFunctions(sql: Catalogue, grants: LinesByObject): Promise<string[]> {
  const rows = await sql<FunctionRow[]>`
    select p.oid, p.oid::regprocedure::text as signature, pg_get_userbyid(p.proowner) as owner,
      case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end as kind,
      case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end as definition,
      obj_description(p.oid, 'pg_proc') as comment
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = any (${SCHEMAS})
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    order by array_position(${SCHEMAS}, n.nspname::text), p.oid::regprocedure::text collate "C"`;
  return rows.map(({ oid, kind, signature, owner, definition, comment }) =>
    [
      definition === null ? `-- aggregate ${signature}` : spellDefinition(definition),
      ...(owner === "postgres" ? [] : [`alter ${kind} ${signature} owner to ${owner};`]),
      ...commentOn(`${kind} ${signature}`, comment),
      ...grants.get(oid) ?? ["-- Nobody but the owner may execute it."],
    ].join("\n")
  );
}

/** The head as our migrations spell it; the body as it was written. */
function spellDefinition(definition: string): string {
  const start = definition.search(/^AS \$/m);
  if (start < 0) return `${spell(definition).trim()};`;
  return `${spell(definition.slice(0, start))}as${definition.slice(start + 2).trimEnd()};`;
}
