import { spell } from "./spell.ts";
import { type Catalogue, collectLines, commentOn, type LinesByObject, SCHEMAS } from "./catalogue.ts";

interface Trigger {
  relation: number;
  relationName: string;
  name: string;
  definition: string;
  enabled: "O" | "D" | "R" | "A";
  comment: string | null;
}

const MODES = { O: "", D: " -- disabled", R: " -- on replicas only", A: " -- always, on replicas too" };

/** Triggers that run functions of ours, by relation; a partition doesn't repeat its parent's. */
export async function readTriggers(sql: Catalogue): Promise<LinesByObject> {
  const rows = await sql<Trigger[]>`
    select t.tgrelid as relation, t.tgrelid::regclass::text as "relationName", quote_ident(t.tgname) as name,
      pg_get_triggerdef(t.oid) as definition, t.tgenabled as enabled, obj_description(t.oid, 'pg_trigger') as comment
    from pg_trigger t
    join pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and t.tgparentid = 0
      and (p.pronamespace::regnamespace::text = any (${SCHEMAS})
        or (select relnamespace::regnamespace::text from pg_class where oid = t.tgrelid) = any (${SCHEMAS}))
    order by t.tgrelid, t.tgname collate "C"`;
  return collectLines(rows.map(({ relation, relationName, name, definition, enabled, comment }) => ({
    object: relation,
    lines: [
      `${spell(definition)};${MODES[enabled]}`,
      ...commentOn(`trigger ${name} on ${relationName}`, comment),
    ],
  })));
}
