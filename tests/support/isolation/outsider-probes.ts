import type { Command } from "./catalogue.ts";
import { SCOPE_REFUSALS } from "./fixtures.ts";
import { identifier, literal } from "./literal.ts";
import { ANYTHING, type Probe } from "./run-probes.ts";
import {
  assign,
  copyInto,
  fingerprintOf,
  hasPolicyFor,
  mayUse,
  outsidersOf,
  type Subject,
  writableColumns,
} from "./subject.ts";
import type { Actor, World } from "./world.ts";

/** Everything that each outsider could try on the rows of business A. */
export const outsiderProbes = (subject: Subject, world: World): Probe[] =>
  outsidersOf(subject, world).flatMap((actor) => {
    const attempt = ([what, run, expect]: Attempt): Probe => ({
      about: subject.name,
      what: `${what} by ${actor.name}`,
      steps: [{ as: actor, run, expect }],
      ...(what === "select" ? {} : { unchanged: fingerprintOf(subject, "a") }),
    });
    const expected = expectations(subject, actor, actor.user === world.admin.b.user);
    return [
      ...readAndDelete(subject, actor, expected),
      ...insertAndUpdate(subject, expected),
      ...moves(subject, expected),
    ]
      .map(attempt);
  });

/** What is tried, the statement, and the outcomes that are right. */
type Attempt = [what: string, run: string, expect: string[]];

/** Privileges come first: without one the statement fails. With it, policies leave nothing to be hit, in silence. */
function expectations(subject: Subject, actor: Actor, hasOwnRows: boolean) {
  const role = actor.role === "anon" ? "anon" : "authenticated";
  const may = (command: Command, column?: string) =>
    mayUse(subject, role, command) &&
    (!column || role === "anon" || subject.relation.columns.some((c) => c.name === column && c.updatable));
  const refused = ["42501"];
  const canMove = may("update", subject.moves);
  // A policy lets them at their own row; then its check or the row's guard has to stop them.
  const stopped = hasOwnRows && hasPolicyFor(subject, "update")
    ? ["42501", "FD000/business_is_fixed", ...SCOPE_REFUSALS]
    : ["rows:0"];
  return {
    may,
    insert: may("insert") ? [...refused, ...SCOPE_REFUSALS] : refused,
    /** On rows named by a condition, for which one must also be able to read. */
    named: (allowed: boolean) => allowed && may("select") ? ["rows:0"] : refused,
    /** On all rows there are: what becomes of their own is their affair. */
    all: (allowed: boolean) => !allowed ? refused : hasOwnRows ? [ANYTHING] : ["rows:0"],
    moveNamed: canMove && may("select") ? stopped : refused,
    moveAll: canMove ? stopped : refused,
  };
}

type Expectations = ReturnType<typeof expectations>;

function readAndDelete(
  { name, of, ownRow }: Subject,
  actor: Actor,
  { may, named, all }: Expectations,
): Attempt[] {
  const others = ownRow && actor.user ? ` and ${identifier(ownRow)} <> ${literal(actor.user)}` : "";
  return [
    ["select", `select from ${name} where ${of("a")}${others}`, named(true)],
    ["delete", `delete from ${name} where ${of("a")}`, named(may("delete"))],
    ["delete without where", `delete from ${name}`, all(may("delete"))],
  ];
}

function insertAndUpdate(subject: Subject, { may, named, all, insert }: Expectations): Attempt[] {
  const { name, relation, of, moves } = subject;
  const writable = writableColumns(subject);
  const insertable = writable.filter((column) => column.insertable);
  const copied = insertable.length > 0 ? insertable : writable;
  const attempts: Attempt[] = [["insert", copyInto(subject, copied.map((column) => column.name)), insert]];
  const settable = writable.filter(({ name }) => name !== moves && !relation.primaryKey.includes(name));
  const changed = settable.find((column) => column.updatable) ?? settable[0];
  if (changed) {
    const set = `update ${name} set ${assign(subject, [changed.name])}`;
    const allowed = may("update", changed.name);
    attempts.push(["update", `${set} where ${of("a")}`, named(allowed)], [
      "update without where",
      set,
      all(allowed),
    ]);
  }
  return attempts;
}

/**
 * With a condition and without one: only a statement that reads nothing escapes the policies for reading, which else
 * hide that a policy for updating has no check.
 */
function moves({ name, of, moveInto, moves }: Subject, expected: Expectations): Attempt[] {
  const { may, named, all, moveNamed, moveAll } = expected;
  const allowed = may("update", moves);
  return [
    [
      "move of their row into the business",
      `update ${name} set ${moveInto("a")} where ${of("b")}`,
      moveNamed,
    ],
    ["move of all rows into the business", `update ${name} set ${moveInto("a")}`, moveAll],
    [
      "move of a row out of the business",
      `update ${name} set ${moveInto("b")} where ${of("a")}`,
      named(allowed),
    ],
    ["move of all rows out of the business", `update ${name} set ${moveInto("b")}`, all(allowed)],
  ];
}
