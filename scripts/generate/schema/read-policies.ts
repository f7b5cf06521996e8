import { type Catalogue, collectLines, commentOn, type LinesByObject } from "./catalogue.ts";
import { spellCondition } from "./spell.ts";

interface Policy {
  relation: number;
  relationName: string;
  name: string;
  permissive: boolean;
  command: string;
  roles: string[];
  using: string | null;
  check: string | null;
  comment: string | null;
}

/** Row level security policies by relation, in every schema. */
export async function readPolicies(sql: Catalogue): Promise<LinesByObject> {
  const rows = await sql<Policy[]>`
    select polrelid as relation, polrelid::regclass::text as "relationName", quote_ident(polname) as name,
      polpermissive as permissive,
      case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
      end as command,
      array(
        select (case member when 0 then 'public' else quote_ident(pg_get_userbyid(member)::text) end) collate "C"
        from unnest(polroles) as member order by 1
      ) as roles,
      pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as check,
      obj_description(oid, 'pg_policy') as comment
    from pg_policy
    order by polrelid, array_position('{*,r,a,w,d}'::"char"[], polcmd), polname collate "C"`;
  return collectLines(rows.map((policy) => ({ object: policy.relation, lines: policyLines(policy) })));
}

function policyLines(
  { relationName, name, permissive, command, roles, using, check, comment }: Policy,
): string[] {
  const kind = permissive ? "" : " as restrictive";
  const conditions = [
    ...(using === null ? [] : [`  using (${spellCondition(using)})`]),
    ...(check === null ? [] : [`  with check (${spellCondition(check)})`]),
  ];
  return [
    [
      `create policy ${name} on ${relationName}${kind} for ${command} to ${roles.join(", ")}`,
      ...conditions,
    ].join("\n") + ";",
    ...commentOn(`policy ${name} on ${relationName}`, comment),
  ];
}
