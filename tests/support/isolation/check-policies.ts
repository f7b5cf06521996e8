import type postgres from "postgres";
import type { Catalogue, Policy } from "./catalogue.ts";
import { type Check, check } from "./check.ts";
import { PERSONAL_TABLES, POLICY_EXCEPTIONS } from "./fixtures.ts";

/** Rows of the businesses in which the caller holds a permission, asked once per statement and not per row. */
const SHAPE = /^\((?:business_id|id) = ANY \(ARRAY\( SELECT private\.businesses_with\('([a-z_.]+)'\)\)\)\)$/;

/** Rows of one's own, asked once per statement, too: for tables whose rows belong to one employee each. */
const PERSONAL_SHAPE = /^\(([a-z_]+) = ANY \(ARRAY\( SELECT private\.employees_that_are_me\(\)\)\)\)$/;

/** The same for files, whose first folder is the business. */
const STORAGE_SHAPE =
  /^\(\(bucket_id = '[a-z_-]+'\) AND \(\(storage\.foldername\(name\)\)\[1\] = ANY \(ARRAY\( SELECT \(private\.businesses_with\('([a-z_.]+)'\)\)\)\)\)\)$/;

/** Every policy says the same thing in the same words, or is an exception with a reason. */
export async function checkPolicies(sql: postgres.TransactionSql, { policies }: Catalogue): Promise<Check[]> {
  const registry = await sql<{ key: string }[]>`select key from public.permissions`;
  const permissions = new Set(registry.map(({ key }) => key));
  return [
    ...policies.flatMap((policy) => checkPolicy(policy, permissions)),
    ...Object.keys(POLICY_EXCEPTIONS).map((name) =>
      check(
        name,
        policies.some((policy) => nameOf(policy) === name),
        "POLICY_EXCEPTIONS names it, but it doesn't exist; remove the line.",
      )
    ),
  ];
}

function checkPolicy(policy: Policy, permissions: Set<string>): Check[] {
  const name = nameOf(policy);
  const checks = [
    check(
      name,
      policy.permissive,
      "it is restrictive: then others decide who sees a row; say it in one policy.",
    ),
    check(
      name,
      policy.roles.join() === "authenticated",
      `it is for ${policy.roles.join(", ")}, not for authenticated.`,
    ),
  ];
  const writes = policy.command !== "select" && policy.command !== "delete";
  const clauses = [
    ...(policy.command !== "insert" ? [["using", policy.using] as const] : []),
    ...(writes ? [["with check", policy.check] as const] : []),
  ];
  for (const [clause, text] of clauses) {
    if (text === null) {
      checks.push(check(name, false, `it has no ${clause}; say it, also where it repeats the other clause.`));
      continue;
    }
    checks.push(...checkClause(policy, clause, plain(text), permissions));
  }
  return checks;
}

function checkClause(policy: Policy, clause: string, text: string, permissions: Set<string>): Check[] {
  const name = nameOf(policy);
  const exception = POLICY_EXCEPTIONS[name];
  if (exception && clause === "using") {
    return [check(name, text === exception.using, `it says ${text}, not what POLICY_EXCEPTIONS allows.`)];
  }
  const personal = PERSONAL_TABLES[policy.table];
  if (personal) {
    return [
      check(
        name,
        PERSONAL_SHAPE.exec(text)?.[1] === personal.owner,
        `its ${clause} is ${text}, not \`${personal.owner} = any (array(select private.employees_that_are_me()))\`, ` +
          "though PERSONAL_TABLES says that each row is one employee's.",
      ),
    ];
  }
  const permission = (policy.table === "storage.objects" ? STORAGE_SHAPE : SHAPE).exec(text)?.[1];
  if (!permission) {
    return [
      check(
        name,
        false,
        `its ${clause} is ${text}, not \`business_id = any (array(select private.businesses_with('…')))\`` +
          `${PERSONAL_SHAPE.test(text) ? "; name the table in PERSONAL_TABLES if it is personal" : ""}.`,
      ),
    ];
  }
  return [
    check(name, permissions.has(permission), `it asks for '${permission}', which is not in the registry.`),
    check(
      name,
      policy.command === "select" || !permission.endsWith(".read"),
      `it lets those write who hold '${permission}'.`,
    ),
  ];
}

const nameOf = ({ table, name }: Policy) => `${table}: ${name}`;

/** As Postgres prints it, less casts and the names it makes up. */
const plain = (text: string) => text.replaceAll(/::[a-z]+(\[\])?/g, "").replaceAll(/ AS [a-z_]+/g, "");
