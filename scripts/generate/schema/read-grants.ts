import { type Catalogue, collectLines, type LinesByObject } from "./catalogue.ts";

/** One right of one role; `columns` where it isn't on the whole relation. */
interface Right {
  object: number;
  objectName: string;
  role: string;
  privilege: string;
  passable: boolean;
  columns: string[] | null;
}

/** Rights on schemas, relations (with their columns), and functions, by object. The owner's own are left out. */
export async function readGrants(sql: Catalogue) {
  // MAINTAIN exists from Postgres 17 on; it comes with "all" and is given nowhere by itself.
  const [schemas, relations, functions] = await Promise.all([
    sql<Right[]>`
      select n.oid as object, 'schema ' || quote_ident(n.nspname) as "objectName", r.role, r.privilege,
        r.passable, null as columns
      from pg_namespace n
      cross join lateral (
        select case grantee when 0 then 'public' else pg_get_userbyid(grantee)::text end collate "C" as role,
          lower(privilege_type) as privilege, is_grantable as passable
        from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) where grantee <> n.nspowner
      ) r
      order by 1, 3, 4`,
    sql<Right[]>`
      with rights as (
        select c.oid as relation, a.grantee, a.privilege_type, a.is_grantable, null::name as attname, null::int2 as attnum
        from pg_class c
        cross join lateral aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a
        where c.relkind in ('r', 'p', 'v', 'm', 'S') and a.grantee <> c.relowner
        union all
        select c.oid, a.grantee, a.privilege_type, a.is_grantable, t.attname, t.attnum
        from pg_attribute t
        join pg_class c on c.oid = t.attrelid
        cross join lateral aclexplode(t.attacl) a
        where not t.attisdropped and a.grantee <> c.relowner
      )
      select relation as object,
        case (select relkind from pg_class where oid = relation) when 'S' then 'sequence ' else '' end
          || relation::regclass::text as "objectName",
        case grantee when 0 then 'public' else pg_get_userbyid(grantee)::text end collate "C" as role,
        lower(privilege_type) as privilege, is_grantable as passable,
        array_agg(quote_ident(attname) order by attnum) filter (where attname is not null) as columns
      from rights
      where privilege_type <> 'MAINTAIN'
      group by relation, grantee, privilege_type, is_grantable, attname is null
      order by 1, 3, array_position('{select,insert,update,delete}', lower(privilege_type)), 4, attname is null desc`,
    sql<Right[]>`
      select p.oid as object,
        case p.prokind when 'p' then 'procedure ' else 'function ' end || p.oid::regprocedure::text as "objectName",
        case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end collate "C" as role,
        lower(a.privilege_type) as privilege, a.is_grantable as passable, null as columns
      from pg_proc p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where a.grantee <> p.proowner
      order by 1, 3`,
  ]);
  return { schemas: grantLines(schemas), relations: grantLines(relations), functions: grantLines(functions) };
}

/** One `grant` for all who hold the same on an object. */
function grantLines(rights: Right[]): LinesByObject {
  const holders = Map.groupBy(rights, ({ object, role, passable }) => `${object} ${role} ${passable}`);
  const held = [...holders.values()].map((own) => {
    const { object, objectName, role, passable } = own[0] as Right;
    const privileges = own.map(({ privilege, columns }) =>
      columns ? `${privilege} (${columns.join(", ")})` : privilege
    );
    return {
      object,
      role,
      what: `${privileges.join(", ")} on ${objectName}`,
      how: passable ? " with grant option" : "",
    };
  });
  const alike = Map.groupBy(held, ({ object, what, how }) => `${object} ${what}${how}`);
  return collectLines([...alike.values()].map((grants) => {
    const { object, what, how } = grants[0] as typeof held[number];
    return { object, lines: [`grant ${what} to ${grants.map(({ role }) => role).join(", ")}${how};`] };
  }));
}
