import type postgres from "postgres";
import type { Catalogue } from "./catalogue.ts";
import { type Check, check } from "./check.ts";
import { SECRET_COLUMNS } from "./fixtures.ts";
import { OPEN_FUNCTIONS } from "./open-functions.ts";

/** Privileges that row level security doesn't limit. */
const BEYOND_POLICIES = ["truncate", "references", "trigger"];

/** Who may touch what at all: relations, functions, schemas. */
export async function checkGrants(sql: postgres.TransactionSql, catalogue: Catalogue): Promise<Check[]> {
  return [
    ...await checkSchemas(sql),
    ...checkRelations(catalogue),
    ...checkSecrets(catalogue),
    ...checkFunctions(catalogue),
  ];
}

async function checkSchemas(sql: postgres.TransactionSql): Promise<Check[]> {
  const closed = await sql<{ role: string; schema: string; open: boolean }[]>`
    select role, schema, has_schema_privilege(role, schema, 'usage') as open
    from (values ('anon', 'private'), ('anon', 'audit'), ('authenticated', 'audit'), ('service_role', 'audit'))
      as closed (role, schema)`;
  return closed.map(({ role, schema, open }) =>
    check(schema, !open, `${role} has usage on this schema; revoke it.`)
  );
}

const checkRelations = ({ relations }: Catalogue): Check[] =>
  relations.filter(({ schema }) => schema !== "storage").flatMap(({ name, schema, privileges }) => {
    const checks = [
      check(name, privileges.anon.length === 0, `anon may ${privileges.anon.join(", ")} here; revoke it.`),
    ];
    const held = privileges.authenticated;
    if (schema === "public") {
      const beyond = held.filter((privilege) => BEYOND_POLICIES.includes(privilege));
      checks.push(
        check(name, beyond.length === 0, `authenticated may ${beyond.join(", ")}, which no policy limits.`),
      );
    } else {
      checks.push(
        check(
          name,
          held.length === 0,
          `authenticated may ${held.join(", ")} in schema ${schema}; revoke it.`,
        ),
      );
    }
    if (schema === "audit") {
      const service = privileges.service_role;
      checks.push(
        check(
          name,
          service.length === 0,
          `service_role may ${service.join(", ")} on a partition; revoke it.`,
        ),
      );
    }
    return checks;
  });

/** Whoever reads a table reads all of it, but for the columns of which the registry says why not. */
const checkSecrets = ({ relations }: Catalogue): Check[] =>
  relations.filter(({ schema, privileges }) =>
    schema === "public" && privileges.authenticated.includes("select")
  )
    .flatMap(({ name, columns }) =>
      columns.map((column) => {
        const secret = SECRET_COLUMNS[name]?.includes(column.name) ?? false;
        return check(
          name,
          column.readable !== secret,
          secret
            ? `authenticated may read ${column.name}, which is secret; revoke it.`
            : `authenticated may not read ${column.name}: grant it, or say why in SECRET_COLUMNS, ` +
              "tests/support/isolation/fixtures.ts.",
        );
      })
    );

const checkFunctions = ({ routines }: Catalogue): Check[] => [
  ...routines.flatMap(({ name, call, openTo, settings }) => {
    const allowed = OPEN_FUNCTIONS[call]?.to ?? [];
    return [
      check(
        name,
        settings.some((setting) => setting.startsWith("search_path=")),
        "its search_path is not pinned; add `set search_path = ''`.",
      ),
      ...["PUBLIC", "anon"].map((role) =>
        check(name, !openTo.includes(role), `${role} may execute it; revoke it.`)
      ),
      ...(["authenticated", "service_role"] as const).map((role) =>
        check(
          name,
          openTo.includes(role) === allowed.includes(role),
          openTo.includes(role)
            ? `${role} may execute it: revoke that, or say why in tests/support/isolation/open-functions.ts.`
            : `${role} may not execute it, although open-functions.ts says so.`,
        )
      ),
    ];
  }),
  ...Object.keys(OPEN_FUNCTIONS).map((name) =>
    check(
      name,
      routines.some(({ call }) => call === name),
      "open-functions.ts names it, but it doesn't exist; remove the line.",
    )
  ),
];
