import type postgres from "postgres";
import { readCatalogue, tenantTables } from "./catalogue.ts";
import { checkGrants } from "./check-grants.ts";
import { checkPolicies } from "./check-policies.ts";
import { checkTables } from "./check-tables.ts";
import { closedProbes, globalProbes } from "./closed-probes.ts";
import { functionProbes } from "./function-probes.ts";
import { SECRET_COLUMNS } from "./fixtures.ts";
import { moveByBoth, moveProbes, referenceProbes } from "./key-probes.ts";
import { makeRows } from "./make-rows.ts";
import { memberProbes } from "./member-probes.ts";
import { nobodyProbes } from "./nobody-probes.ts";
import { outsiderProbes } from "./outsider-probes.ts";
import { permissionlessProbes, personalProbes, secretProbes } from "./personal-probes.ts";
import { revocationProbes } from "./revocation-probes.ts";
import { runProbes } from "./run-probes.ts";
import { storageSubject } from "./storage-subject.ts";
import { fingerprintOf, insiderOf, tenantSubject, withEveryGrant } from "./subject.ts";
import { makeWorld } from "./world.ts";

export interface Findings {
  assertions: number;
  /** A sentence each, which begins with the object's name. */
  failures: string[];
}

/** The bucket whose files belong to businesses. */
const BUCKET = "media";

/**
 * Walks the catalogue and tries everything an outsider could, on every table, function and file, however new. `sql` is
 * the owner's. Leaves nothing behind: all of it happens in one transaction that is rolled back.
 */
export async function probeIsolation(sql: postgres.Sql): Promise<Findings> {
  const undone = Symbol("undone");
  let findings: Findings | undefined;
  await sql.begin(async (tx) => {
    findings = await probe(tx);
    throw undone;
  }).catch((error) => {
    if (error !== undone) throw error;
  });
  return findings!;
}

async function probe(sql: postgres.TransactionSql): Promise<Findings> {
  await sql`set constraints all immediate`;
  const catalogue = await readCatalogue(sql);
  const checks = [
    ...checkTables(catalogue),
    ...await checkPolicies(sql, catalogue),
    ...await checkGrants(sql, catalogue),
  ];
  const world = await makeWorld(sql);
  const made = await makeRows(sql, catalogue, world);
  const subjects = tenantTables(catalogue).filter(({ name }) => made.rows.has(name))
    .map((table) => tenantSubject(table, made.rows, world, catalogue));
  const exposed = [
    ...subjects.filter(({ relation }) => relation.schema === "public"),
    await storageSubject(sql, world, catalogue, BUCKET),
  ];
  const all = exposed.map((subject) => `(${fingerprintOf(subject, "a")})`).join(" || ");
  const functions = functionProbes(catalogue, made.rows, world, `select ${all}`);
  const asIs = await runProbes(sql, [
    ...exposed.flatMap((subject) => [
      ...outsiderProbes(subject, world),
      ...memberProbes(subject, world),
      ...revocationProbes(subject, world),
      ...personalProbes(subject, world),
      ...permissionlessProbes(subject, world),
      ...nobodyProbes(subject, world),
      ...secretProbes(subject, SECRET_COLUMNS[subject.name] ?? [], insiderOf(subject, world)),
    ]),
    ...subjects.flatMap((subject) => [
      ...referenceProbes(subject, made.rows, catalogue),
      ...moveProbes(subject, world, made.rows, catalogue),
    ]),
    ...closedProbes(catalogue, world),
    ...globalProbes(catalogue, world),
    ...functions.probes,
  ]);
  const opened = exposed.filter(({ relation }) => relation.schema === "public").map(withEveryGrant);
  for (const { name } of opened) {
    await sql.unsafe(`grant select, insert, update, delete on ${name} to authenticated`);
  }
  const ifOpened = await runProbes(
    sql,
    opened.flatMap((subject) => [
      ...outsiderProbes(subject, world),
      ...personalProbes(subject, world),
      moveByBoth(subject, world, made.rows, catalogue),
    ]).map((probe) => ({ ...probe, what: `${probe.what}, had everyone every grant` })),
  );
  const broken = checks.filter(({ holds }) => !holds).map(({ about, otherwise }) => `${about}: ${otherwise}`);
  return {
    assertions: checks.length + asIs.assertions + ifOpened.assertions + tenantTables(catalogue).length,
    failures: [...made.failures, ...functions.failures, ...broken, ...asIs.failures, ...ifOpened.failures],
  };
}
