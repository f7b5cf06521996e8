import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { runCrashes } from "./support/crash.ts";
import type { Findings, Ground } from "./support/drill.ts";
import { runOutage } from "./support/outage.ts";
import { runPoison } from "./support/poison.ts";
import { createChance, readSeed } from "./support/seeded-chance.ts";

/** `deno task drill outbox` in small: the same violence and the same promises, with fewer to suffer it. */
const PARTS: Record<string, (ground: Ground) => Promise<Findings>> = {
  "dispatchers that are killed while they send lose nothing and tell nobody twice": (ground) =>
    runCrashes(ground, { businesses: 2, employeesEach: 30, kills: 3, holds: 1 }),
  "a poisonous job dies alone, whether it kills its process or throws": (ground) =>
    runPoison(ground, 150, ["kills", "throws"]),
  "an outage costs no job its life, and its end is no stampede": (ground) =>
    runOutage(ground, { employees: 20, outage: 60, pace: 3 }),
};

for (const [name, run] of Object.entries(PARTS)) {
  Deno.test(name, async () => {
    await using database = await cloneDatabase();
    const seed = readSeed();
    const chance = createChance(seed);
    const { promises } = await run({ ownerUrl: database.ownerUrl, sql: database.sql, chance, report() {} });
    // With the seed: without it nobody could look at the same choices again.
    assert.deepEqual({ DRILL_SEED: seed, broken: promises.filter(({ held }) => !held) }, {
      DRILL_SEED: seed,
      broken: [],
    });
  });
}
