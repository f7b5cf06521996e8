import { type Catalogue, SCHEMAS } from "./catalogue.ts";

export interface Relation {
  oid: number;
  /** Qualified and quoted where needed. */
  name: string;
  schema: string;
  owner: string;
  kind: "table" | "view" | "materialized view" | "sequence";
  comment: string | null;
  rowSecurity: boolean;
  forced: boolean;
  /** `range (created_at)` of a partitioned table. */
  partitionedBy: string | null;
  /** The parent of a partition. */
  parent: string | null;
  /** The query of a view. */
  query: string | null;
  options: string[];
}

/**
 * Tables, views and sequences of our schemas. Of a table's partitions only the default one is shown: the others come
 * and go by schedule, and the picture must not change with the month.
 */
export const readRelations = (sql: Catalogue): Promise<Relation[]> =>
  sql<Relation[]>`
    select c.oid as oid, c.oid::regclass::text as name, n.nspname as schema,
      pg_get_userbyid(c.relowner) as owner,
      case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind,
      obj_description(c.oid, 'pg_class') as comment,
      c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as forced,
      case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as "partitionedBy",
      case when c.relispartition then (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) end as parent,
      case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid, true) end as query,
      coalesce(c.reloptions, '{}') as options
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (${SCHEMAS})
      and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and (not c.relispartition or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
      and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid
          -- What an extension brought, and the sequence behind an identity column.
          and (d.deptype = 'e' or c.relkind = 'S' and d.deptype = 'i')
      )
    order by array_position(${SCHEMAS}, n.nspname::text), c.relkind = 'S', c.relname collate "C"`;
