import assert from "node:assert/strict";
import { addEmployee } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { inboxStage } from "../../support/notify/inbox-stage.ts";
import { textDelivery, textMessage } from "../../support/whatsapp.ts";

Deno.test("what employees are told of messages", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const stage = inboxStage(sql, functions);

  await t.step("a new conversation: all who may answer it, and where it is", async () => {
    const { id, say, told, admin, manager, agent } = await stage();
    await say({ text: "Is Tuesday free?" });
    const [{ conversation }] = await sql<[{ conversation: string }]>`
      select id as conversation from public.conversations where business_id = ${id}`;
    const rows = await told();
    assert.deepEqual(
      new Set(rows.map(({ employee }) => employee)),
      new Set([admin.id, manager.id, agent.id]),
    );
    for (const row of rows) {
      assert.deepEqual(row, {
        employee: row.employee,
        category: "conversations.new",
        title: "New conversation: Layla",
        body: "Is Tuesday free?",
        occurrences: 1,
        action_path: `/conversations/${conversation}`,
      });
    }
  });

  await t.step("a further message: the one it is assigned to, and nobody if it is nobody's", async () => {
    const { say, told, forget, assign, agent } = await stage();
    await say();
    await forget();
    await say();
    assert.deepEqual(await told(), []);
    await assign(agent.id);
    await say({ text: "hello?" });
    await say({ text: "anybody there?" });
    assert.deepEqual(
      (await told()).map(({ employee, category, title, body, occurrences }) => [
        employee,
        category,
        title,
        body,
        occurrences,
      ]),
      [[agent.id, "conversations.message", "Layla", "anybody there?", 2]],
    );
  });

  await t.step("the same delivery again tells nobody anything", async () => {
    const { channel, from, told, assign, agent, forget } = await stage();
    await functions.deliver(textDelivery(channel, { from }));
    await assign(agent.id);
    await forget();
    const message = textDelivery(channel, { from });
    for (let n = 0; n < 3; n++) await functions.deliver(message);
    assert.deepEqual((await told()).map(({ occurrences }) => occurrences), [1]);
  });

  await t.step("several messages of one delivery count as many", async () => {
    const { deliver, from, told, assign, say, forget, agent } = await stage();
    await say();
    await assign(agent.id);
    await forget();
    const at = Math.floor(Date.now() / 1000);
    await deliver({
      contacts: [{ wa_id: from, profile: { name: "Layla" } }],
      messages: [1, 2, 3].map((n) => textMessage({ from, text: `number ${n}`, at: at + n })),
    });
    assert.deepEqual((await told()).map(({ body, occurrences }) => [body, occurrences]), [["number 3", 3]]);
  });

  await t.step("history, echoes and reactions are no news", async () => {
    const { deliver, say, from, told, assign, forget, agent, channel } = await stage();
    await deliver({ history: [{ threads: [{ id: from, messages: [textMessage({ from })] }] }] }, "history");
    assert.deepEqual(await told(), []);
    await say({ wamid: "wamid.said" });
    await assign(agent.id);
    await forget();
    const timestamp = String(Math.floor(Date.now() / 1000));
    await deliver({
      contacts: [{ wa_id: from, profile: { name: "Layla" } }],
      messages: [{
        id: "wamid.reaction",
        from,
        timestamp,
        type: "reaction",
        reaction: { message_id: "wamid.said", emoji: "🙂" },
      }],
    });
    const echo = { ...textMessage({ from: channel.displayPhoneNumber }), to: from };
    await deliver({ message_echoes: [echo] }, "smb_message_echoes");
    assert.deepEqual(await told(), []);
  });

  await t.step("what has no words is called by what it is, in the reader's language", async () => {
    const { id, deliver, from, told, say, assign, forget, agent } = await stage();
    await say();
    await assign(agent.id);
    await forget();
    await sql`update public.employees set language = 'ar' where business_id = ${id}`;
    const timestamp = String(Math.floor(Date.now() / 1000));
    await deliver({
      contacts: [{ wa_id: from, profile: { name: "Layla" } }],
      messages: [{
        id: "wamid.image",
        from,
        timestamp,
        type: "image",
        image: { id: "1", mime_type: "image/jpeg" },
      }],
    });
    assert.deepEqual((await told()).map(({ body }) => body), ["صورة"]);
  });

  await t.step("who calls themselves nothing that one can see is called by their number", async () => {
    for (const name of [" ", "\u2066\u202e", "\u200b\u200d", "\u3164", "\u00a0\t"]) {
      const { say, told, from } = await stage();
      await say({ name });
      assert.equal((await told())[0]!.title, `New conversation: +${from}`, JSON.stringify(name));
    }
    for (const name of ["🌸", "ليلى", "1", "\u200fليلى\u200f"]) {
      const { say, told } = await stage();
      await say({ name });
      assert.equal((await told())[0]!.title, `New conversation: ${name}`);
    }
  });

  await t.step("one business's client is no news to another", async () => {
    const [ours, theirs] = [await stage(), await stage()];
    const second = await addEmployee(sql, theirs.id, "agent");
    await ours.say();
    assert.deepEqual(await theirs.told(), []);
    await theirs.say({ from: ours.from });
    assert.ok((await theirs.told()).some(({ employee }) => employee === second.id));
    assert.equal((await ours.told()).length, 3);
  });
});
