import { type Argument, argumentId, argumentTable, callFunction } from "./call-function.ts";
import type { Catalogue, Routine } from "./catalogue.ts";
import { literal } from "./literal.ts";
import type { Rows } from "./make-rows.ts";
import { PERSONAL_TABLES } from "./fixtures.ts";
import { OPEN_FUNCTIONS } from "./open-functions.ts";
import { type Probe, SOME_ROWS } from "./run-probes.ts";
import { type Actor, ANON, type Side, type World } from "./world.ts";

/**
 * Every function that people may execute: whose business it is given, it refuses everyone who isn't of that business,
 * and nobody gets by with none. `fingerprint` is that of all that is A's.
 */
export function functionProbes(
  { routines }: Catalogue,
  rows: Rows,
  world: World,
  fingerprint: string,
): { probes: Probe[]; failures: string[] } {
  const failures: string[] = [];
  const open = routines.filter(({ openTo }) => openTo.includes("authenticated") || openTo.includes("PUBLIC"));
  const probes = open.flatMap((routine) => {
    try {
      return routine.arguments.some(isBusiness)
        ? businessProbes(routine, rows, world, unchangedBy(routine, fingerprint))
        : plainProbes(routine, rows, world, unchangedBy(routine, fingerprint));
    } catch (error) {
      failures.push(`${routine.name}: it can't be probed: ${(error as Error).message}`);
      return [];
    }
  });
  return { probes, failures };
}

const unchangedBy = ({ mayWrite }: Routine, fingerprint: string): Pick<Probe, "unchanged"> =>
  mayWrite ? { unchanged: fingerprint } : {};

/** Whether it is the id of a row that belongs to one employee. */
const isPersonal = (argument: Argument, rows: Rows) =>
  Object.hasOwn(PERSONAL_TABLES, argumentTable(argument, rows) ?? "");

const isBusiness = ({ name, type }: Argument) => type === "uuid" && /^business(_id)?$/.test(name);

function businessProbes(
  routine: Routine,
  rows: Rows,
  world: World,
  untouched: Pick<Probe, "unchanged">,
): Probe[] {
  const call = (business: Side | null, idsOf: (argument: Argument) => Side | undefined) =>
    callFunction(routine, (argument) => {
      if (isBusiness(argument)) return business && world.business[business];
      const side = idsOf(argument);
      return side && argumentId(argument, rows, side);
    });
  // No row, null or `false` is no answer. A function without a result has answered if it didn't raise.
  const answered = routine.returns === "void"
    ? "true"
    : "coalesce(format('%s', answer), '') not in ('', 'f')";
  const probe = (what: string, as: Actor, run: string, expect: string[]): Probe => ({
    about: routine.name,
    what: `${what} by ${as.name}`,
    steps: [{ as, run: `select from ${run} as answer where ${answered}`, expect }],
    ...untouched,
  });
  // Who isn't of a business is told, at most, that there is none.
  const refused = ["42501", "rows:0", "FD000/not_found"];
  const outsiders = world.outsiders.filter(({ employed }) =>
    !(employed && OPEN_FUNCTIONS[routine.call]?.answersEveryEmployee)
  );
  // Who may do everything there, and whose the personal rows are.
  const { unchanged: _, ...works } = probe("call", world.owner.a, call("a", () => "a"), [SOME_ROWS]);
  const colleagues = routine.arguments.some((argument) => isPersonal(argument, rows))
    ? [world.admin.a, ...world.outsiders.filter(({ employed }) => employed)]
    : [];
  const ids = routine.arguments.filter((argument) =>
    !isBusiness(argument) && argumentId(argument, rows, "a")
  );
  const foreignIds = ids.flatMap((foreign) => [
    // Their own business with one id of another's, and the optional ones left out or theirs.
    call("b", (argument) => argument === foreign ? "a" : argument.optional ? undefined : "b"),
    call("b", (argument) => argument === foreign ? "a" : "b"),
  ]);
  return [
    works,
    ...outsiders.map((actor) => probe("call with the business", actor, call("a", () => "a"), refused)),
    ...[ANON, world.admin.a, world.admin.b].map((actor) =>
      probe("call without a business", actor, call(null, () => "a"), refused)
    ),
    ...[...new Set(foreignIds)].map((run) =>
      probe("call with their own business and another's row", world.admin.b, run, refused)
    ),
    ...colleagues.map((actor) => probe("call with a colleague's row", actor, call("a", () => "a"), refused)),
    {
      about: routine.name,
      what: `call with their own business by ${world.admin.b.name}`,
      steps: [{ as: world.admin.b, run: leak(call("b", () => "b"), rows, world), expect: ["rows:0"] }],
    },
  ];
}

/** Without a business to refuse, an outsider's answer must not tell of one that isn't theirs. */
function plainProbes(
  routine: Routine,
  rows: Rows,
  world: World,
  untouched: Pick<Probe, "unchanged">,
): Probe[] {
  const call = callFunction(routine, (argument) => argumentId(argument, rows, "a"));
  return world.outsiders.map((as) => ({
    about: routine.name,
    what: `call by ${as.name}`,
    steps: [{
      as,
      run: leak(call, rows, world),
      expect: ["42501", "rows:0", ...OPEN_FUNCTIONS[routine.call]?.raises ?? []],
    }],
    ...untouched,
  }));
}

/** Selects answers in which an id of A stands, its own or that of one of its rows, or a text that only they have. */
function leak(call: string, rows: Rows, world: World): string {
  const ids = [...rows.values()].flatMap(({ a, b }) =>
    Object.entries(a).filter(([column, value]) =>
      value !== b[column] && (column === "id" && value?.includes("-") || /^text\d+$/.test(value ?? ""))
    ).map(([, value]) => value)
  );
  const pattern = literal(`\\m(${[...new Set([world.business.a, ...ids])].join("|")})\\M`);
  return `select from ${call} as answer where format('%s', answer) ~ ${pattern}`;
}
