import { type Catalogue, collectLines, commentOn, type LinesByObject } from "./catalogue.ts";
import { spell } from "./spell.ts";

interface Index {
  relation: number;
  name: string;
  definition: string;
  valid: boolean;
  comment: string | null;
}

/** Indexes by relation, without those that a constraint made and those a partition has from its parent. */
export async function readIndexes(sql: Catalogue): Promise<LinesByObject> {
  const rows = await sql<Index[]>`
    select i.indrelid as relation, i.indexrelid::regclass::text as name,
      pg_get_indexdef(i.indexrelid) as definition, i.indisvalid as valid,
      obj_description(i.indexrelid, 'pg_class') as comment
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    where not c.relispartition
      and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
    order by i.indrelid, c.relname collate "C"`;
  return collectLines(rows.map(({ relation, name, definition, valid, comment }) => ({
    object: relation,
    lines: [
      `${spell(definition)};${valid ? "" : " -- invalid"}`,
      ...commentOn(`index ${name}`, comment),
    ],
  })));
}
