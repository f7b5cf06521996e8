import assert from "node:assert/strict";
import { connect } from "../../../scripts/local/database.ts";
import { addEmployee, makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { awaitLockWait } from "../../support/await-lock-wait.ts";
import { insertNotification } from "../../support/insert-notification.ts";

/** Sorts before every other id; the row stands last in the table, and in the middle by its time. */
const FIRST = "00000000-0000-4000-8000-000000000000";

Deno.test("marking many at once", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);

  for (const path of ["/seen", "/read-all"]) {
    await t.step(
      `${path} locks in the order of ids: whoever waits for the first holds none of the others`,
      async () => {
        const reader = await addEmployee(sql, business.id, "viewer");
        const ids: string[] = [];
        for (let n = 0; n < 8; n++) ids.push(await insertNotification(sql, reader));
        await sql`delete from public.notifications where id = ${FIRST}`;
        await sql`update public.notifications set id = ${FIRST} where id = ${ids.splice(4, 1)[0]!}`;
        const holder = connect(database.ownerUrl, 1);
        let marking: ReturnType<typeof functions.call>;
        await holder.begin(async (tx) => {
          await tx`select from public.notifications where id = ${FIRST} for update`;
          marking = functions.call(`/notifications${path}`, {
            user: reader.userId,
            business: business.id,
            method: "POST",
            body: {},
          });
          await awaitLockWait(sql);
          const free =
            await sql`select from public.notifications where employee_id = ${reader.id} for update skip locked`;
          assert.equal(free.count, ids.length);
        });
        await holder.end();
        const { status, json } = await marking!;
        assert.deepEqual([status, json.unseen], [200, 0]);
      },
    );
  }
});
