import { type Catalogue, isTable, type Relation } from "./catalogue.ts";
import { GLOBAL_TABLES } from "./fixtures.ts";
import { identifier, literal } from "./literal.ts";
import { type Probe, SOME_ROWS } from "./run-probes.ts";
import { type Actor, ANON, OWNER, type World } from "./world.ts";

/** Tables that no person reaches, not even an Admin: those of `private`, and the audit log's partitions. */
export const closedProbes = ({ relations }: Catalogue, world: World): Probe[] =>
  relations.filter(({ schema, kind }) => (schema === "private" || schema === "audit") && "rp".includes(kind))
    .flatMap((relation) =>
      [ANON, world.admin.a].flatMap((actor) => [
        refusal(relation, actor, "select", `select from ${relation.name}`),
        ...writes(relation, actor),
        refusal(relation, actor, "truncate", `truncate ${relation.name}`),
      ])
    );

/** Tables of no business: read as the registry says, written by nobody. */
export const globalProbes = ({ relations }: Catalogue, world: World): Probe[] =>
  relations.filter((relation) => relation.schema === "public" && isTable(relation) && !relation.tenantColumn)
    .flatMap((relation) => [
      refusal(relation, ANON, "select", `select from ${relation.name}`),
      ...[ANON, world.admin.a].flatMap((actor) => writes(relation, actor)),
      ...reads(relation, world),
    ]);

const refusal = ({ name }: Relation, actor: Actor, what: string, run: string): Probe => ({
  about: name,
  what: `${what} by ${actor.name}`,
  steps: [{ as: actor, run, expect: ["42501"] }],
});

function writes(relation: Relation, actor: Actor): Probe[] {
  const { name, columns } = relation;
  const column = identifier(columns.find(({ generated }) => !generated)!.name);
  return [
    refusal(relation, actor, "insert", `insert into ${name} default values`),
    refusal(relation, actor, "update", `update ${name} set ${column} = null`),
    refusal(relation, actor, "delete", `delete from ${name}`),
  ];
}

function reads({ name }: Relation, world: World): Probe[] {
  const readers = GLOBAL_TABLES[name];
  if (!readers) return [];
  const select = (as: Actor, expect: string) => ({ as, run: `select from ${name}`, expect: [expect] });
  if (readers === "everyone") {
    return [{ about: name, what: "select by anyone signed in", steps: [select(world.admin.a, SOME_ROWS)] }];
  }
  const owner = world.admin.b;
  const own = `insert into ${name} (${identifier(readers.ownedBy)}) values (${literal(owner.user)})`;
  return [{
    about: name,
    what: "select of one's own row, and of another's",
    steps: [{ as: OWNER, run: own }, select(owner, "rows:1"), select(world.admin.a, "rows:0")],
  }];
}
