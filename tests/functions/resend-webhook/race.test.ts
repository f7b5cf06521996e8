import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../../scripts/local/database.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import {
  mailOnItsWay,
  mailSent,
  PERMANENT,
  receiptsOf,
  resendEvent,
  statusOf,
  suppressionsOf,
  tellOfMail,
} from "../../support/mail/resend-events.ts";

Deno.test("resend-webhook: what happens at once", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);

  await t.step("the same id many times at once has one effect", async () => {
    const mail = await mailSent(sql, business.id, "many@people.test");
    const event = resendEvent("email.bounced", mail, PERMANENT);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => tellOfMail(functions, event, { id: "msg_many" })),
    );
    assert.deepEqual(answers.map(({ status }) => status), Array(12).fill(200));
    assert.equal((await receiptsOf(sql, "msg_many")).length, 1);
    const statuses = await sql`select status from private.communication_statuses where provider_id = ${mail}`;
    assert.equal(statuses.length, 1);
    assert.deepEqual(await suppressionsOf(sql, business.id), ["bounced many@people.test"]);
  });

  await t.step("many events of one mail at once leave it where it ended", async () => {
    for (let round = 0; round < 5; round++) {
      const mail = await mailSent(sql, business.id, `round${round}@people.test`);
      const types = ["sent", "delivered", "opened", "clicked", "complained", "delivery_delayed"];
      await Promise.all(types.map((type) => tellOfMail(functions, resendEvent(`email.${type}`, mail))));
      assert.equal(await statusOf(sql, mail), "complained");
    }
  });

  // Each of the two writes what the other needs, and can't see it before the other has committed.
  await t.step("a bounce that is told while the mail's id is being noted reaches the mail", async () => {
    const mail = crypto.randomUUID();
    const { log, close } = await mailOnItsWay(sql, business.id, "race1@people.test");
    const other = connect(database.ownerUrl, 1);
    let answered: Promise<{ status: number }> | undefined;
    await other.begin(async (noting) => {
      await close(mail, noting);
      answered = tellOfMail(functions, resendEvent("email.bounced", mail, PERMANENT));
      await waitsOrIsDone(sql, answered);
    });
    assert.equal((await answered)?.status, 200);
    await other.end();
    assert.equal(await statusOf(sql, mail), "bounced", log);
    assert.ok((await suppressionsOf(sql, business.id)).includes("bounced race1@people.test"));
  });

  await t.step("an id that is noted while its bounce is being told finds the bounce", async () => {
    const mail = crypto.randomUUID();
    const { close } = await mailOnItsWay(sql, business.id, "race2@people.test");
    const told = { provider_id: mail, status: "bounced", at: new Date(), final: true };
    const other = connect(database.ownerUrl, 1);
    let closed: Promise<unknown> | undefined;
    await other.begin(async (telling) => {
      await telling`select private.receive_resend_event('msg_race2', ${
        JSON.stringify(told)
      }::text::jsonb, '{}')`;
      closed = Promise.resolve(close(mail));
      await waitsOrIsDone(sql, closed);
    });
    await closed;
    await other.end();
    assert.equal(await statusOf(sql, mail), "bounced");
    assert.ok((await suppressionsOf(sql, business.id)).includes("bounced race2@people.test"));
  });
});

/** Until somebody waits for a lock, or `work` is done because nothing kept it. */
async function waitsOrIsDone(sql: postgres.Sql, work: Promise<unknown>): Promise<void> {
  let done = false;
  work.finally(() => done = true);
  while (!done) {
    const [{ waiting }] = await sql<[{ waiting: number }]>`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting > 0) return;
  }
}
