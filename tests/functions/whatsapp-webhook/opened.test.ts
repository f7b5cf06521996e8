import assert from "node:assert/strict";
import { connect } from "../../../scripts/local/database.ts";
import { awaitLockWait } from "../../support/await-lock-wait.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { inboxStage } from "../../support/notify/inbox-stage.ts";
import { textDelivery, textMessage } from "../../support/whatsapp.ts";

Deno.test("a conversation that opens", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const stage = inboxStage(sql, functions);

  await t.step("who writes first after an echo or a history: all who may answer, once", async () => {
    for (const field of ["smb_message_echoes", "history"]) {
      const { deliver, say, from, told, forget, channel, admin, manager, agent } = await stage();
      const echo = { ...textMessage({ from: channel.displayPhoneNumber }), to: from };
      if (field === "history") {
        await deliver({ history: [{ threads: [{ id: from, messages: [textMessage({ from })] }] }] }, field);
      } else await deliver({ message_echoes: [echo] }, field);
      assert.deepEqual(await told(), [], field);
      await say({ text: "hello" });
      const rows = await told();
      assert.deepEqual(
        new Set(rows.map(({ employee }) => employee)),
        new Set([admin.id, manager.id, agent.id]),
        field,
      );
      assert.ok(rows.every(({ category, body }) => category === "conversations.new" && body === "hello"));
      await forget();
      await say();
      assert.deepEqual(await told(), [], `${field}: what follows is nobody's`);
    }
  });

  await t.step("of two deliveries that race to be the first after an echo, one is", async () => {
    const { id, deliver, from, told, assign, channel, agent } = await stage();
    const echo = { ...textMessage({ from: channel.displayPhoneNumber }), to: from };
    await deliver({ message_echoes: [echo] }, "smb_message_echoes");
    await assign(agent.id);
    await using elsewhere = hostFunctions(database.ownerUrl);
    const holder = connect(database.ownerUrl, 1);
    const deliveries = await holder.begin(async (tx) => {
      // Both have looked at the conversation before either may go on.
      await tx`select from public.clients where business_id = ${id} for update`;
      const begun = [functions, elsewhere].map(({ deliver }) => deliver(textDelivery(channel, { from })));
      await awaitLockWait(sql, 2);
      return { begun };
    }).then(({ begun }) => Promise.all(begun));
    await holder.end();
    assert.deepEqual(deliveries.map(({ status }) => status), [200, 200]);
    // The second is told to the one who has it, and to nobody else.
    const counts = new Map((await told()).map(({ employee, occurrences }) => [employee, occurrences]));
    assert.deepEqual([...counts.values()].toSorted(), [1, 1, 2]);
    assert.equal(counts.get(agent.id), 2);
  });

  await t.step(
    "a message in a closed conversation opens it: all who may answer, and only of that one",
    async () => {
      const { id, say, told, forget, deliver, from, assign, channel, agent } = await stage();
      const close = () => sql`update public.conversations set state = 'closed' where business_id = ${id}`;
      await say();
      await close();
      await forget();
      const echo = { ...textMessage({ from: channel.displayPhoneNumber }), to: from };
      await deliver({ message_echoes: [echo] }, "smb_message_echoes");
      assert.deepEqual(await told(), [], "an echo is no news");
      await close();
      await say({ text: "one more thing" });
      const rows = await told();
      assert.deepEqual(rows.map(({ category, body }) => [category, body]), [
        ["conversations.new", "one more thing"],
        ["conversations.new", "one more thing"],
        ["conversations.new", "one more thing"],
      ]);
      await forget();
      await say();
      assert.deepEqual(await told(), []);
      await sql`update public.conversations set state = 'snoozed' where business_id = ${id}`;
      await say();
      assert.deepEqual(await told(), [], "snoozed isn't closed");
      await assign(agent.id);
      await say();
      assert.deepEqual((await told()).map(({ employee, category }) => [employee, category]), [
        [agent.id, "conversations.message"],
      ]);
    },
  );

  await t.step("who writes in a group alone is new once, not each time", async () => {
    const { deliver, from, told, forget } = await stage();
    const inGroup = () =>
      deliver({
        contacts: [{ wa_id: from, profile: { name: "Layla" } }],
        messages: [{ ...textMessage({ from }), group_id: "a-group" }],
      });
    await inGroup();
    assert.equal((await told()).length, 3);
    await forget();
    await inGroup();
    assert.deepEqual(await told(), []);
  });
});
