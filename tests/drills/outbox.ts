import { connect } from "../../scripts/local/database.ts";
import type { Report } from "../bench/support/bench.ts";
import { makeThrowawayDatabase } from "../bench/support/throwaway-database.ts";
import { runCrashes } from "./support/crash.ts";
import { runOutage } from "./support/outage.ts";
import { runPoison } from "./support/poison.ts";
import { runMailPoison } from "./support/poison-mail.ts";
import type { Drill, Findings, Ground } from "./support/drill.ts";
import { createChance, readSeed } from "./support/seeded-chance.ts";

/** The parts, each on a database of its own. */
const PARTS: ((ground: Ground) => Promise<Findings>)[] = [
  (ground) => runCrashes(ground, { businesses: 4, employeesEach: 250, kills: 22, holds: 3 }),
  (ground) => runPoison(ground, 500),
  (ground) => runMailPoison(ground, 500),
  (ground) => runOutage(ground, { employees: 300, outage: 600 }),
];

export default {
  name: "outbox",
  what:
    "Dispatchers die, jobs are poisonous, providers are out for ten minutes: nothing is lost, nothing happens twice",
  async run(report: Report) {
    const seed = readSeed();
    report(`DRILL_SEED=${seed}`);
    const chance = createChance(seed);
    const all: Findings = { tables: { seed: [{ DRILL_SEED: String(seed) }] }, promises: [] };
    for (const part of PARTS) {
      await using database = await makeThrowawayDatabase();
      const sql = connect(database.ownerUrl);
      try {
        const { tables, promises } = await part({ ownerUrl: database.ownerUrl, sql, chance, report });
        Object.assign(all.tables, tables);
        all.promises.push(...promises);
      } finally {
        await sql.end();
      }
    }
    return all;
  },
} satisfies Drill;
