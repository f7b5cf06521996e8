import assert from "node:assert/strict";
import { connect } from "../../scripts/local/database.ts";
import { appUrl } from "../../shared/notify/app-url.ts";
import { addEmployee, makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { adoptEnvironment } from "../support/environment.ts";
import {
  addDevice,
  beQuiet,
  type Channel,
  notify,
  prefer,
  readTold,
  tellingState,
  TEXTS,
} from "../support/notify/notify.ts";
import { refusalOf } from "../support/refusal-of.ts";

const CHANNELS: Channel[] = ["bell", "push", "email"];

Deno.test("what one is told, and where", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  adoptEnvironment(database.ownerUrl, { FRONTDESK_APP_URL: "https://app.frontdesk.test" });
  /** A business of its own, and an employee of it with one device. */
  const stage = async () => {
    const { id, employees } = await makeBusiness(sql);
    await addDevice(sql, id, employees.agent.id);
    return { id, agent: employees.agent, audience: { employees: [employees.agent.id] } };
  };
  const tell = async (business: { id: string; audience: { employees: string[] } }, more = {}) => {
    await notify(sql, business.id, { audience: business.audience, ...more });
    return await readTold(sql, business.id);
  };

  await t.step("each channel by itself, the bell too; with none of them nothing is written", async () => {
    for (let wish = 0; wish < 8; wish++) {
      const business = await stage();
      const [bell, push, email] = CHANNELS.map((_, place) => Boolean(wish & 1 << place));
      await prefer(sql, business.id, business.agent.id, { bell, push, email });
      const rows = await tell(business);
      const wanted = [{ bell, pushes: Number(push), mails: Number(email) }];
      assert.deepEqual(
        rows.map(({ bell, pushes, mails }) => ({ bell, pushes, mails })),
        wish === 0 ? [] : wanted,
        `bell ${bell}, push ${push}, email ${email}`,
      );
      const [jobs] = await sql<[{ count: number }]>`
        select count(*)::int from private.jobs where business_id = ${business.id}`;
      assert.equal(jobs.count, Number(push) + Number(email));
    }
  });

  await t.step("who has said nothing hears of it where the category says", async () => {
    const business = await stage();
    assert.deepEqual((await tell(business)).map(({ bell, pushes, mails }) => [bell, pushes, mails]), [[
      true,
      1,
      1,
    ]]);
    const other = await stage();
    const rows = await tell(other, { category: "conversations.new" });
    assert.deepEqual(rows.map(({ bell, pushes, mails }) => [bell, pushes, mails]), [[true, 1, 0]]);
  });

  await t.step("a wish is that employee's, for that category", async () => {
    const business = await stage();
    const colleague = await addEmployee(sql, business.id, "agent");
    await addDevice(sql, business.id, colleague.id);
    await prefer(sql, business.id, colleague.id, { bell: false, push: false, email: false });
    await prefer(sql, business.id, business.agent.id, { bell: false, push: false }, "conversations.new");
    const rows = await tell(business, { audience: { roles: ["agent"] } });
    assert.deepEqual(rows.map(({ employee, pushes }) => [employee, pushes]), [[business.agent.id, 1]]);
  });

  await t.step("low stays in the app, and isn't even there for who wants no bell", async () => {
    const business = await stage();
    await prefer(sql, business.id, business.agent.id, { bell: true, push: true, email: true });
    const rows = await tell(business, { priority: "low" });
    assert.deepEqual(rows.map(({ bell, pushes, mails }) => [bell, pushes, mails]), [[true, 0, 0]]);
    await prefer(sql, business.id, business.agent.id, { bell: false });
    assert.equal((await tell(business, { priority: "low" })).length, 1);
  });

  await t.step(
    "quiet hours put off push and mail until their end; urgent passes; the bell is silent anyway",
    async () => {
      const waits = async (priority: string) => {
        const business = await stage();
        await beQuiet(sql, business.id, business.agent.id);
        assert.equal((await tell(business, { priority })).length, 1);
        return await sql<{ queue: string; minutes: number; same: boolean }[]>`
        select queue, round(extract(epoch from run_at - created_at) / 60)::int as minutes, run_at = due_at as same
        from private.jobs where business_id = ${business.id} order by queue desc`.then((rows) => [...rows]);
      };
      assert.deepEqual(await waits("high"), [
        { queue: "push", minutes: 120, same: true },
        { queue: "email", minutes: 120, same: true },
      ]);
      assert.deepEqual(await waits("urgent"), [
        { queue: "push", minutes: 0, same: true },
        { queue: "email", minutes: 10, same: true },
      ]);
    },
  );

  await t.step("quiet hours that begin before a mail would go put off the mail alone", async () => {
    const business = await stage();
    await beQuiet(sql, business.id, business.agent.id, -5, 60);
    await tell(business);
    const rows = await sql<{ queue: string; minutes: number }[]>`
      select queue, round(extract(epoch from run_at - created_at) / 60)::int as minutes
      from private.jobs where business_id = ${business.id} order by queue desc`;
    assert.deepEqual([...rows], [{ queue: "push", minutes: 0 }, { queue: "email", minutes: 60 }]);
  });

  await t.step("the caller learns whether a push waits to be sent at once", async () => {
    const woken = async (prepare: (business: Awaited<ReturnType<typeof stage>>) => PromiseLike<unknown>) => {
      const business = await stage();
      await prepare(business);
      return await sql.begin(async (tx) => {
        await notify(tx, business.id, { audience: business.audience });
        const [row] = await tx<[{ woken: string | null }]>`
          select nullif(current_setting('frontdesk.push_waits', true), '') as woken`;
        return row.woken;
      });
    };
    assert.equal(await woken(() => Promise.resolve()), "true");
    assert.equal(await woken(({ id, agent }) => beQuiet(sql, id, agent.id)), null);
    assert.equal(await woken(({ id, agent }) => prefer(sql, id, agent.id, { push: false })), null);
    assert.equal(
      await woken(({ id }) => sql`delete from public.push_subscriptions where business_id = ${id}`),
      null,
    );
  });

  await t.step("each reads their own language, else the business's, else English", async () => {
    const read = async (own: string | null, ofBusiness: string, texts: Record<string, unknown> = TEXTS) => {
      const business = await stage();
      await sql`update public.businesses set primary_language = ${ofBusiness} where id = ${business.id}`;
      await sql`update public.employees set language = ${own} where id = ${business.agent.id}`;
      const [row] = await tell(business, { texts });
      return [row?.language, row?.title];
    };
    const [english, arabic] = [["en", TEXTS.en.title], ["ar", TEXTS.ar.title]];
    assert.deepEqual(await read("ar", "en"), arabic);
    assert.deepEqual(await read("ar-LB", "en"), arabic);
    assert.deepEqual(await read("en-GB", "ar"), english);
    assert.deepEqual(await read(null, "ar"), arabic);
    assert.deepEqual(await read(null, "ar-LB"), arabic);
    assert.deepEqual(await read("fr", "ar"), arabic);
    assert.deepEqual(await read("fr", "de"), english);
    assert.deepEqual(await read("ar", "ar", { en: TEXTS.en }), english);
  });

  await t.step("the same event again is nothing, also at the same moment", async () => {
    const [business, other] = [await stage(), await stage()];
    const event = { audience: business.audience, dedupe: "appointment 1" };
    const connections = connect(database.ownerUrl, 8);
    const counts = await Promise.all(
      Array.from({ length: 24 }, () => notify(connections, business.id, event)),
    );
    await connections.end();
    assert.equal(counts.filter((told) => told === 1).length, 1);
    assert.equal(counts.filter((told) => told === 0).length, 23);
    assert.equal(await notify(sql, business.id, event), 0);
    assert.equal((await readTold(sql, business.id)).length, 1);
    assert.equal((await tell(business, { dedupe: "appointment 2" })).length, 2);
    // Keys are each business's own.
    assert.equal((await tell(other, { dedupe: "appointment 1" })).length, 1);
  });

  await t.step("what is rolled back was never told, and can be told again", async () => {
    const business = await stage();
    const event = { audience: business.audience, dedupe: "rolled back" };
    const before = await tellingState(sql);
    const undone = Symbol();
    await sql.begin(async (tx) => {
      assert.equal(await notify(tx, business.id, event), 1);
      throw undone;
    }).catch((error) => assert.equal(error, undone));
    assert.equal(await tellingState(sql), before);
    assert.equal(await notify(sql, business.id, event), 1);
  });

  await t.step("what can't be told is refused, and nothing of it is written", async () => {
    const business = await stage();
    const { audience } = business;
    const before = await tellingState(sql);
    const refused = async (event: Record<string, unknown>) => {
      const refusal = await refusalOf(notify(sql, business.id, { audience, dedupe: "refused", ...event }));
      assert.equal(await tellingState(sql), before, JSON.stringify(event));
      return refusal;
    };
    assert.equal(await refused({ category: "conversations.nothing" }), "FD000/invalid_input");
    assert.equal(await refused({ priority: "loud" }), "23514");
    assert.equal(await refused({ texts: { en: { body: "no title" } } }), "23502");
    const elsewhere = [
      "//evil.test",
      "/\\evil.test",
      "https://evil.test",
      "evil",
      "",
      "/\t/evil.test",
      "/\n\\evil.test",
    ];
    for (const actionPath of elsewhere) {
      assert.equal(await refused({ actionPath }), "23514", JSON.stringify(actionPath));
    }
    assert.equal(await refusalOf(notify(sql, business.id, { audience, dedupe: "refused" })), "nothing");
  });

  await t.step("a path leads into the app and nowhere else, even one that nobody checked", () => {
    assert.equal(appUrl("/conversations/1?a=b#c"), "https://app.frontdesk.test/conversations/1?a=b#c");
    for (
      const path of [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test/",
        "/\t/evil.test",
        "javascript:alert(1)",
      ]
    ) {
      assert.equal(appUrl(path), "https://app.frontdesk.test/", JSON.stringify(path));
    }
  });

  await t.step("what is too long is cut, not refused", async () => {
    const business = await stage();
    const [row] = await tell(business, {
      texts: { en: { title: "t".repeat(5000), body: "b".repeat(5000) } },
    });
    assert.equal(row?.title.length, 200);
    const [{ body }] = await sql<[{ body: string }]>`select body from public.notifications where id = ${
      row!.id
    }`;
    assert.equal(body.length, 1000);
  });
});
