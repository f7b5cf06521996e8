import assert from "node:assert/strict";
import type postgres from "postgres";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { addEmployee, makeBusiness, type TestBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { type Answer, hostFunctions, type TestFunctions } from "../../support/functions.ts";
import { textDelivery } from "../../support/whatsapp.ts";

Deno.test("conversations: what must not be reached", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  for (const business of [ours, theirs]) await tell(functions, business);
  const [mine, other] = [await conversationOf(sql, ours), await conversationOf(sql, theirs)];
  const as = { user: ours.employees.agent.userId, business: ours.id };
  const fingerprint = await makeFingerprint(sql);
  let before = await fingerprint();
  const refused = async (answer: Answer, status: number, code: string) => {
    assert.equal(answer.json?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(await fingerprint(), before, "a refusal changed something");
  };

  await t.step("a conversation of another business is one that doesn't exist, by every way in", async () => {
    const ways = ["", "/messages", "/messages?order=oldest"];
    for (const id of [other.id, crypto.randomUUID()]) {
      for (const way of ways) {
        await refused(await functions.call(`/conversations/${id}${way}`, as), 404, "not_found");
      }
      await refused(await markRead(functions, id, as), 404, "not_found");
    }
    const { json } = await functions.call(`/conversations/${other.id}`, as);
    const { json: unknown } = await functions.call(`/conversations/${crypto.randomUUID()}`, as);
    assert.deepEqual({ ...json, instance: "" }, { ...unknown, instance: "" });
  });

  await t.step("reading up to a message needs one of this very conversation", async () => {
    const [elsewhere] = await sql<[{ id: string }]>`
      select id from public.messages where business_id = ${ours.id} and conversation_id <> ${mine.id} limit 1`;
    for (const up_to of [other.message, elsewhere.id, crypto.randomUUID()]) {
      await refused(await markRead(functions, mine.id, as, { up_to }), 404, "not_found");
    }
  });

  await t.step("a business in the body or query counts for nothing", async () => {
    await refused(
      await markRead(functions, other.id, as, { business: theirs.id, business_id: theirs.id }),
      404,
      "not_found",
    );
    const { json } = await functions.call(
      `/conversations?business_id=${theirs.id}&business=${theirs.id}`,
      as,
    );
    assert.deepEqual(
      new Set(json.conversations.map((c: { business_id: string }) => c.business_id)),
      new Set([ours.id]),
    );
  });

  await t.step("a viewer reads, and doesn't mark read", async () => {
    const viewer = { user: ours.employees.viewer.userId, business: ours.id };
    assert.equal((await functions.call(`/conversations/${mine.id}`, viewer)).json.unread_count, 2);
    await refused(await markRead(functions, mine.id, viewer), 403, "permission_missing");
    assert.equal((await functions.call(`/conversations/${mine.id}`, viewer)).json.unread_count, 2);
  });

  await t.step("without the permission to see clients, the inbox shows none of them", async () => {
    const employee = await addEmployee(sql, ours.id, "agent");
    await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${ours.id}, ${employee.id}, 'clients.read', 'deny')`;
    const blind = { user: employee.userId, business: ours.id };
    const inbox = await functions.call("/conversations", blind);
    assert.equal(inbox.status, 200);
    for (const { client } of inbox.json.conversations) assert.equal(client, null);
    assert.equal((await functions.call(`/conversations/${mine.id}`, blind)).json.client, null);
    const found = await functions.call("/conversations/search?q=Layla", blind);
    assert.equal(found.status, 200);
    assert.deepEqual(found.json.clients, []);
    before = await fingerprint();
  });

  await t.step("search takes every character for itself", async () => {
    const find = async (q: string) => {
      const answer = await functions.call(`/conversations/search?limit=100&q=${encodeURIComponent(q)}`, as);
      assert.equal(answer.status, 200, `${q}: ${answer.text}`);
      for (const { business_id } of await businessesOf(sql, answer)) assert.equal(business_id, ours.id, q);
      return answer.json as { messages: { body: string }[]; clients: { name: string }[] };
    };
    const names = async (q: string) => (await find(q)).clients.map(({ name }) => name).sort();
    assert.deepEqual(await names("100%"), ["100% Layla"]);
    assert.deepEqual(await names("a_b"), ["a_b"]);
    assert.deepEqual(await names("\\\\"), ["back\\\\slash"]);
    assert.deepEqual(await names("O'N"), ["O'Neill"]);
    for (const wild of ["%%", "__", "%_", "_%", "%a%", "\\%", "%' --"]) {
      assert.deepEqual(await names(wild), [], wild);
    }
    assert.equal((await find("it's")).messages.length, 1);
    const operators = [
      "' or true --",
      "'; drop table public.messages; --",
      "!!",
      "& |",
      "()",
      "hello:*",
      "!hello",
      "a <-> b",
      "''",
      "'':*",
      "\\'",
      "$$",
      "$1",
      "${1}",
      "\u0000x",
      "🙂🙂",
      "*:*",
      "hello & !it",
    ];
    for (const q of operators.filter((text) => !text.includes("\u0000"))) await find(q);
    await refused(await functions.call(`/conversations/search?q=a%00b`, as), 400, "invalid_input");
    assert.equal(await fingerprint(), before);
  });
});

type Caller = { user: string; business: string };

const markRead = (functions: TestFunctions, id: string, as: Caller, body: Record<string, unknown> = {}) =>
  functions.call(`/conversations/${id}/read`, { ...as, method: "POST", body });

/** Clients with awkward names, the first with two messages. */
async function tell(functions: TestFunctions, { channel }: TestBusiness): Promise<void> {
  const names = ["100% Layla", "a_b", "axb", "back\\\\slash", "O'Neill", "1000 Layla"];
  for (const [index, name] of names.entries()) {
    const from = `9613111${String(index).padStart(4, "0")}`;
    const { status } = await functions.deliver(textDelivery(channel, { from, name, text: `hello ${index}` }));
    assert.equal(status, 200);
  }
  const more = { from: "96131110000", name: names[0], text: "it's o'clock" };
  assert.equal((await functions.deliver(textDelivery(channel, more))).status, 200);
}

async function conversationOf(
  sql: postgres.Sql,
  { id }: TestBusiness,
): Promise<{ id: string; message: string }> {
  const [row] = await sql<[{ id: string; message: string }]>`
    select c.id, (select m.id from public.messages m where m.conversation_id = c.id order by m.seq limit 1) as message
    from public.conversations c where c.business_id = ${id} and c.unread_count = 2`;
  return row;
}

const businessesOf = (sql: postgres.Sql, { json }: Answer) => {
  const ids = [...json.messages, ...json.clients].map((row: { id: string }) => row.id);
  return sql<{ business_id: string }[]>`
    select business_id from public.messages where id = any (${ids}::uuid[])
    union all select business_id from public.clients where id = any (${ids}::uuid[])`;
};
