import { identifier, literal } from "./literal.ts";
import { type Probe, SOME_ROWS } from "./run-probes.ts";
import {
  copyInto,
  fingerprintOf,
  hasPolicyFor,
  mayUse,
  outsidersOf,
  type Subject,
  theRow,
  writableColumns,
} from "./subject.ts";
import { type Actor, OWNER, type World } from "./world.ts";

/**
 * What only rows of one employee have to stand: a colleague who takes one over, an owner who gives theirs away or makes
 * one for a colleague. Nothing for other tables.
 */
export function personalProbes(subject: Subject, world: World): Probe[] {
  const { name, personal, of } = subject;
  if (!personal) return [];
  const owner = identifier(personal.owner);
  const [insider, colleague] = [world.owner.a, world.admin.a];
  const attempt = (what: string, as: Actor, run: string, expect: string): Probe => ({
    about: name,
    what: `${what} by ${as.name}`,
    steps: [{ as, run, expect: [expect] }],
    unchanged: fingerprintOf(subject, "a"),
  });
  const settable = mayUse(subject, "authenticated", "update") &&
    subject.relation.columns.some((column) => column.name === personal.owner && column.updatable);
  const hit = settable ? "rows:0" : "42501";
  const kept = settable && !hasPolicyFor(subject, "update") ? "rows:0" : "42501";
  const give = `update ${name} set ${owner} = ${literal(colleague.employee)}`;
  return [
    ...outsidersOf(subject, world).flatMap((as) => {
      if (!as.employee) return [];
      const take = `update ${name} set ${owner} = ${literal(as.employee)}`;
      return [
        attempt("taking over of the row", as, `${take} where ${of("a")}`, hit),
        // Rows of their own they may hand to themselves.
        ...(as.user === world.owner.b.user ? [] : [attempt("taking over of all rows", as, take, hit)]),
      ];
    }),
    attempt("gift of their row to a colleague", insider, `${give} where ${of("a")}`, kept),
    attempt("gift of all their rows to a colleague", insider, give, kept),
    attempt(
      "insert for a colleague",
      insider,
      insertFor(subject, personal.owner, colleague.employee),
      "42501",
    ),
  ];
}

function insertFor(subject: Subject, owner: string, employee: string): string {
  const writable = writableColumns(subject);
  const insertable = writable.filter((column) => column.insertable);
  // A key of its own, so that the row it copies is not what stops it.
  const columns = (insertable.length > 0 ? insertable : writable).map(({ name }) => name)
    .filter((name) => name !== "id");
  return copyInto(subject, columns, { [owner]: employee });
}

/** What names no permission is its owner's to see, though they hold none. */
export function permissionlessProbes(subject: Subject, world: World): Probe[] {
  const { name, personal, of } = subject;
  if (!personal?.permission) return [];
  const [column, { member, emptyRole }] = [identifier(personal.permission), world];
  return [{
    about: name,
    what: "select of a row that asks for no permission, by its owner without any",
    steps: [
      { as: OWNER, run: `update ${name} set ${column} = null where ${theRow(subject, "a")}` },
      {
        as: OWNER,
        run: `update public.employees set role_id = ${literal(emptyRole)} where id = ${
          literal(member.employee)
        }`,
      },
      { as: member, run: `select from ${name} where ${of("a")}`, expect: [SOME_ROWS] },
    ],
  }];
}

/** What is closed even to a row's owner: columns that the registry calls secret. */
export const secretProbes = (subject: Subject, secrets: string[], as: Actor): Probe[] =>
  secrets.map((column) => ({
    about: subject.name,
    what: `select of ${column} by ${as.name}`,
    steps: [{
      as,
      run: `select ${identifier(column)} from ${subject.name} where ${subject.of("a")}`,
      expect: ["42501"],
    }],
  }));
