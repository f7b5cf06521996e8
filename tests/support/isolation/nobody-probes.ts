import { MAY_BELONG_TO_NOBODY } from "./fixtures.ts";
import { identifier } from "./literal.ts";
import { type Probe } from "./run-probes.ts";
import { copyInto, mayUse, type Subject, theRow, writableColumns } from "./subject.ts";
import { type Actor, OWNER, type World } from "./world.ts";

/** Rows that belong to no business are nobody's to see, change or make, an Admin's least of all. */
export function nobodyProbes(subject: Subject, world: World): Probe[] {
  const { name, relation } = subject;
  if (!MAY_BELONG_TO_NOBODY.has(name)) return [];
  const tenant = identifier(relation.tenantColumn!);
  const columns = writableColumns(subject).map((column) => column.name)
    .filter((column) => !relation.primaryKey.includes(column));
  const copy = copyInto(subject, columns, { [relation.tenantColumn!]: null });
  // The row itself makes way for its copy, unless it is kept for ever.
  const stage = [
    ...(mayUse(subject, "service_role", "delete")
      ? [`delete from ${name} where ${theRow(subject, "a")}`]
      : []),
    copy,
  ].map((run) => ({ as: OWNER, run }));
  const attempt = (what: string, as: Actor, run: string, expect: string[]): Probe => ({
    about: name,
    what: `${what} by ${as.name}`,
    steps: [...stage, { as, run, expect }],
  });
  const insertable = writableColumns(subject).filter((column) => column.insertable).map((column) =>
    column.name
  );
  return [world.member, world.both, ...world.outsiders].flatMap((as) => [
    attempt("select of rows of no business", as, `select from ${name} where ${tenant} is null`, [
      as.role === "anon" ? "42501" : "rows:0",
    ]),
    attempt("delete of rows of no business", as, `delete from ${name} where ${tenant} is null`, [
      "42501",
      "rows:0",
    ]),
    ...(insertable.length > 0
      ? [
        attempt(
          "insert for no business",
          as,
          copyInto(subject, insertable, { [relation.tenantColumn!]: null }),
          ["42501"],
        ),
      ]
      : []),
  ]);
}
