import { type Probe, SOME_ROWS } from "./run-probes.ts";
import {
  assign,
  copyInto,
  hasPolicyFor,
  insiderOf,
  mayUse,
  type Subject,
  theRow,
  writableColumns,
} from "./subject.ts";
import { OWNER, type World } from "./world.ts";

/**
 * What an Admin of A can do (or a personal row's owner), so that the outsiders' failures mean something: read, and write
 * where a grant and a policy allow it to somebody.
 */
export function memberProbes(subject: Subject, world: World): Probe[] {
  const { name, of } = subject;
  const insider = insiderOf(subject, world);
  const can = (what: string, run: string, expect: string, stage?: string): Probe => ({
    about: name,
    what: `${what} by ${insider.name}`,
    steps: [...(stage ? [{ as: OWNER, run: stage }] : []), { as: insider, run, expect: [expect] }],
  });
  const remove = `delete from ${name} where ${theRow(subject, "a")}`;
  const allowed = (command: "insert" | "update" | "delete") =>
    mayUse(subject, "authenticated", command) && hasPolicyFor(subject, command);
  const writable = writableColumns(subject);
  const probes = [
    can("select", `select from ${name} where ${of("a")}`, SOME_ROWS),
    can("select of another business's rows", `select from ${name} where ${of("b")}`, "rows:0"),
  ];
  if (allowed("insert")) {
    const columns = writable.filter((column) => column.insertable).map((column) => column.name);
    // The row itself makes way for its copy: no other row surely fits every constraint.
    probes.push(can("insert", copyInto(subject, columns), "rows:1", remove));
  }
  if (allowed("update")) {
    const columns = writable.filter((column) => column.updatable).map((column) => column.name);
    probes.push(
      can("update", `update ${name} set ${assign(subject, columns)} where ${theRow(subject, "a")}`, "rows:1"),
    );
  }
  if (allowed("delete")) probes.push(can("delete", remove, "rows:1"));
  return probes;
}
