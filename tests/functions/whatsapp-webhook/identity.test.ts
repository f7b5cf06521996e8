import assert from "node:assert/strict";
import { makeBusiness, type TestBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { delivery, textDelivery, textMessage } from "../../support/whatsapp.ts";

const at = 1_790_000_000;

Deno.test("who is who", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;

  const change = (
    channel: TestBusiness["channel"],
    from: string,
    system: Record<string, unknown>,
    seconds: number,
  ) =>
    delivery(channel, {
      messages: [{
        id: `wamid.${crypto.randomUUID()}`,
        from,
        timestamp: String(at + seconds),
        type: "system",
        system,
      }],
    });
  const withId = (
    channel: TestBusiness["channel"],
    from: string | undefined,
    user_id: string,
    name: string,
    seconds: number,
  ) => {
    const { from: _from, ...message } = textMessage({ from: "", at: at + seconds });
    return delivery(channel, {
      contacts: [{ ...(from ? { wa_id: from } : {}), user_id, profile: { name } }],
      messages: [{ ...message, ...(from ? { from } : {}), from_user_id: user_id }],
    });
  };
  const clientsOf = async (business: string) =>
    (await sql`
      select cl.profile_name as name, cl.phone, cl.wa_user_id as id,
        (select count(*)::int from public.messages m join public.conversations c on c.business_id = m.business_id and c.id = m.conversation_id
          where c.client_id = cl.id and m.kind <> 'system') as messages
      from public.clients cl where cl.business_id = ${business} order by cl.profile_name`).map((row) => ({
      ...row,
    }));

  await t.step("a number change onto a number that someone else had keeps them two people", async () => {
    const { id, channel } = await makeBusiness(sql);
    await functions.deliver(textDelivery(channel, { from: "9613000009", name: "Vera", at }));
    await functions.deliver(textDelivery(channel, { from: "9613000001", name: "Nadim", at: at + 10 }));
    await functions.deliver(
      change(channel, "9613000001", { type: "user_changed_number", wa_id: "9613000009" }, 20),
    );
    await functions.deliver(textDelivery(channel, { from: "9613000009", name: "Nadim", at: at + 20 }));
    assert.deepEqual(await clientsOf(id), [
      { name: "Nadim", phone: "+9613000009", id: null, messages: 2 },
      { name: "Vera", phone: null, id: null, messages: 1 },
    ]);
  });

  await t.step("another id on the same number is another person, whichever is told first", async () => {
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2]]) {
      const { id, channel } = await makeBusiness(sql);
      const told = [
        withId(channel, "9613000011", "LB.vera", "Vera", 0),
        withId(channel, undefined, "LB.nadim", "Nadim", 10),
        withId(channel, "9613000011", "LB.nadim", "Nadim", 20),
      ];
      for (const i of order) await functions.deliver(told[i]);
      assert.deepEqual(await clientsOf(id), [
        { name: "Nadim", phone: "+9613000011", id: "LB.nadim", messages: 2 },
        { name: "Vera", phone: null, id: "LB.vera", messages: 1 },
      ], `order ${order}`);
    }
  });

  await t.step("the newest name stays, wherever in a delivery it stands", async () => {
    for (const order of [[0, 1], [1, 0]]) {
      const { id, channel } = await makeBusiness(sql);
      const from = "9613000051";
      await functions.deliver(textDelivery(channel, { from, name: "Old", at }));
      const told = [["New", at + 20], ["Old", at + 10]] as const;
      const { entry } = delivery(channel, {});
      const changes = order.map((i) =>
        textDelivery(channel, { from, name: told[i]![0], at: told[i]![1] }).entry[0]!.changes[0]!
      );
      await functions.deliver({ object: "whatsapp_business_account", entry: [{ ...entry[0], changes }] });
      assert.deepEqual((await clientsOf(id)).map(({ name }) => name), ["New"], `order ${order}`);
    }
  });

  await t.step("a number that changes hands within one delivery", async () => {
    const { id, channel } = await makeBusiness(sql);
    await functions.deliver(delivery(channel, {
      contacts: [{ wa_id: "9613000021", profile: { name: "Vera" } }],
      messages: [
        textMessage({ from: "9613000021", at }),
        {
          id: `wamid.${crypto.randomUUID()}`,
          from: "9613000021",
          timestamp: String(at + 10),
          type: "system",
          system: { type: "user_changed_number", wa_id: "9613000022" },
        },
        textMessage({ from: "9613000021", at: at + 20 }),
      ],
    }));
    const phones = (await clientsOf(id)).map(({ phone, messages }) => ({ phone, messages }));
    assert.deepEqual(phones.toSorted((a, b) => a.phone.localeCompare(b.phone)), [
      { phone: "+9613000021", messages: 1 },
      { phone: "+9613000022", messages: 1 },
    ]);
  });

  await t.step("a history of 10,000 people arrives in an empty database", async () => {
    const { id, channel } = await makeBusiness(sql);
    const threads = Array.from({ length: 10_000 }, (_, i) => ({
      id: `96140${String(i).padStart(6, "0")}`,
      messages: [textMessage({ from: `96140${String(i).padStart(6, "0")}`, at: at - i })],
    }));
    assert.equal(
      (await functions.deliver(delivery(channel, { history: [{ threads }] }, "history"))).status,
      200,
    );
    const [receipt] = await sql`select outcome, error from private.webhook_events order by id desc limit 1`;
    assert.deepEqual({ ...receipt }, { outcome: "done", error: null });
    assert.equal((await clientsOf(id)).length, 10_000);
  });

  await t.step(
    "more elements than any delivery can mean are kept as failed, and keep nobody waiting",
    async () => {
      const { channel } = await makeBusiness(sql);
      const big = functions.deliver(delivery(channel, {
        contacts: Array.from({ length: 30_000 }, () => ({})),
        messages: Array.from({ length: 30_000 }, (_, i) => ({ id: `wamid.${i}`, from: "12345" })),
      }));
      const small = await functions.deliver(textDelivery(channel, { from: "9613000031", at }));
      assert.equal(small.status, 200);
      assert.equal((await big).status, 200);
      const [receipt] = await sql`select outcome, error from private.webhook_events where outcome = 'failed'`;
      assert.match(receipt?.error, /more than 20000 elements/);
    },
  );

  await t.step("what was revoked stays revoked when the original is told again", async () => {
    const { channel } = await makeBusiness(sql);
    const original = textMessage({ from: "9613000041", text: "SECRET", at });
    await functions.deliver(
      delivery(channel, { history: [{ threads: [{ id: "9613000041", messages: [original] }] }] }, "history"),
    );
    await functions.deliver(delivery(channel, {
      messages: [{
        id: `wamid.${crypto.randomUUID()}`,
        from: "9613000041",
        timestamp: String(at + 5),
        type: "revoke",
        revoke: { original_message_id: original.id },
      }],
    }));
    await functions.deliver(delivery(channel, { messages: [original] }));
    const [message] = await sql`select body, revoked_at from public.messages where wamid = ${original.id}`;
    assert.equal(message?.body, null);
    assert.ok(message?.revoked_at);
  });

  await t.step("an id that holds digits is no phone number", async () => {
    const { id, channel } = await makeBusiness(sql);
    await functions.deliver(textDelivery(channel, { from: "961312345", name: "Vera", at }));
    await functions.deliver(delivery(channel, {
      history: [{
        threads: [{
          id: "LB.961abc312345",
          context: { user_id: "LB.961abc312345" },
          messages: [textMessage({ from: "", at: at - 5 })],
        }],
      }],
    }, "history"));
    assert.equal((await clientsOf(id)).length, 2);
  });
});
