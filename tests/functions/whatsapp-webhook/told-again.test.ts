import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { delivery, textMessage } from "../../support/whatsapp.ts";

Deno.test("what was told follows what became of it", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  let number = 0;
  const stage = async () => {
    const { id, channel, employees } = await makeBusiness(sql);
    const from = `96130${String(++number).padStart(5, "0")}`;
    let at = Math.floor(Date.now() / 1000) - 3600;
    const deliver = async (messages: Record<string, unknown>[], contact: Record<string, unknown> = {}) =>
      assert.equal(
        (await functions.deliver(
          delivery(channel, {
            contacts: [{ wa_id: from, profile: { name: "Layla" }, ...contact }],
            messages,
          }),
        )).status,
        200,
      );
    const text = (body: string) => textMessage({ from, text: body, at: at++ });
    const change = (kind: "revoke" | "edit", original_message_id: string, more = {}) => ({
      id: `wamid.${crypto.randomUUID()}`,
      from,
      timestamp: String(at++),
      type: kind,
      [kind]: { original_message_id, ...more },
    });
    return {
      id,
      employees,
      from,
      deliver,
      text,
      image: () => {
        const { text: _text, ...message } = textMessage({ from, at: at++ });
        return { ...message, type: "image", image: { id: "1", mime_type: "image/jpeg" } };
      },
      revoke: (wamid: string) => change("revoke", wamid),
      edit: (wamid: string, body: string) =>
        change("edit", wamid, { message: { type: "text", text: { body } } }),
      bodies: async () =>
        (await sql<{ body: string }[]>`
          select distinct body from public.notifications where business_id = ${id} order by body`).map((
          { body },
        ) => body),
    };
  };

  await t.step(
    "a revoked message's words stand in no unread notification: the newest that stands is shown",
    async () => {
      const { deliver, text, revoke, bodies } = await stage();
      const [first, second, third] = [text("first"), text("second"), text("third")];
      await deliver([first, second, third]);
      assert.deepEqual(await bodies(), ["third"]);
      await deliver([revoke(second.id)]);
      assert.deepEqual(await bodies(), ["third"], "it was not shown");
      await deliver([revoke(third.id)]);
      assert.deepEqual(await bodies(), ["first"]);
      await deliver([revoke(first.id)]);
      assert.deepEqual(await bodies(), [""], "none is left");
    },
  );

  await t.step("also one that was edited before, by either of its texts", async () => {
    const { deliver, text, edit, revoke, bodies } = await stage();
    const message = text("a secret");
    await deliver([message]);
    await deliver([edit(message.id, "another secret")]);
    await deliver([revoke(message.id)]);
    assert.deepEqual(await bodies(), [""]);
  });

  await t.step("in each reader's language; nothing moves, and nobody else's changes", async () => {
    const [ours, theirs] = [await stage(), await stage()];
    const { id, employees, deliver, image, text, revoke } = ours;
    await sql`update public.employees set language = 'ar' where id = ${employees.agent.id}`;
    const [picture, secret] = [image(), text("a secret")];
    await deliver([picture, secret]);
    await theirs.deliver([theirs.text("a secret")]);
    await sql`update public.notifications set read_at = now() where employee_id = ${employees.admin.id}`;
    const rows = () =>
      sql<{ employee: string; body: string; rest: string }[]>`
        select employee_id as employee, body, (to_jsonb(n) - 'body')::text as rest
        from public.notifications n where business_id = ${id} order by id`;
    const before = await rows();
    await deliver([revoke(secret.id)]);
    const after = await rows();
    const bodies = new Map(after.map(({ employee, body }) => [employee, body]));
    assert.equal(bodies.get(employees.agent.id), "صورة");
    assert.equal(bodies.get(employees.manager.id), "Photo");
    assert.deepEqual(after.map(({ rest }) => rest), before.map(({ rest }) => rest));
    assert.deepEqual(await theirs.bodies(), ["a secret"]);
  });

  await t.step("a revoke that comes with its message, or before it, leaves none of its words", async () => {
    for (const together of [true, false]) {
      const { deliver, text, revoke, bodies } = await stage();
      const secret = text("a secret");
      if (together) await deliver([secret, revoke(secret.id)]);
      else {
        await deliver([revoke(secret.id)]);
        await deliver([secret]);
      }
      assert.ok(!(await bodies()).includes("a secret"), `together: ${together}`);
    }
  });

  await t.step("what another writes under the conversation's group stays as it is", async () => {
    const { id, employees, deliver, text, revoke } = await stage();
    const message = text("a secret");
    await deliver([message]);
    await sql`
      select private.notify(n.business_id, jsonb_build_object('employees', jsonb_build_array(n.employee_id)), 'system.test',
        '{"en": {"title": "t", "body": "a handover"}}', '/', group_key => n.group_key)
      from public.notifications n where n.employee_id = ${employees.agent.id}`;
    await deliver([revoke(message.id)]);
    const [{ body }] = await sql<[{ body: string }]>`
      select body from public.notifications where business_id = ${id} and employee_id = ${employees.agent.id}`;
    assert.equal(body, "a handover");
  });

  /** A client known by a number, another by an id, each told of to all; then they turn out to be one. */
  const merge = async (prepare: (business: string) => PromiseLike<unknown>) => {
    const { id, employees, deliver, text, from } = await stage();
    const userId = `LB.${from}`;
    await deliver([text("by number")]);
    const { from: _from, ...byId } = text("by id");
    await deliver([{ ...byId, from_user_id: userId }], { wa_id: undefined, user_id: userId });
    const conversations = await sql<{ id: string }[]>`
      select c.id from public.conversations c join public.clients cl on cl.id = c.client_id
      where c.business_id = ${id} order by cl.created_at, cl.id`;
    assert.equal(conversations.length, 2);
    await prepare(id);
    const clients = sql`array(select id from public.clients where business_id = ${id})`;
    await sql`select private.merge_clients(${id}, ${clients})`;
    const [kept, gone] = conversations.map(({ id }) => id) as [string, string];
    const rows = await sql<
      {
        employee: string;
        body: string;
        related: string;
        path: string;
        group: string | null;
        unread: boolean;
        seen: boolean;
      }[]
    >`
      select employee_id as employee, body, related_id as related, action_path as path, group_key as group,
        read_at is null as unread, seen_at is not null as seen
      from public.notifications where business_id = ${id} order by employee_id, body`;
    assert.equal((await sql`select from public.conversations where business_id = ${id}`).count, 1);
    return { id, employees, kept, gone, rows };
  };

  await t.step(
    "conversations that flow together: what told of the old one leads to the new one",
    async () => {
      const { employees, kept, rows } = await merge((id) =>
        // Of the one that stays, only the agent hasn't read.
        sql`update public.notifications set read_at = now() where business_id = ${id} and body = 'by number'
        and employee_id <> (select id from public.employees where business_id = ${id} and display_name = 'agent')`
      );
      assert.equal(rows.length, 6);
      for (const { employee, body, related, path, group, unread, seen } of rows) {
        const ofOld = body === "by id";
        const beside = ofOld && employee === employees.agent.id;
        assert.deepEqual([related, path], [kept, `/conversations/${kept}`]);
        assert.deepEqual(
          [group, unread],
          [
            beside ? null : `conversation:${kept}`,
            ofOld ? !beside : employee === employees.agent.id,
          ],
          `${body}, ${employee}`,
        );
        assert.ok(unread || seen);
      }
    },
  );

  await t.step("what follows is counted in the new one's group, and reading it reads it", async () => {
    const { id, employees, kept } = await merge((id) =>
      sql`update public.notifications set read_at = now() where business_id = ${id} and body = 'by number'`
    );
    await sql`select private.notify(${id}, ${
      sql.json({ employees: [employees.agent.id] })
    }, 'conversations.message',
      '{"en": {"title": "t", "body": "next"}}', '/', group_key => ${`conversation:${kept}`})`;
    const rows = await sql`select body, occurrences from public.notifications
      where employee_id = ${employees.agent.id} and read_at is null`;
    assert.deepEqual([...rows], [{ body: "next", occurrences: 2 }]);
  });
});
