import type postgres from "postgres";
import { readSteadily } from "./schema/catalogue.ts";
import { describeFunctions } from "./schema/describe-functions.ts";
import { readGrants } from "./schema/read-grants.ts";
import { readPolicies } from "./schema/read-policies.ts";
import {
  describeDefaultPrivileges,
  describeExtensions,
  describePlatformTables,
  describeSchedules,
  describeSchemas,
} from "./schema/surroundings.ts";
import { describeTables } from "./schema/describe-tables.ts";
import { readTriggers } from "./schema/read-triggers.ts";
import { describeTypes } from "./schema/describe-types.ts";

const HEAD =
  `-- Frontdesk's database as it is after the last migration: made by \`deno task generate\`, not written by hand.
-- A picture to read and to compare, not a script to run. Everything belongs to the role postgres unless it says so;
-- monthly partitions of public.audit_logs are left out, since they come and go by schedule.`;

/**
 * The picture of the whole schema, made from the catalogue. It is the same on Postgres 15 and 17 and in every
 * month. `owner` must be connected as the role that owns the schema.
 */
export function describeSchema(owner: postgres.Sql): Promise<string> {
  return readSteadily(owner, async (sql) => {
    const policies = await readPolicies(sql);
    const triggers = await readTriggers(sql);
    const grants = await readGrants(sql);
    const tables = await describeTables(sql, { policies, triggers, grants: grants.relations });
    const chapters: [title: string, entries: string[]][] = [
      ["Schemas", await describeSchemas(sql, grants.schemas)],
      ["Extensions", await describeExtensions(sql)],
      ["Default privileges", await describeDefaultPrivileges(sql)],
      ["Types", await describeTypes(sql)],
      ...[...tables].map(([schema, entries]): [string, string[]] => [`Tables of ${schema}`, entries]),
      ["Functions", await describeFunctions(sql, grants.functions)],
      ["On tables of the platform", await describePlatformTables(sql, policies, triggers)],
      ["Schedules", await describeSchedules(sql)],
    ];
    return [HEAD, ...chapters.filter(([, entries]) => entries.length).map(writeChapter)].join("\n\n\n") +
      "\n";
  });
}

const writeChapter = ([title, entries]: [string, string[]]): string =>
  [`-- ${title} ${"-".repeat(106 - title.length)}`, ...entries].join("\n\n");
