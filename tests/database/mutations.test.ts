import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { MUTATIONS } from "../support/isolation/mutations.ts";
import { probeIsolation } from "../support/isolation/probe-isolation.ts";

// A suite that stays green whatever one breaks proves nothing: each mistake must turn it red, by name.
Deno.test("the isolation suite notices", async (t) => {
  const waiting = [...MUTATIONS];
  const lane = async () => {
    for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
      const { mistake, sql, found } = mutation;
      await t.step({ name: mistake, fn: () => notice(sql, found), ...BESIDE_OTHERS });
    }
  };
  await Promise.all([lane(), lane()]);
});

/** Steps that run side by side can't each be held to account for what is open. */
const BESIDE_OTHERS = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

async function notice(mutation: string, found: RegExp) {
  await using database = await cloneDatabase();
  await database.sql.unsafe(mutation);
  const { failures } = await probeIsolation(database.sql);
  assert(
    failures.some((failure) => found.test(failure)),
    `Nothing of this fits ${found}:\n${failures.join("\n")}`,
  );
}
