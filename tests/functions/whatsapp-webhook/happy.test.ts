import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { delivery, textDelivery, textMessage } from "../../support/whatsapp.ts";

const DAY = 24 * 60 * 60;

Deno.test("what deliveries do", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const at = 1_790_000_000;
  const messageOf = async (wamid: string) =>
    (await sql`select * from public.messages where wamid = ${wamid}`)[0]!;
  const onlyConversation = async (business: string) => {
    const rows = await sql`select * from public.conversations where business_id = ${business}`;
    assert.equal(rows.length, 1);
    return rows[0]!;
  };

  await t.step("a client's message opens the window, counts as unread and names the client", async () => {
    const { id, channel } = await makeBusiness(sql);
    await functions.deliver(textDelivery(channel, { from: "9613000001", name: "Layla", at }));
    const conversation = await onlyConversation(id);
    assert.equal(conversation.unread_count, 1);
    assert.equal(conversation.handled_by, "ai");
    assert.equal(conversation.window_expires_at.getTime(), (at + DAY) * 1000);
    const [client] = await sql`select name, phone, wa_id from public.clients where business_id = ${id}`;
    assert.deepEqual({ ...client }, { name: "Layla", phone: "+9613000001", wa_id: "9613000001" });
  });

  await t.step("echoes and history neither open the window nor count as unread", async () => {
    const { id, channel } = await makeBusiness(sql);
    const echo = { ...textMessage({ from: channel.displayPhoneNumber, at }), to: "9613000002" };
    await functions.deliver(delivery(channel, { message_echoes: [echo] }, "smb_message_echoes"));
    const old = textMessage({ from: "9613000002", at: at - DAY });
    await functions.deliver(delivery(channel, {
      history: [{ metadata: { phase: 0 }, threads: [{ id: "9613000002", messages: [old] }] }],
    }, "history"));
    const conversation = await onlyConversation(id);
    assert.equal(conversation.unread_count, 0);
    assert.equal(conversation.window_expires_at, null);
    assert.equal(conversation.last_message_at.getTime(), at * 1000);
    assert.deepEqual(
      [...await sql`select direction, origin, status from public.messages where business_id = ${id} order by created_at`]
        .map((row) => ({ ...row })),
      [{ direction: "inbound", origin: "history", status: "received" }, {
        direction: "outbound",
        origin: "echo",
        status: "sent",
      }],
    );
  });

  await t.step("a message told in history and live counts once, whichever came first", async () => {
    for (const order of [[0, 1], [1, 0]]) {
      const { id, channel } = await makeBusiness(sql);
      const message = textMessage({ from: "9613000003", at });
      const tellings = [
        delivery(channel, { history: [{ threads: [{ id: "9613000003", messages: [message] }] }] }, "history"),
        delivery(channel, { messages: [message] }),
      ];
      for (const i of order) await functions.deliver(tellings[i]);
      const { unread_count, window_expires_at } = await onlyConversation(id);
      assert.deepEqual({ unread_count, opened: window_expires_at !== null }, {
        unread_count: 1,
        opened: true,
      });
    }
  });

  await t.step("statuses move forward only, also ahead of the message, and keep each time", async () => {
    const { channel } = await makeBusiness(sql);
    const wamid = `wamid.echo.${channel.id}`;
    const status = (name: string, seconds: number) =>
      delivery(channel, {
        statuses: [{ id: wamid, status: name, timestamp: String(at + seconds), recipient_id: "9613000004" }],
      });
    await functions.deliver(status("read", 30));
    await functions.deliver(delivery(channel, {
      message_echoes: [{ ...textMessage({ from: channel.displayPhoneNumber, wamid, at }), to: "9613000004" }],
    }, "smb_message_echoes"));
    assert.equal((await messageOf(wamid)).status, "read");
    await functions.deliver(status("sent", 1));
    await functions.deliver(status("delivered", 10));
    const message = await messageOf(wamid);
    assert.equal(message.status, "read");
    const seconds = (time: Date) => time.getTime() / 1000 - at;
    assert.deepEqual([message.sent_at, message.delivered_at, message.read_at].map(seconds), [1, 10, 30]);
  });

  await t.step("a failure keeps its code and text", async () => {
    const { channel } = await makeBusiness(sql);
    const wamid = `wamid.fail.${channel.id}`;
    await functions.deliver(delivery(channel, {
      message_echoes: [{ ...textMessage({ from: channel.displayPhoneNumber, wamid, at }), to: "9613000005" }],
    }, "smb_message_echoes"));
    const error = {
      code: 131026,
      title: "Message undeliverable",
      error_data: { details: "not on WhatsApp" },
    };
    await functions.deliver(delivery(channel, {
      statuses: [{ id: wamid, status: "failed", timestamp: String(at + 5), errors: [error] }],
    }));
    const message = await messageOf(wamid);
    assert.equal(message.status, "failed");
    assert.deepEqual(message.error, error);
  });

  await t.step("reactions, their removal, edits and revokes change what they refer to", async () => {
    const { id, channel } = await makeBusiness(sql);
    const from = "9613000006";
    const wamid = `wamid.target.${channel.id}`;
    const change = (type: string, part: Record<string, unknown>, seconds: number) =>
      functions.deliver(delivery(channel, {
        messages: [{
          id: `wamid.${crypto.randomUUID()}`,
          from,
          timestamp: String(at + seconds),
          type,
          [type]: part,
        }],
      }));
    // The reaction overtakes the message.
    await change("reaction", { message_id: wamid, emoji: "👍" }, 5);
    await functions.deliver(textDelivery(channel, { from, wamid, text: "helo", at }));
    assert.equal((await messageOf(wamid)).reactions[0].emoji, "👍");
    await change(
      "edit",
      { original_message_id: wamid, message: { type: "text", text: { body: "hello" } } },
      10,
    );
    assert.equal((await messageOf(wamid)).body, "hello");
    await change("reaction", { message_id: wamid, emoji: "" }, 20);
    assert.deepEqual((await messageOf(wamid)).reactions, []);
    await change("revoke", { original_message_id: wamid }, 30);
    const revoked = await messageOf(wamid);
    assert.equal(revoked.body, null);
    assert.ok(revoked.revoked_at);
    assert.equal((await onlyConversation(id)).unread_count, 1);
    const as = {
      user: (await sql`select user_id from public.employees where business_id = ${id} limit 1`)[0]!.user_id,
      business: id,
    };
    const { json } = await functions.call(`/conversations/${(await onlyConversation(id)).id}/messages`, as);
    assert.deepEqual(json.messages.map((m: { wamid: string }) => m.wamid), [wamid]);
  });

  await t.step("nobody edits or revokes someone else's message", async () => {
    const { channel } = await makeBusiness(sql);
    const wamid = `wamid.foreign.${channel.id}`;
    await functions.deliver(textDelivery(channel, { from: "9613000007", wamid, text: "mine", at }));
    await functions.deliver(delivery(channel, {
      messages: [{
        id: `wamid.${crypto.randomUUID()}`,
        from: "9613000008",
        timestamp: String(at + 1),
        type: "revoke",
        revoke: { original_message_id: wamid },
      }],
    }));
    assert.equal((await messageOf(wamid)).body, "mine");
  });

  await t.step("a number change moves the client; whoever gets the old number is someone else", async () => {
    const { id, channel } = await makeBusiness(sql);
    const [oldPhone, newPhone] = ["9613000010", "9613000011"];
    await functions.deliver(textDelivery(channel, { from: oldPhone, name: "Layla", at }));
    await functions.deliver(delivery(channel, {
      messages: [{
        id: `wamid.${crypto.randomUUID()}`,
        from: oldPhone,
        timestamp: String(at + 100),
        type: "system",
        system: { type: "user_changed_number", wa_id: newPhone, body: "changed" },
      }],
    }));
    await functions.deliver(textDelivery(channel, { from: newPhone, name: "Layla", at: at + 200 }));
    assert.equal((await onlyConversation(id)).unread_count, 2);
    await functions.deliver(textDelivery(channel, { from: oldPhone, name: "Nadim", at: at + 300 }));
    const clients = await sql`select name, phone from public.clients where business_id = ${id} order by name`;
    assert.deepEqual(clients.map((row) => ({ ...row })), [
      { name: "Layla", phone: `+${newPhone}` },
      { name: "Nadim", phone: `+${oldPhone}` },
    ]);
  });

  await t.step("two spellings of a Brazilian and of a Mexican number are one person", async () => {
    for (const spellings of [["5511987654321", "551187654321"], ["5215512345678", "525512345678"]]) {
      const { id, channel } = await makeBusiness(sql);
      for (const from of spellings) await functions.deliver(textDelivery(channel, { from, at }));
      assert.equal((await onlyConversation(id)).unread_count, 2);
    }
  });

  await t.step("a person without a phone is a client, and the same one when the phone appears", async () => {
    const { id, channel } = await makeBusiness(sql);
    const { from: _from, ...anonymous } = textMessage({ from: "", at });
    await functions.deliver(delivery(channel, { messages: [{ ...anonymous, from_user_id: "LB.xyz" }] }));
    await functions.deliver(textDelivery(channel, { from: "9613000020", at: at + 1 }));
    await functions.deliver(delivery(channel, {
      contacts: [{ wa_id: "9613000020", user_id: "LB.xyz", profile: { name: "Rami" } }],
      messages: [textMessage({ from: "9613000020", at: at + 2 })],
    }));
    assert.equal((await onlyConversation(id)).unread_count, 3);
    const [client] = await sql`select phone, wa_user_id, name from public.clients where business_id = ${id}`;
    assert.deepEqual({ ...client }, { phone: "+9613000020", wa_user_id: "LB.xyz", name: "Rami" });
  });

  await t.step("a name that an employee gave stays; the profile's name goes on", async () => {
    const { id, channel } = await makeBusiness(sql);
    await functions.deliver(textDelivery(channel, { from: "9613000021", name: "L.", at }));
    await sql`update public.clients set name = 'Layla Haddad' where business_id = ${id}`;
    await functions.deliver(textDelivery(channel, { from: "9613000021", name: "Lulu", at: at + 1 }));
    const [client] = await sql`select name, profile_name from public.clients where business_id = ${id}`;
    assert.deepEqual({ ...client }, { name: "Layla Haddad", profile_name: "Lulu" });
  });

  await t.step("a closed conversation opens again with the client's next message", async () => {
    const { id, channel } = await makeBusiness(sql);
    await functions.deliver(textDelivery(channel, { from: "9613000022", at }));
    await sql`update public.conversations set state = 'closed' where business_id = ${id}`;
    await functions.deliver(textDelivery(channel, { from: "9613000022", at: at + 1 }));
    assert.equal((await onlyConversation(id)).state, "open");
  });

  await t.step(
    "an unrouted delivery succeeds when it comes again after its channel was connected",
    async () => {
      const { id, channel } = await makeBusiness(sql);
      await sql`update public.channels set active = false where id = ${channel.id}`;
      const payload = textDelivery(channel, { from: "9613000023", at });
      const receipt = async () =>
        (await sql`select * from private.webhook_events order by id desc limit 1`)[0]!;
      assert.equal((await functions.deliver(payload)).status, 200);
      assert.equal((await receipt()).outcome, "unrouted");
      assert.match((await receipt()).error, new RegExp(channel.phoneNumberId));
      await sql`update public.channels set active = true where id = ${channel.id}`;
      await functions.deliver(payload);
      assert.equal((await receipt()).outcome, "done");
      assert.equal((await onlyConversation(id)).unread_count, 1);
    },
  );

  await t.step("a history of 3,000 messages is one delivery, one call", async () => {
    const { id, channel } = await makeBusiness(sql);
    const threads = Array.from({ length: 100 }, (_, c) => ({
      id: `96137000${100 + c}`,
      messages: Array.from(
        { length: 30 },
        (_, m) => textMessage({ from: `96137000${100 + c}`, at: at - m * 1000 - c }),
      ),
    }));
    await functions.deliver(delivery(channel, { history: [{ threads }] }, "history"));
    const [counts] = await sql`
      select count(*)::int as messages, count(distinct conversation_id)::int as conversations
      from public.messages where business_id = ${id}`;
    assert.deepEqual({ ...counts }, { messages: 3000, conversations: 100 });
  });
});
