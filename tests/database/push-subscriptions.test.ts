import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { closeConnection } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { employPerson } from "../support/employ-person.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { makeBrowser } from "../support/push/subscribe.ts";

const device = (endpoint: string) => JSON.stringify({ endpoint, ...makeBrowser().browser.keys });

Deno.test("push subscriptions in the database", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  adoptEnvironment(database.ownerUrl);
  const [first, second] = [await makeBusiness(sql, "First"), await makeBusiness(sql, "Second")];
  const subscribe = (userId: string, businessId: string, told: string) =>
    asUser({ kind: "user", id: userId }, { requestId: "push-subscriptions-test" }, async (sql) => {
      const [{ id }] = await sql<
        [{ id: string }]
      >`select private.subscribe_push(${businessId}, ${told}::text::jsonb) as id`;
      return id;
    });
  const ownersOf = async (endpoint: string) => {
    const rows = await sql<{ employee_id: string }[]>`
      select employee_id from public.push_subscriptions where endpoint = ${endpoint} order by created_at`;
    return rows.map((row) => row.employee_id);
  };
  const { agent, manager } = first.employees;

  await t.step("a browser goes over to whoever subscribes on it, in whatever business", async () => {
    const endpoint = "https://push.test/shared";
    await subscribe(agent.userId, first.id, device(endpoint));
    await subscribe(manager.userId, first.id, device(endpoint));
    assert.deepEqual(await ownersOf(endpoint), [manager.id]);
    await subscribe(second.employees.agent.userId, second.id, device(endpoint));
    assert.deepEqual(await ownersOf(endpoint), [second.employees.agent.id]);
  });

  await t.step("one person keeps it in each of their businesses", async () => {
    const { id } = await employPerson(sql, agent, second.id);
    const endpoint = "https://push.test/both";
    await subscribe(agent.userId, first.id, device(endpoint));
    await subscribe(agent.userId, second.id, device(endpoint));
    assert.deepEqual(await ownersOf(endpoint), [agent.id, id]);
  });

  await t.step("two people at the same moment don't both keep it", async () => {
    const endpoint = "https://push.test/raced";
    await using slow = claims(database.ownerUrl);
    await using fast = claims(database.ownerUrl);
    // The one has subscribed and not yet committed when the other begins.
    await slow.begin(agent.userId);
    await slow.subscribe(first.id, device(endpoint));
    await fast.begin(manager.userId);
    const racing = fast.subscribe(first.id, device(endpoint));
    await waitsOrEnds(sql, racing);
    await slow.commit();
    await racing;
    await fast.commit();
    assert.deepEqual(await ownersOf(endpoint), [manager.id]);
  });

  await t.step("of more than twenty devices those that were of no use longest are forgotten", async () => {
    const { viewer } = first.employees;
    const ids: string[] = [];
    for (let i = 0; i < 22; i++) {
      ids.push(await subscribe(viewer.userId, first.id, device(`https://push.test/viewer/${i}`)));
    }
    const kept = await sql<
      { id: string }[]
    >`select id from public.push_subscriptions where employee_id = ${viewer.id}`;
    assert.deepEqual(kept.map(({ id }) => id).sort(), ids.slice(2).sort());
  });

  await t.step("a stranger subscribes to nothing", async () => {
    const before = await sql`select count(*) from public.push_subscriptions`;
    const told = device("https://push.test/stranger");
    assert.equal(
      await refusalOf(subscribe(second.employees.admin.userId, first.id, told)),
      "FD000/not_found",
    );
    const test = (userId: string, id: string | null) =>
      asUser(
        { kind: "user", id: userId },
        { requestId: "push-subscriptions-test" },
        (sql) => sql`select private.send_test_notification(${first.id}, ${id})`,
      );
    assert.equal(await refusalOf(test(second.employees.admin.userId, null)), "FD000/not_found");
    assert.deepEqual([...await sql`select count(*) from public.push_subscriptions`], [...before]);
    assert.equal((await sql`select 1 from private.notification_tests`).length, 0);
    assert.equal((await sql`select 1 from public.notifications`).length, 0);
  });

  await closeConnection();
});

/** A connection on which a person's transaction is held open. */
function claims(ownerUrl: string) {
  const sql = connect(ownerUrl, 1);
  return {
    async begin(userId: string) {
      await sql`begin`;
      await sql`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${
        JSON.stringify({ sub: userId, role: "authenticated" })
      }, true)`;
    },
    subscribe: (businessId: string, told: string) =>
      sql`select private.subscribe_push(${businessId}, ${told}::text::jsonb)`.execute(),
    commit: () => sql`commit`,
    [Symbol.asyncDispose]: () => sql.end(),
  };
}

/** Until a statement waits for another's lock, or has no need to and ends. */
async function waitsOrEnds(sql: postgres.Sql, statement: Promise<unknown>): Promise<void> {
  let waits = false;
  let ended = false;
  statement.finally(() => ended = true);
  while (!waits && !ended) {
    const [row] = await sql<[{ waits: boolean }]>`
      select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`;
    waits = row.waits;
  }
}
