import { type Catalogue, commentOn, type LinesByObject, quoteLiteral, SCHEMAS } from "./catalogue.ts";

/** Our schemas, and what is granted on them. */
export async function describeSchemas(sql: Catalogue, grants: LinesByObject): Promise<string[]> {
  const rows = await sql<{ oid: number; name: string; owner: string; comment: string | null }[]>`
    select oid as oid, quote_ident(nspname) as name, pg_get_userbyid(nspowner) as owner,
      obj_description(oid, 'pg_namespace') as comment
    from pg_namespace where nspname = any (${SCHEMAS}) order by array_position(${SCHEMAS}, nspname::text)`;
  return rows.map(({ oid, name, owner, comment }) =>
    [
      `create schema ${name};`,
      ...(owner === "postgres" ? [] : [`alter schema ${name} owner to ${owner};`]),
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

/** What a table, sequence or function made later by the owner gives to others by being made. */
export async function describeDefaultPrivileges(sql: Catalogue): Promise<string[]> {
  const rows = await sql<{ scope: string; objects: string; role: string; privileges: string[] }[]>`
    with defaults as (
      -- Where nothing was altered Postgres has its own idea: everyone may execute functions.
      select '' as scope, kind.type as kind, coalesce(d.defaclacl, acldefault(kind.acl, 'postgres'::regrole)) as acl
      from (values ('r'::"char", 'r'::"char"), ('S', 's'), ('f', 'f')) as kind (type, acl)
      left join pg_default_acl d
        on d.defaclrole = 'postgres'::regrole and d.defaclnamespace = 0 and d.defaclobjtype = kind.type
      union all
      select ' in schema ' || defaclnamespace::regnamespace::text, defaclobjtype, defaclacl
      from pg_default_acl
      where defaclrole = 'postgres'::regrole and defaclnamespace::regnamespace::text = any (${SCHEMAS})
    )
    select scope collate "C" as scope,
      case kind when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' else 'types' end as objects,
      case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end collate "C" as role,
      array_agg(lower(a.privilege_type) order by a.privilege_type) as privileges
    from defaults
    cross join lateral aclexplode(acl) a
    where a.grantee <> 'postgres'::regrole and a.privilege_type <> 'MAINTAIN'
    group by 1, 2, 3
    order by 1, 2, 3`;
  if (!rows.length) {
    return ["-- Nothing is granted by being created: each migration grants what it means to."];
  }
  return [
    rows.map(({ scope, objects, role, privileges }) =>
      `alter default privileges${scope} grant ${privileges.join(", ")} on ${objects} to ${role};`
    ).join("\n"),
  ];
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
