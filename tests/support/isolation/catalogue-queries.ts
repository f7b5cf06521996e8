/** Schemas that are Frontdesk's own; of `storage` only the policies on its objects are ours. */
const OURS = "('public', 'private', 'audit')";
const OBJECTS = "n.nspname = 'storage' and c.relname = 'objects'";

/** Extensions bring objects that are not ours to judge. */
const ownObject = (catalogue: string, oid: string) =>
  `not exists (select from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

const nameOf = (relation: string, schema: string) =>
  `quote_ident(${schema}.nspname) || '.' || quote_ident(${relation}.relname)`;

export const RELATIONS = `
  select ${
  nameOf("c", "n")
} as name, n.nspname as schema, c.relkind as kind, c.relispartition as "isPartition",
    c.relrowsecurity as "rowSecurity", coalesce(c.reloptions, '{}') as options,
    (select jsonb_object_agg(role, held)
      from unnest(array['anon', 'authenticated', 'service_role']) as role
      cross join lateral (
        select to_jsonb(array(
          select wanted
          from unnest(case when c.relkind = 'S' then array['usage', 'select', 'update']
            else array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'] end) as wanted
          where case
            when c.relkind = 'S' then has_sequence_privilege(role, c.oid, wanted)
            when wanted in ('select', 'insert', 'update', 'references') then
              has_table_privilege(role, c.oid, wanted) or has_any_column_privilege(role, c.oid, wanted)
            else has_table_privilege(role, c.oid, wanted) end)) as held
      ) p) as privileges,
    array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
      where i.indrelid = c.oid and i.indisprimary order by a.attnum) as "primaryKey",
    array(select t.tgfoid::regproc::text from pg_trigger t
      -- For each row (1), before (2), update (16); always on, without a condition or a list of columns.
      where t.tgrelid = c.oid and t.tgtype & 19 = 19 and t.tgenabled in ('O', 'A') and t.tgqual is null
        and t.tgattr = ''::int2vector) as "updateGuards"
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where (n.nspname in ${OURS} or ${OBJECTS})
    and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${ownObject("pg_class", "c.oid")}
  order by 1`;

export const COLUMNS = `
  select ${nameOf("c", "n")} as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
    t.typcategory as category,
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as labels,
    a.attnotnull as "notNull", a.atthasdef or a.attidentity <> '' as "hasDefault",
    a.attgenerated <> '' or a.attidentity = 'a' as generated,
    array(select pg_get_expr(k.conbin, k.conrelid) from pg_constraint k
      where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]) as checks,
    has_column_privilege('authenticated', c.oid, a.attnum, 'select') as readable,
    has_column_privilege('authenticated', c.oid, a.attnum, 'insert') as insertable,
    has_column_privilege('authenticated', c.oid, a.attnum, 'update') as updatable
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  where (n.nspname in ${OURS} or ${OBJECTS}) and c.relkind in ('r', 'p') and ${ownObject("pg_class", "c.oid")}
  order by 1, a.attnum`;

export const FOREIGN_KEYS = `
  select ${nameOf("c", "n")} as relation, k.conname as name,
    (select ${nameOf("tc", "tn")} from pg_class tc join pg_namespace tn on tn.oid = tc.relnamespace
      where tc.oid = k.confrelid) as target,
    array(select a.attname::text from unnest(k.conkey) with ordinality u (num, place)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num order by u.place) as columns,
    array(select a.attname::text from unnest(k.confkey) with ordinality u (num, place)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num order by u.place) as "targetColumns"
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'f' and k.conparentid = 0 and n.nspname in ${OURS}
  order by 1, 2`;

export const POLICIES = `
  select quote_ident(schemaname) || '.' || quote_ident(tablename) as table, policyname as name, lower(cmd) as command,
    permissive = 'PERMISSIVE' as permissive, roles::text[] as roles, qual as using, with_check as check
  from pg_policies
  where schemaname in ${OURS} or schemaname = 'storage' and tablename = 'objects'
  order by 1, 2`;

export const FUNCTIONS = `
  select n.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' as name,
    quote_ident(n.nspname) || '.' || quote_ident(p.proname) as call,
    coalesce((select jsonb_agg(jsonb_build_object('name', coalesce(p.proargnames[place], ''), 'type', format_type(type, null),
        'optional', place > p.pronargs - p.pronargdefaults) order by place)
      from unnest(p.proargtypes::oid[]) with ordinality u (type, place)), '[]') as arguments,
    format_type(p.prorettype, null) as returns, p.provolatile = 'v' as "mayWrite",
    coalesce(p.proconfig, '{}') as settings,
    array(select distinct coalesce(r.rolname, 'PUBLIC')::text
      from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) held
      left join pg_roles r on r.oid = held.grantee
      where held.privilege_type = 'EXECUTE' and held.grantee <> p.proowner order by 1) as "openTo"
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ${OURS} and ${ownObject("pg_proc", "p.oid")}
  order by 1`;
