import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { textDelivery } from "../../support/whatsapp.ts";

Deno.test("conversations", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const business = await makeBusiness(database.sql);
  const as = { user: business.employees.agent.userId, business: business.id };

  await t.step("a message becomes a conversation in the inbox", async () => {
    assert.equal(
      (await functions.deliver(textDelivery(business.channel, { from: "9613000001", text: "hello" }))).status,
      200,
    );
    const { status, json } = await functions.call("/conversations", as);
    assert.equal(status, 200);
    assert.equal(json.conversations.length, 1);
    const [conversation] = json.conversations;
    assert.equal(conversation.client.phone, "+9613000001");
    assert.equal(conversation.unread_count, 1);
    assert.deepEqual(conversation.last_message, {
      direction: "inbound",
      kind: "text",
      body: "hello",
      status: "received",
    });
  });

  await t.step("pages go through all, newest first, none twice", async () => {
    for (let i = 0; i < 25; i++) {
      await functions.deliver(
        textDelivery(business.channel, {
          from: `96131000${100 + i}`,
          text: `n ${i}`,
          at: 1_790_000_000 + Math.floor(i / 3),
        }),
      );
    }
    const seen: string[] = [];
    let cursor = "";
    do {
      const { json } = await functions.call(
        `/conversations?limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
        as,
      );
      seen.push(...json.conversations.map((c: { id: string }) => c.id));
      cursor = json.next ?? "";
    } while (cursor);
    assert.equal(seen.length, 26);
    assert.equal(new Set(seen).size, 26);
  });

  await t.step("filters narrow", async () => {
    const count = async (query: string) =>
      (await functions.call(`/conversations?${query}`, as)).json.conversations.length;
    assert.equal(await count("state=closed"), 0);
    assert.equal(await count("state=open"), 26);
    assert.equal(await count("unread=true"), 26);
    assert.equal(await count("unread=false"), 0);
    assert.equal(await count("assignee=none&handled_by=ai"), 26);
    assert.equal(await count("assignee=me"), 0);
  });

  await t.step("messages page in both directions", async () => {
    for (let i = 1; i <= 9; i++) {
      await functions.deliver(
        textDelivery(business.channel, {
          from: "9613000001",
          text: `m${i}`,
          at: 1_790_000_100 + Math.floor(i / 4),
        }),
      );
    }
    const [{ id }] = (await functions.call("/conversations/search?q=hello", as)).json.messages.map((
      m: { conversation_id: string },
    ) => ({ id: m.conversation_id }));
    const read = async (order: string) => {
      const bodies: string[] = [];
      let cursor = "";
      do {
        const { json } = await functions.call(
          `/conversations/${id}/messages?order=${order}&limit=3${
            cursor && `&cursor=${encodeURIComponent(cursor)}`
          }`,
          as,
        );
        bodies.push(...json.messages.map((m: { body: string }) => m.body));
        cursor = json.next ?? "";
      } while (cursor);
      return bodies;
    };
    const oldest = await read("oldest");
    assert.deepEqual(oldest, ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "hello"]);
    assert.deepEqual(await read("newest"), oldest.toReversed());
  });

  await t.step("marking read leaves what came after", async () => {
    const { json: { messages: [hello] } } = await functions.call("/conversations/search?q=hello", as);
    const path = `/conversations/${hello.conversation_id}`;
    const { json } = await functions.call(`${path}/read`, {
      ...as,
      method: "POST",
      body: { up_to: hello.id },
    });
    assert.deepEqual(json, { unread_count: 9 });
    assert.deepEqual((await functions.call(`${path}/read`, { ...as, method: "POST", body: {} })).json, {
      unread_count: 0,
    });
    assert.equal((await functions.call(path, as)).json.unread_count, 0);
  });

  await t.step("search finds by the beginnings of words, and clients by part of a name", async () => {
    await functions.deliver(
      textDelivery(business.channel, {
        from: "9613000002",
        name: "Layla Haddad",
        text: "My appointment on Tuesday, مرحبا",
      }),
    );
    const find = async (q: string) =>
      (await functions.call(`/conversations/search?q=${encodeURIComponent(q)}`, as)).json;
    assert.equal((await find("appoint tues")).messages.length, 1);
    assert.equal((await find("مرح")).messages.length, 1);
    assert.equal((await find("appoint friday")).messages.length, 0);
    assert.equal((await find("hadd")).clients[0].name, "Layla Haddad");
    assert.equal((await find("%%")).clients.length, 0);
  });
});
