import { type Catalogue, commentOn, type LinesByObject, quoteLiteral, SCHEMAS } from "./catalogue.ts";

/** Our schemas, and what is granted on them. */
export async function describeSchemas(sql: Catalogue, grants: LinesByObject): Promise<string[]> {
  const rows = await sql<{ oid: number; name: string; comment: string | null }[]>`
    select oid as oid, quote_ident(nspname) as name, obj_description(oid, 'pg_namespace') as comment
    from pg_namespace where nspname = any (${SCHEMAS}) order by array_position(${SCHEMAS}, nspname::text)`;
  return rows.map(({ oid, name, comment }) =>
    [
      `create schema ${name};`,
      // `public` came with the database, and so did its comment, which versions word differently.
      ...(name === "public" ? [] : commentOn(`schema ${name}`, comment)),
      ...grants.get(oid) ?? [],
    ].join("\n")
  );
}

/** Extensions where ours live. Those the platform brings (pg_cron and the like) have schemas of their own. */
export async function describeExtensions(sql: Catalogue): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select quote_ident(extname) as name from pg_extension
    where extnamespace::regnamespace::text = 'extensions' order by extname collate "C"`;
  return rows.length
    ? [rows.map(({ name }) => `create extension ${name} with schema extensions;`).join("\n")]
    : [];
}

/** What an object made later gets by being made. */
export async function describeDefaultPrivileges(sql: Catalogue): Promise<string[]> {
  const rows = await sql<{ scope: string; objects: string; role: string; privileges: string[] }[]>`
    select case d.defaclnamespace when 0 then '' else ' in schema ' || d.defaclnamespace::regnamespace::text end collate "C" as scope,
      case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
        else 'schemas' end as objects,
      case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end collate "C" as role,
      array_agg(lower(a.privilege_type) order by a.privilege_type) as privileges
    from pg_default_acl d
    cross join lateral aclexplode(d.defaclacl) a
    where d.defaclrole = 'postgres'::regrole and a.grantee <> d.defaclrole and a.privilege_type <> 'MAINTAIN'
      and (d.defaclnamespace = 0 or d.defaclnamespace::regnamespace::text = any (${SCHEMAS}))
    group by 1, 2, 3
    order by 1, 2, 3`;
  return rows.length
    ? [
      rows.map(({ scope, objects, role, privileges }) =>
        `alter default privileges${scope} grant ${privileges.join(", ")} on ${objects} to ${role};`
      ).join("\n"),
    ]
    : ["-- Nothing is granted by being created: no role has default privileges in our schemas."];
}

/** Our buckets, and our policies and triggers on tables that belong to the platform. */
export async function describePlatformTables(sql: Catalogue, ...rules: LinesByObject[]): Promise<string[]> {
  const buckets = await sql<{ id: string; public: boolean }[]>`
    select id, public from storage.buckets order by id collate "C"`;
  const tables = await sql<{ oid: number }[]>`
    select oid as oid from pg_class
    where relkind in ('r', 'p') and relnamespace::regnamespace::text <> all (${SCHEMAS}) and not relispartition
    order by oid::regclass::text collate "C"`;
  return [
    ...buckets.map((bucket) => `-- storage bucket ${bucket.id}: ${bucket.public ? "public" : "private"}`),
    ...tables.flatMap(({ oid }) => rules.flatMap((lines) => lines.get(oid) ?? [])),
  ];
}

/** What runs by schedule. */
export async function describeSchedules(sql: Catalogue): Promise<string[]> {
  const rows = await sql<{ jobname: string; schedule: string; command: string; active: boolean }[]>`
    select coalesce(jobname, '') as jobname, schedule, command, active from cron.job
    order by jobname collate "C", command collate "C"`;
  return rows.map(({ jobname, schedule, command, active }) =>
    `select cron.schedule(${[jobname, schedule, command].map(quoteLiteral).join(", ")});${
      active ? "" : " -- switched off"
    }`
  );
}
