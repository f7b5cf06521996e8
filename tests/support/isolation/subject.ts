import type { Catalogue, Column, Command, Policy, Relation, Role } from "./catalogue.ts";
import { OWN_ROWS, PERSONAL_TABLES, type PersonalTable } from "./fixtures.ts";
import { identifier, literal } from "./literal.ts";
import type { Row, Rows } from "./make-rows.ts";
import type { Actor, Side, World } from "./world.ts";

/** A table as the probes see it: whose rows are whose, and how one would move, change or copy them. */
export interface Subject {
  name: string;
  relation: Relation;
  policies: Policy[];
  /** A row of each business, its columns as text. */
  rows: Record<Side, Row>;
  /** Condition for the rows of a business. */
  of(side: Side): string;
  /** Assignment that moves a row into a business, and the column it writes. */
  moveInto(side: Side): string;
  moves: string;
  /** The column by which a person sees their own row whatever they may do. */
  ownRow?: string;
  /** Where each row is one employee's alone. */
  personal?: PersonalTable;
}

/** A table of a tenant, whose rows were made from the catalogue. */
export function tenantSubject(relation: Relation, rows: Rows, world: World, catalogue: Catalogue): Subject {
  const belongsTo = (side: Side) =>
    `${identifier(relation.tenantColumn!)} = ${literal(world.business[side])}`;
  return {
    name: relation.name,
    relation,
    policies: policiesOf(relation, catalogue),
    rows: rows.get(relation.name)!,
    of: belongsTo,
    moveInto: belongsTo,
    moves: relation.tenantColumn!,
    ownRow: OWN_ROWS[relation.name],
    personal: PERSONAL_TABLES[relation.name],
  };
}

/** Somebody who may do with A's row all that anybody may. */
export const insiderOf = ({ personal }: Subject, world: World): Actor =>
  personal ? world.owner.a : world.admin.a;

/** Everyone who may not even see A's row. What is personal is closed to colleagues, whatever they may do. */
export const outsidersOf = ({ personal }: Subject, world: World): Actor[] =>
  personal ? [...world.outsiders, world.admin.a, world.both] : world.outsiders;

export const policiesOf = ({ name }: Relation, { policies }: Catalogue): Policy[] =>
  policies.filter((policy) => policy.table === name);

/** A text that changes when any row of a business does: even one rewritten as it was gets another place (ctid). */
export const fingerprintOf = ({ name, of }: Subject, side: Side): string =>
  `select count(*) || ':' || coalesce(md5(string_agg(concat_ws('|', t.tableoid, t.ctid, t), ',' order by t.tableoid, t.ctid)), '')
   from ${name} t where ${of(side)}`;

/** Condition for exactly the row made for a business. */
export const theRow = ({ relation, rows }: Subject, side: Side): string =>
  relation.primaryKey.map((name) => `${identifier(name)} = ${literal(rows[side][name]!)}`).join(" and ");

export const hasPolicyFor = ({ policies }: Subject, command: Command): boolean =>
  policies.some((policy) => policy.command === command || policy.command === "all");

export const mayUse = ({ relation }: Subject, role: Role, command: Command): boolean =>
  relation.privileges[role].includes(command);

/** Inserts a copy of A's row, with other values where they are given. */
export const copyInto = (
  { name, rows }: Subject,
  columns: string[],
  given: Record<string, string | null> = {},
): string => {
  const copied = { ...rows.a, ...given };
  return `insert into ${name} (${columns.map(identifier).join(", ")}) values (${
    columns.map((column) => literal(copied[column]!)).join(", ")
  })`;
};

/** Writes into columns what A's row says there. */
export const assign = ({ rows }: Subject, columns: string[]): string =>
  columns.map((column) => `${identifier(column)} = ${literal(rows.a[column]!)}`).join(", ");

export const writableColumns = ({ relation }: Subject): Column[] =>
  relation.columns.filter((column) => !column.generated);

/** The same table, if people had every grant on it: then policies and triggers have to prove themselves alone. */
export const withEveryGrant = (subject: Subject): Subject => ({
  ...subject,
  relation: {
    ...subject.relation,
    columns: subject.relation.columns.map((column) => ({ ...column, insertable: true, updatable: true })),
    privileges: { ...subject.relation.privileges, authenticated: ["select", "insert", "update", "delete"] },
  },
});
