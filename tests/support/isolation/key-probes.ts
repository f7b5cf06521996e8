import { type Catalogue, type ForeignKey, tenantTables } from "./catalogue.ts";
import { identifier, literal } from "./literal.ts";
import type { Rows } from "./make-rows.ts";
import type { Probe } from "./run-probes.ts";
import { hasPolicyFor, mayUse, type Subject, theRow } from "./subject.ts";
import { type Actor, OWNER, SERVICE, type World } from "./world.ts";

/** A row's parents are of its own business, whoever writes. */
export const referenceProbes = (subject: Subject, rows: Rows, catalogue: Catalogue): Probe[] =>
  tenantKeys(subject, catalogue).flatMap((key) => {
    const pointed = pointToB(subject, key, rows);
    return pointed.length === 0 ? [] : [{
      about: subject.name,
      what: `reference to another business's ${key.target} (${key.name})`,
      steps: [...makeWay(subject, catalogue), {
        as: OWNER,
        run: `update ${subject.name} set ${pointed.join(", ")} where ${theRow(subject, "a")}`,
        expect: ["23503"],
      }],
    }];
  });

/** A row's business is for ever, whoever writes: someone who may do everything in both, or the service role. */
export const moveProbes = (subject: Subject, world: World, rows: Rows, catalogue: Catalogue): Probe[] => [
  moveProbe(subject, SERVICE, rows, catalogue),
  moveByBoth(subject, world, rows, catalogue),
];

/** Only a row of theirs tells what holds someone who is in both businesses: a personal one is made theirs first. */
export function moveByBoth(subject: Subject, world: World, rows: Rows, catalogue: Catalogue): Probe {
  const { name, personal } = subject;
  const { both } = world;
  const probe = moveProbe(subject, both, rows, catalogue);
  if (!personal) return probe;
  const owner = identifier(personal.owner);
  const [theirs, next] = [literal(both.employee), literal(both.employeeOfB)];
  return {
    ...probe,
    steps: [
      { as: OWNER, run: `update ${name} set ${owner} = ${theirs} where ${theRow(subject, "a")}` },
      {
        as: both,
        run: `update ${name} set ${subject.moveInto("b")}, ${owner} = ${next} where ${owner} = ${theirs}`,
        expect: [stopOfMove(subject, "authenticated")],
      },
    ],
  };
}

function moveProbe(subject: Subject, as: Actor, rows: Rows, catalogue: Catalogue): Probe {
  const { name } = subject;
  // The row goes with all it refers to, so that no foreign key is what stops it.
  const references = tenantKeys(subject, catalogue).flatMap((key) => pointToB(subject, key, rows));
  const moved = isTheBusiness(subject)
    ? "id = gen_random_uuid()"
    : [...new Set([subject.moveInto("b"), ...references])].join(", ");
  return {
    about: name,
    what: `move to another business by ${as.name}`,
    steps: [...makeWay(subject, catalogue), {
      as,
      run: `update ${name} set ${moved} where ${theRow(subject, "a")}`,
      expect: [stopOfMove(subject, as.role === "service_role" ? "service_role" : "authenticated")],
    }],
  };
}

function stopOfMove(subject: Subject, role: "service_role" | "authenticated"): string {
  const tenantColumn = subject.relation.columns.find(({ name }) => name === subject.moves);
  if (!mayUse(subject, role, "update")) return "42501";
  if (role === "authenticated") {
    if (!hasPolicyFor(subject, "update")) return "rows:0";
    // The business itself: nobody is an employee of the one it would become.
    if (!tenantColumn?.updatable || isTheBusiness(subject)) return "42501";
  }
  // The business itself is held by all that refers to it.
  return isTheBusiness(subject) ? "23503" : "FD000/business_is_fixed";
}

const isTheBusiness = ({ name }: Subject) => name === "public.businesses";

function tenantKeys({ relation }: Subject, catalogue: Catalogue): ForeignKey[] {
  const tenants = new Set(tenantTables(catalogue).map(({ name }) => name));
  return relation.foreignKeys.filter(({ target }) => tenants.has(target) && target !== "public.businesses");
}

/** Assignments that make a row refer to what B's row has there, but for the business itself. */
const pointToB = ({ relation }: Subject, key: ForeignKey, rows: Rows): string[] =>
  key.columns.flatMap((column, place) => {
    const value = rows.get(key.target)?.b[key.targetColumns[place]!];
    const says = column !== relation.tenantColumn && value !== undefined;
    return says ? [`${identifier(column)} = ${literal(value)}`] : [];
  });

/** Where a reference is part of the key, B's row would be in the way before anything else is judged. */
function makeWay(subject: Subject, catalogue: Catalogue) {
  const { name, relation } = subject;
  const isInKey = tenantKeys(subject, catalogue).flatMap(({ columns }) => columns)
    .some((column) => column !== relation.tenantColumn && relation.primaryKey.includes(column));
  return isInKey ? [{ as: OWNER, run: `delete from ${name} where ${theRow(subject, "b")}` }] : [];
}
