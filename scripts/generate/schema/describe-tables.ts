import { type Catalogue, commentOn, type LinesByObject, SCHEMAS } from "./catalogue.ts";
import { readColumns } from "./read-columns.ts";
import { readConstraints } from "./read-constraints.ts";
import { readIndexes } from "./read-indexes.ts";
import { readRelations, type Relation } from "./read-relations.ts";
import { spell } from "./spell.ts";

interface Rules {
  policies: LinesByObject;
  triggers: LinesByObject;
  grants: LinesByObject;
}

/** Every table, view and sequence of ours, each with all that hangs on it; by schema. */
export async function describeTables(sql: Catalogue, rules: Rules): Promise<Map<string, string[]>> {
  const relations = await readRelations(sql);
  const { columns, comments: columnComments } = await readColumns(sql);
  const { constraints, comments: constraintComments } = await readConstraints(sql);
  const indexes = await readIndexes(sql);
  const describe = (relation: Relation) => {
    const of = (lines: LinesByObject) => lines.get(relation.oid) ?? [];
    return [
      statementOf(relation, [...of(columns), ...of(constraints)]),
      ...(relation.owner === "postgres"
        ? []
        : [`alter ${relation.kind} ${relation.name} owner to ${relation.owner};`]),
      ...commentOn(`${relation.kind} ${relation.name}`, relation.comment),
      ...of(columnComments),
      ...of(constraintComments),
      ...of(indexes),
      ...rowSecurityOf(relation),
      ...of(rules.policies),
      ...of(rules.triggers),
      ...(rules.grants.get(relation.oid) ?? ["-- Nobody but the owner has rights on it."]),
    ].join("\n");
  };
  return new Map(SCHEMAS.map((schema) => [
    schema,
    relations.filter((relation) => relation.schema === schema).map(describe),
  ]));
}

function statementOf(relation: Relation, members: string[]): string {
  const { name, kind, parent, partitionedBy, query, options } = relation;
  const storage = options.length ? ` with (${options.join(", ")})` : "";
  if (kind === "sequence") return `create sequence ${name};`;
  if (query !== null) return `create ${kind} ${name}${storage} as\n${spell(query)}`;
  if (parent) return `create table ${name} partition of ${parent} default;`;
  const partitioning = partitionedBy ? ` partition by ${spell(partitionedBy)}` : "";
  return `create table ${name} (\n${
    members.map((member) => `  ${member}`).join(",\n")
  }\n)${storage}${partitioning};`;
}

function rowSecurityOf({ name, kind, rowSecurity, forced }: Relation): string[] {
  if (kind !== "table") return [];
  return [
    rowSecurity
      ? `alter table ${name} enable row level security;`
      : `-- Row level security is off for ${name}.`,
    ...(forced ? [`alter table ${name} force row level security;`] : []),
  ];
}
