import { type Catalogue, collectLines, commentOn, type LinesByObject } from "./catalogue.ts";
import { spellConstraint } from "./spell.ts";

interface Constraint {
  relation: number;
  relationName: string;
  name: string;
  definition: string;
  comment: string | null;
}

/**
 * Constraints as they stand in `create table`, and what is said of them; both by relation. `not null` stands with its
 * column; what a partition has from its parent isn't repeated.
 */
export async function readConstraints(
  sql: Catalogue,
): Promise<{ constraints: LinesByObject; comments: LinesByObject }> {
  const rows = await sql<Constraint[]>`
    select conrelid as relation, conrelid::regclass::text as "relationName", quote_ident(conname) as name,
      pg_get_constraintdef(oid) as definition, obj_description(oid, 'pg_constraint') as comment
    from pg_constraint
    where contype in ('p', 'u', 'f', 'c', 'x') and conrelid <> 0 and conislocal and conparentid = 0
    order by conrelid, array_position('{p,u,f,c,x}'::"char"[], contype), conname collate "C"`;
  return {
    constraints: collectLines(rows.map(({ relation, name, definition }) => ({
      object: relation,
      lines: [`constraint ${name} ${spellConstraint(definition)}`],
    }))),
    comments: collectLines(rows.map(({ relation, relationName, name, comment }) => ({
      object: relation,
      lines: commentOn(`constraint ${name} on ${relationName}`, comment),
    }))),
  };
}
