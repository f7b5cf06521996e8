import assert from "node:assert/strict";
import { cloneDatabase } from "../support/database.ts";
import { probeIsolation } from "../support/isolation/probe-isolation.ts";

Deno.test("no business reaches another's", async () => {
  await using database = await cloneDatabase();
  const started = performance.now();
  const { assertions, failures } = await probeIsolation(database.sql);
  console.log(`isolation: ${assertions} assertions in ${Math.round(performance.now() - started)} ms`);
  assert.deepEqual(failures, []);
});
