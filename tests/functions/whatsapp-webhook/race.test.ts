import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { delivery, textDelivery, textMessage } from "../../support/whatsapp.ts";

Deno.test("deliveries that race", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;

  await t.step(
    "50 first messages of one client at once: one client, one conversation, 50 messages, unread 50",
    async () => {
      const { id, channel } = await makeBusiness(sql);
      const answers = await Promise.all(
        Array.from(
          { length: 50 },
          (_, i) => functions.deliver(textDelivery(channel, { from: "9613111111", text: `${i}` })),
        ),
      );
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.deepEqual(await countsOf(id), { clients: 1, conversations: 1, messages: 50, unread: 50 });
    },
  );

  await t.step("one delivery 20 times at once is one", async () => {
    const { id, channel } = await makeBusiness(sql);
    const payload = textDelivery(channel, { from: "9613222222" });
    await Promise.all(Array.from({ length: 20 }, () => functions.deliver(payload)));
    assert.deepEqual(await countsOf(id), { clients: 1, conversations: 1, messages: 1, unread: 1 });
  });

  await t.step("one message in many batches at once, twice within each, is one", async () => {
    const { id, channel } = await makeBusiness(sql);
    const message = textMessage({ from: "9613333333", wamid: `wamid.${id}` });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        functions.deliver(delivery(channel, {
          messages: [message, textMessage({ from: `96133330${10 + i}` }), message],
        }))),
    );
    assert.deepEqual(await countsOf(id), { clients: 21, conversations: 21, messages: 21, unread: 21 });
  });

  await t.step(
    "batches over the same people in opposite orders don't block each other for good",
    async () => {
      const { id, channel } = await makeBusiness(sql);
      const people = Array.from({ length: 12 }, (_, i) => `96134444${10 + i}`);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          functions.deliver(delivery(channel, {
            messages: (i % 2 ? people : people.toReversed()).map((from) => textMessage({ from })),
          }))),
      );
      assert.deepEqual([
        ...new Set(answers.map(({ status }) => status)),
      ], [200]);
      assert.deepEqual(await countsOf(id), { clients: 12, conversations: 12, messages: 480, unread: 480 });
    },
  );

  await t.step(
    "a person known by phone here and by id there, proven one while both write, stays one",
    async () => {
      const { id, channel } = await makeBusiness(sql);
      const user_id = "LB.abc123";
      const from = "9613555555";
      const forms = [{ from }, { from_user_id: user_id }, { from, from_user_id: user_id }];
      const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => {
        const { from: _from, ...rest } = textMessage({ from });
        return functions.deliver(delivery(channel, { messages: [{ ...rest, ...forms[i % 3] }] }));
      }));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.deepEqual(await countsOf(id), { clients: 1, conversations: 1, messages: 60, unread: 60 });
      const [failed] =
        await sql`select count(*)::int as count from private.webhook_events where outcome <> 'done'`;
      assert.equal(failed?.count, 0);
    },
  );

  async function countsOf(business: string) {
    const [counts] = await sql`
      select
        (select count(*)::int from public.clients where business_id = ${business}) as clients,
        (select count(*)::int from public.conversations where business_id = ${business}) as conversations,
        (select count(*)::int from public.messages where business_id = ${business}) as messages,
        (select sum(unread_count)::int from public.conversations where business_id = ${business}) as unread`;
    return { ...counts };
  }
});
