import { startThrowAwayCluster } from "../local/postgres/throw-away-cluster.ts";
import { readMigrations } from "../local/migrate.ts";
import { makeTemplate, runTests, TEMPLATE } from "../test/test-cluster.ts";
import type { Finding } from "./finding.ts";
import { checkPlpgsql } from "./postgres-15/check-plpgsql.ts";
import { findPostgres15 } from "./postgres-15/debian-packages.ts";
import { runSchedule } from "./postgres-15/run-schedule.ts";

/** pg_cron, living in `database`. Its workers need no password; connections of its own would. */
const withCron = (database: string) => ({
  shared_preload_libraries: "pg_cron",
  "cron.database_name": database,
  "cron.use_background_workers": "on",
});

/**
 * The oldest Postgres that hosted projects run, as Debian packs it: every migration with real pg_cron, plpgsql_check
 * on every function, a schedule that really runs, and the tests of the database. Elsewhere it says what is missing.
 */
async function checkPostgres15(): Promise<boolean> {
  const found = await findPostgres15();
  if ("missing" in found) {
    console.log(`Skipped: ${found.missing}`);
    return true;
  }
  const { bin: binaries } = found;
  await using cluster = await startThrowAwayCluster({ binaries, settings: withCron(TEMPLATE) });
  const password = crypto.randomUUID();
  const ownerUrl = await makeTemplate(cluster, password);
  console.log(`Postgres ${cluster.version}: ${(await readMigrations()).length} migrations applied.`);

  const plpgsql = await checkPlpgsql(cluster.superuserUrl(TEMPLATE));
  console.log(`plpgsql_check: ${plpgsql.checked} functions, ${plpgsql.findings.length} to be mended.`);
  console.log("pg_cron: waiting for the next full minute ...");
  const { jobs, findings } = await runSchedule(ownerUrl);
  for (const { jobname, schedule } of jobs) console.log(`pg_cron: ${schedule}  ${jobname}`);
  if (findings.length === 0) console.log("pg_cron: schedules ran, and the clock woke a dispatcher.");
  report([...plpgsql.findings, ...findings]);

  // pg_cron never leaves the database it lives in, and one that somebody is in can't be cloned.
  await cluster.restart({ binaries, settings: withCron("postgres") });
  const code = await runTests(cluster, password, ["tests/database"]);
  return code === 0 && plpgsql.findings.length + findings.length === 0;
}

function report(findings: Finding[]) {
  for (const { where, what } of findings) console.error(`${where}: ${what}`);
}

Deno.exit(await checkPostgres15() ? 0 : 1);
