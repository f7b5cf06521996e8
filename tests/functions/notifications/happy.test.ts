import assert from "node:assert/strict";
import { addEmployee, makeBusiness, type TestEmployee } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { type Answer, hostFunctions } from "../../support/functions.ts";
import { insertNotification, type NotificationColumns } from "../../support/insert-notification.ts";
import { hostPush } from "../../support/push/host-push.ts";
import { textDelivery } from "../../support/whatsapp.ts";

const APP = "https://app.frontdesk.test";

Deno.test("notifications", async (t) => {
  await using database = await cloneDatabase();
  await using push = hostPush();
  await using functions = hostFunctions(database.ownerUrl, { ...push.env, FRONTDESK_APP_URL: APP });
  const { sql } = database;
  const business = await makeBusiness(sql);
  const as = ({ userId }: TestEmployee) => ({ user: userId, business: business.id });
  const post = (who: TestEmployee, path: string, body?: Record<string, unknown>) =>
    functions.call(`/notifications${path}`, { ...as(who), method: "POST", body });
  const done = ({ status, json, text }: Answer) => {
    assert.equal(status, 200, text);
    return json;
  };

  await t.step(
    "a message rings the bell and reaches the browser; what is read is counted no more",
    async () => {
      const { agent } = business.employees;
      const browser = await push.subscribe();
      done(
        await functions.call("/push-subscriptions", { ...as(agent), method: "POST", body: { ...browser } }),
      );
      await functions.deliver(
        textDelivery(business.channel, { from: "9613000001", text: "hello", name: "Rana" }),
      );
      const [{ conversation }] = await sql<[{ conversation: string }]>`
      select id as conversation from public.conversations where business_id = ${business.id}`;
      const action = `${APP}/conversations/${conversation}`;

      await push.answered(1);
      const [message, ...more] = await push.messagesOf(browser);
      assert.deepEqual(more, []);
      assert.deepEqual(message!.payload, {
        web_push: 8030,
        notification: {
          title: "New conversation: Rana",
          body: "hello",
          navigate: action,
          lang: "en",
          dir: "auto",
          tag: `conversation:${conversation}`,
        },
        app_badge: 1,
      });

      const { notifications: [notification, ...others], ...counts } = done(
        await functions.call("/notifications", as(agent)),
      );
      assert.deepEqual(others, []);
      assert.deepEqual(counts, { unread: 1, unseen: 1, next: null });
      const { id, created_at, updated_at, ...told } = notification;
      assert.match(created_at, /Z$/);
      assert.equal(updated_at, created_at);
      assert.deepEqual(told, {
        category: "conversations.new",
        priority: "normal",
        title: "New conversation: Rana",
        body: "hello",
        language: "en",
        action_url: action,
        related: { kind: "conversation", id: conversation },
        occurrences: 1,
        seen_at: null,
        read_at: null,
        archived_at: null,
        expires_at: null,
      });

      const count = async () => done(await functions.call("/notifications/counts", as(agent)));
      assert.deepEqual(await count(), { unread: 1, unseen: 1 });
      assert.deepEqual(done(await post(agent, "/seen", {})), { unread: 1, unseen: 0 });
      assert.deepEqual(await count(), { unread: 1, unseen: 0 });
      assert.deepEqual(done(await post(agent, `/${id}/read`)), { unread: 0, unseen: 0 });
      assert.deepEqual(await count(), { unread: 0, unseen: 0 });
      // A colleague was told as well, and has read nothing.
      const { manager } = business.employees;
      assert.deepEqual(done(await functions.call("/notifications/counts", as(manager))), {
        unread: 1,
        unseen: 1,
      });
    },
  );

  await t.step("pages go through all, newest first, none twice, however close in time", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    const ids: string[] = [];
    for (let i = 0; i < 25; i++) {
      const at = `2026-11-20T10:00:00.000${String(Math.floor(i / 3)).padStart(3, "0")}Z`;
      ids.push(await insertNotification(sql, reader, { updated_at: at }));
    }
    const seen: { id: string; updated_at: string }[] = [];
    let cursor = "";
    do {
      const { notifications, unread, next } = done(
        await functions.call(
          `/notifications?limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
          as(reader),
        ),
      );
      assert.equal(unread, 25, "counts are of all pages");
      seen.push(...notifications);
      cursor = next ?? "";
    } while (cursor);
    assert.deepEqual(seen.map(({ id }) => id).sort(), ids.toSorted());
    const [ordered] = await sql<[{ ids: string[] }]>`
      select array_agg(id::text order by updated_at desc, id desc) as ids
      from public.notifications where employee_id = ${reader.id}`;
    assert.deepEqual(seen.map(({ id }) => id), ordered.ids);
  });

  await t.step("states and categories narrow; what expired or is not for the bell isn't there", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    const names = new Map<string, string>();
    const add = async (name: string, columns: NotificationColumns) =>
      names.set(await insertNotification(sql, reader, columns), name);
    await add("new", {});
    await add("message", { category: "conversations.message" });
    await add("seen", { seen_at: "2026-11-20T10:00:00Z" });
    await add("read", { read_at: "2026-11-20T10:00:00Z" });
    await add("archived", { archived_at: "2026-11-20T10:00:00Z" });
    await add("expired", { expires_at: "2020-01-01T00:00:00Z" });
    await add("expiring", { expires_at: "2126-11-20T00:00:00Z" });
    await add("push only", { bell: false });
    const list = async (query: string) => {
      const { notifications } = done(await functions.call(`/notifications?${query}`, as(reader)));
      return notifications.map(({ id }: { id: string }) => names.get(id)).sort();
    };
    assert.deepEqual(await list(""), ["expiring", "message", "new", "read", "seen"]);
    assert.deepEqual(await list("state=all"), await list(""));
    assert.deepEqual(await list("state=unread"), ["expiring", "message", "new", "seen"]);
    assert.deepEqual(await list("state=unseen"), ["expiring", "message", "new"]);
    assert.deepEqual(await list("state=archived"), ["archived"]);
    assert.deepEqual(await list("category=conversations.message"), ["message"]);
    const counts = done(await functions.call("/notifications/counts", as(reader)));
    assert.deepEqual(counts, { unread: 4, unseen: 3 });
    // An empty page has its counts, too.
    const empty = done(await functions.call("/notifications?category=conversations.new", as(reader)));
    assert.deepEqual(empty, { notifications: [], unread: 4, unseen: 3, next: null });
  });

  await t.step("some can be seen by name, and what isn't there is passed over", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    const [first, second] = [await insertNotification(sql, reader), await insertNotification(sql, reader)];
    const marked = await post(reader, "/seen", { ids: [first, crypto.randomUUID()] });
    assert.deepEqual(done(marked), { unread: 2, unseen: 1 });
    const [row] = await sql`select seen_at from public.notifications where id = ${second}`;
    assert.equal(row!.seen_at, null);
  });

  await t.step("reading implies seeing, and the first time stays", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    const id = await insertNotification(sql, reader);
    const times = async () => {
      const [row] =
        await sql`select seen_at, read_at, archived_at, updated_at from public.notifications where id = ${id}`;
      return row!;
    };
    const { updated_at } = await times();
    done(await post(reader, `/${id}/read`));
    const first = await times();
    assert.ok(first.read_at);
    assert.deepEqual(first.seen_at, first.read_at);
    done(await post(reader, `/${id}/read`));
    assert.deepEqual(await times(), first);
    done(await post(reader, `/${id}/archive`));
    const archived = await times();
    done(await post(reader, `/${id}/archive`));
    assert.deepEqual(await times(), archived);
    assert.deepEqual(archived.updated_at, updated_at, "marking moves nothing to the top");
  });

  await t.step("reading all ends where the screen ended, and keeps to its category", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    await insertNotification(sql, reader, { updated_at: "2026-11-20T10:00:00.123456Z" });
    await insertNotification(sql, reader, {
      updated_at: "2026-11-20T10:00:01Z",
      category: "conversations.message",
    });
    await insertNotification(sql, reader, { updated_at: "2026-11-20T10:00:02Z" });
    const page = done(await functions.call("/notifications", as(reader)));
    // As it was told, without the microseconds.
    const up_to = page.notifications[2].updated_at;
    assert.equal(up_to, "2026-11-20T10:00:00.123Z");
    assert.deepEqual(done(await post(reader, "/read-all", { up_to })), { unread: 2, unseen: 2 });
    const category = "conversations.message";
    assert.deepEqual(done(await post(reader, "/read-all", { category })), { unread: 1, unseen: 1 });
    assert.deepEqual(done(await post(reader, "/read-all", {})), { unread: 0, unseen: 0 });
  });

  await t.step("made unread again, it stands beside what comes next in the same matter", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    const tell = () =>
      sql`select private.notify(${business.id}, ${sql.json({ employees: [reader.id] })}, 'system.test',
        '{"en": {"title": "t", "body": "b"}}', '/', group_key => 'matter')`;
    const list = async () => done(await functions.call("/notifications", as(reader))).notifications;
    await tell();
    const [{ id }] = await list();
    done(await post(reader, `/${id}/read`));
    await tell();
    assert.deepEqual(done(await post(reader, `/${id}/unread`)), { unread: 2, unseen: 1 });
    await tell();
    const occurrences = new Map(
      (await list()).map((n: { id: string; occurrences: number }) => [n.id, n.occurrences]),
    );
    assert.equal(occurrences.size, 2);
    assert.equal(occurrences.get(id), 1);
  });

  await t.step("archived and deleted ones are gone from the list", async () => {
    const reader = await addEmployee(sql, business.id, "viewer");
    const [first, second] = [await insertNotification(sql, reader), await insertNotification(sql, reader)];
    assert.deepEqual(done(await post(reader, `/${first}/archive`)), { unread: 1, unseen: 1 });
    const remove = { ...as(reader), method: "DELETE" };
    assert.deepEqual(done(await functions.call(`/notifications/${second}`, remove)), {
      unread: 0,
      unseen: 0,
    });
    assert.deepEqual(done(await functions.call("/notifications", as(reader))).notifications, []);
    const rows = await sql`select id from public.notifications where employee_id = ${reader.id}`;
    assert.deepEqual([...rows], [{ id: first }]);
  });

  await t.step("who holds no permission at all has notifications all the same", async () => {
    await sql`insert into public.roles (business_id, key, name) values (${business.id}, 'nothing', 'Nothing')`;
    const guest = await addEmployee(sql, business.id, "nothing");
    await insertNotification(sql, guest);
    assert.deepEqual(done(await functions.call("/notifications/counts", as(guest))), {
      unread: 1,
      unseen: 1,
    });
    assert.equal(done(await functions.call("/notifications", as(guest))).notifications.length, 1);
  });
});
