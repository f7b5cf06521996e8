import { type Catalogue, isTable, type Relation, tenantTables } from "./catalogue.ts";
import { type Check, check } from "./check.ts";
import { GLOBAL_TABLES, KEEP_THEIR_TIME, MAY_BELONG_TO_NOBODY } from "./fixtures.ts";
import { policiesOf } from "./subject.ts";

/** How a table must be made, whoever uses it: tenant column, keys, triggers, views that don't lend their owner's rights. */
export const checkTables = (catalogue: Catalogue): Check[] => [
  ...catalogue.relations.flatMap((
    relation,
  ) => [...checkKind(relation), ...checkPolicies(relation, catalogue)]),
  ...tenantTables(catalogue).flatMap((table) => checkTenantTable(table, catalogue)),
];

function checkKind(relation: Relation): Check[] {
  const { name, schema, kind } = relation;
  if (kind === "v") {
    const invoker = relation.options.some((option) => /^security_invoker=(true|on|1|yes)$/i.test(option));
    return [
      check(name, invoker, "the view runs with its owner's rights; add `with (security_invoker = true)`."),
    ];
  }
  if (kind === "m" || kind === "f") {
    return [
      check(name, schema !== "public", "no policy can guard this kind of relation; keep it in private."),
    ];
  }
  return [];
}

function checkPolicies(relation: Relation, catalogue: Catalogue): Check[] {
  const { name, schema, kind } = relation;
  const isPartition = schema === "audit" && "rp".includes(kind);
  if (!isPartition && !(schema === "public" && isTable(relation))) return [];
  const checks = [check(name, relation.rowSecurity, "row level security is off; enable it.")];
  if (isPartition) return checks;

  const policies = policiesOf(relation, catalogue);
  checks.push(
    check(name, policies.length > 0, "it has no policy: write one, or move the table to private."),
    check(
      name,
      relation.tenantColumn !== undefined || name in GLOBAL_TABLES,
      "it has no business_id: add it, or name the table in GLOBAL_TABLES, tests/support/isolation/fixtures.ts.",
    ),
    check(name, relation.primaryKey.length > 0, "it has no primary key."),
  );
  for (const command of ["select", "insert", "update", "delete"] as const) {
    if (!relation.privileges.authenticated.includes(command)) continue;
    const covered = policies.some((policy) => policy.command === command || policy.command === "all");
    checks.push(
      check(name, covered, `authenticated may ${command}, but no policy says which rows; add one or revoke.`),
    );
  }
  return checks;
}

function checkTenantTable(table: Relation, catalogue: Catalogue): Check[] {
  const { name, tenantColumn, columns } = table;
  const tenants = new Map(tenantTables(catalogue).map((other) => [other.name, other.tenantColumn]));
  const guard = name === "public.businesses" ? "private.touch_row" : "private.guard_row";
  const isNotNull = columns.find((column) => column.name === tenantColumn)?.notNull;
  return [
    check(
      name,
      isNotNull || MAY_BELONG_TO_NOBODY.has(name),
      `${tenantColumn} may be null; make it not null.`,
    ),
    check(
      name,
      !columns.some((column) => column.name === "updated_at") || table.updateGuards.includes(guard) ||
        name in KEEP_THEIR_TIME,
      `it has updated_at, but no trigger that runs ${guard} before each update.`,
    ),
    ...table.foreignKeys.filter((key) => tenants.has(key.target)).map((key) =>
      check(
        name,
        key.columns.some((column, place) =>
          column === tenantColumn && key.targetColumns[place] === tenants.get(key.target)
        ),
        `its foreign key ${key.name} refers to ${key.target} without the business; refer to (business_id, id).`,
      )
    ),
  ];
}
