import assert from "node:assert/strict";
import { closeConnection } from "../../shared/db/client.ts";
import { nameOf, readFlows } from "../support/battery/read-flows.ts";
import { createBattery } from "../support/battery/run-battery.ts";
import { cloneDatabase } from "../support/database.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { hostFunctions } from "../support/functions.ts";
import { makeVapidSettings } from "../support/push/make-vapid-settings.ts";

/**
 * Every route of every flow, from its own declaration, against everyone who must be refused. A new route is covered by
 * being there; one that can't be covered fails here with what to do.
 */
Deno.test("battery", async (t) => {
  const flows = await readFlows();
  await using database = await cloneDatabase();
  adoptEnvironment(database.ownerUrl);
  await using functions = hostFunctions(database.ownerUrl, makeVapidSettings());
  try {
    const battery = await createBattery(database, functions);
    let assertions = 0;
    for (const flow of flows) {
      for (const route of flow.routes) {
        await t.step(nameOf({ flow, route }), async () => {
          const verdict = await battery.run({ flow, route });
          assertions += verdict.assertions;
          const { length } = verdict.complaints;
          assert.equal(
            length,
            0,
            `${length} things don't hold:\n${verdict.complaints.slice(0, 30).join("\n")}`,
          );
        });
      }
    }
    const routes = flows.reduce((sum, flow) => sum + flow.routes.length, 0);
    console.log(`battery: ${assertions} assertions on ${routes} routes of ${flows.length} flows`);
  } finally {
    await closeConnection();
  }
});
