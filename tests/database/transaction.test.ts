import assert from "node:assert/strict";
import postgres from "postgres";
import type { User } from "../../shared/auth/actor.ts";
import { closeConnection, connection, type Sql } from "../../shared/db/client.ts";
import { asUser, asWorker } from "../../shared/db/transaction.ts";
import { connect } from "../../scripts/local/database.ts";
import { cloneDatabase, type TestDatabase } from "../support/database.ts";
import { adoptEnvironment } from "../support/environment.ts";

const origin = { requestId: "a-request", ip: "203.0.113.1", userAgent: "a-browser" };
const person = (): User => ({ kind: "user", id: crypto.randomUUID(), sessionId: "a-session" });

interface Standing {
  role: string;
  uid: string | null;
  context: { kind: string; reason?: string; request_id: string; ip: string; user_agent: string };
}

const standing = async (sql: Sql): Promise<Standing> => {
  const [row] = await sql<[Standing]>`
    select current_user as role, auth.uid() as uid, current_setting('frontdesk.context')::jsonb as context`;
  return row;
};

const rejectsWith = (code: string) => (error: unknown) =>
  error instanceof postgres.PostgresError && error.code === code;

Deno.test("transactions as an actor", async (t) => {
  await using database = await cloneDatabase();
  // Two connections, so that what one transaction leaves behind the next ones would meet.
  adoptEnvironment(database.ownerUrl, { DATABASE_CONNECTIONS: "2" });
  const { sql: owner } = database;
  await owner.unsafe(`
    create table public.pots (id int primary key, coins int not null);
    insert into public.pots values (1, 0), (2, 0);
    grant select, insert, update on public.pots to authenticated, service_role`);
  const coins = async () =>
    (await owner<{ coins: number }[]>`select coins from public.pots order by id`).map((pot) => pot.coins);
  try {
    await t.step("the role stands ahead of the first statement, however run fires it", async () => {
      const user = person();
      const ways: Record<string, (sql: Sql) => Promise<Standing[]>> = {
        "at once": async (sql) => [await standing(sql)],
        "later": async (sql) => {
          await Promise.resolve();
          return [await standing(sql)];
        },
        "several at once": (sql) => Promise.all([standing(sql), standing(sql), standing(sql)]),
        "nested": async (sql) => {
          const [one, [two, three], four] = await Promise.all([
            standing(sql),
            Promise.all([standing(sql), Promise.all([standing(sql)]).then(([first]) => first!)]),
            sql`select 1`.then(() => standing(sql)),
          ]);
          return [one, two, three, four];
        },
        "executed while still in the callback": (sql) => {
          const fired = sql<Standing[]>`
            select current_user as role, auth.uid() as uid, current_setting('frontdesk.context')::jsonb as context`
            .execute();
          return fired.then((rows) => [...rows]);
        },
        "the simple way": async (sql) => {
          const rows = await sql.unsafe<Standing[]>(
            "select current_user as role, auth.uid() as uid, current_setting('frontdesk.context')::jsonb as context",
          ).simple();
          return [...rows];
        },
      };
      for (const [name, run] of Object.entries(ways)) {
        for (const found of await asUser(user, origin, run)) {
          assert.deepEqual([found.role, found.uid], ["authenticated", user.id], name);
          assert.deepEqual(found.context, {
            kind: "user",
            request_id: "a-request",
            ip: "203.0.113.1",
            user_agent: "a-browser",
          });
        }
        for (const found of await asWorker("webhook", "a reason", origin, run)) {
          assert.deepEqual([found.role, found.uid], ["service_role", null], name);
          assert.deepEqual([found.context.kind, found.context.reason], ["webhook", "a reason"]);
        }
      }
    });

    await t.step("many at once on few connections stay apart", async () => {
      const people = Array.from({ length: 40 }, person);
      const found = await Promise.all(
        people.map((user, index) =>
          index % 4 === 0
            ? asWorker("system", String(index), { requestId: String(index) }, standing)
            : asUser(user, { requestId: String(index) }, (sql) =>
              Promise.all([standing(sql), standing(sql)]).then(([, last]) =>
                last
              ))
        ),
      );
      found.forEach(({ role, uid, context }, index) => {
        const expected = index % 4 === 0 ? ["service_role", null] : ["authenticated", people[index]!.id];
        assert.deepEqual([role, uid, context.request_id], [...expected, String(index)]);
      });
    });

    await t.step("nothing is left behind on the connection, after success and after failure", async () => {
      const clean = async () => {
        const left = await Promise.all(
          Array.from(
            { length: 6 },
            () =>
              connection()`select current_user as role, coalesce(current_setting('request.jwt.claims', true), '') as claims,
            coalesce(current_setting('frontdesk.context', true), '') as context, auth.uid() as uid`,
          ),
        );
        for (const [row] of left) {
          assert.deepEqual({ ...row }, { role: "postgres", claims: "", context: "", uid: null });
        }
      };
      await asUser(person(), origin, standing);
      await clean();
      await asWorker("worker", "a reason", origin, standing);
      await clean();
      await assert.rejects(asUser(person(), origin, (sql) => sql`select 1 / 0`), rejectsWith("22012"));
      await clean();
      await assert.rejects(
        asUser(person(), origin, () => Promise.reject(new Error("run itself failed"))),
        /run itself failed/,
      );
      await clean();
      await assert.rejects(
        asUser(person(), origin, (sql) => sql`select * from private.webhook_events`),
        rejectsWith("42501"),
      );
      await clean();
    });

    await t.step("where the role can't be taken nothing runs, above it least of all", async () => {
      await using superuser = asSuperuser(database);
      await superuser.sql`revoke execute on function pg_catalog.set_config(text, text, boolean) from public`;
      const runs: ((sql: Sql) => Promise<unknown>)[] = [
        (sql) => sql`update public.pots set coins = 99`,
        (sql) => Promise.allSettled([sql`update public.pots set coins = 99`, sql`select 1`]),
        (sql) =>
          sql`update public.pots set coins = 99`.catch(() => sql`update public.pots set coins = 99`).catch(
            () => {},
          ),
        // By then a rollback that didn't wait for it would be long done, and this a statement of the connection's own role.
        (sql) =>
          sql`update public.pots set coins = 99`
            .catch(() => new Promise((resolve) => setTimeout(resolve, 50)))
            .then(() => sql`update public.pots set coins = 99`)
            .catch(() => {}),
      ];
      for (const run of runs) {
        await assert.rejects(asUser(person(), origin, run), rejectsWith("42501"));
        await assert.rejects(asWorker("system", "a reason", origin, run), rejectsWith("42501"));
      }
      await superuser.sql`grant execute on function pg_catalog.set_config(text, text, boolean) to public`;
      assert.deepEqual(await coins(), [0, 0]);
    });

    await t.step("what fails leaves nothing, also where run swallows the error", async () => {
      await assert.rejects(
        asUser(person(), origin, async (sql) => {
          await sql`update public.pots set coins = 1`;
          throw new Error("changed my mind");
        }),
        /changed my mind/,
      );
      await assert.rejects(asUser(person(), origin, async (sql) => {
        await sql`update public.pots set coins = 1`;
        await sql`select 1 / 0`.catch(() => {});
      }));
      assert.deepEqual(await coins(), [0, 0]);
    });

    await t.step("a deadlock is nobody's fault: both get through", async () => {
      let attempts = 0;
      const bothAreIn = Promise.withResolvers<void>();
      let inside = 0;
      const move = (first: number, second: number) =>
        asUser(person(), origin, async (sql) => {
          attempts++;
          await sql`update public.pots set coins = coins + 1 where id = ${first}`;
          if (++inside === 2) bothAreIn.resolve();
          await bothAreIn.promise;
          await sql`update public.pots set coins = coins + 1 where id = ${second}`;
        });
      await Promise.all([move(1, 2), move(2, 1)]);
      assert.ok(attempts >= 3, `${attempts} attempts: there was no deadlock`);
      assert.deepEqual(await coins(), [2, 2]);
    });

    await t.step("a lost race is tried four times, anything else once", async () => {
      const failing = async (state: string, times: number) => {
        let attempts = 0;
        const work = asUser(person(), origin, async (sql) => {
          attempts++;
          await sql`update public.pots set coins = coins + 1 where id = 1`;
          if (attempts <= times) {
            await sql.unsafe(`do $$ begin raise exception using errcode = '${state}'; end $$`);
          }
        });
        return [await work.then(() => "done", (error) => error.code), attempts];
      };
      assert.deepEqual(await failing("40001", 3), ["done", 4]);
      assert.deepEqual(await failing("40P01", 1), ["done", 2]);
      assert.deepEqual(await failing("40001", 9), ["40001", 4]);
      assert.deepEqual(await failing("23505", 1), ["23505", 1]);
      assert.deepEqual(await coins(), [4, 2]);
    });
  } finally {
    await closeConnection();
  }
});

function asSuperuser(database: TestDatabase) {
  const { superuserUrl } = JSON.parse(Deno.env.get("FRONTDESK_TEST_CLUSTER")!);
  const url = new URL(superuserUrl);
  url.pathname = new URL(database.ownerUrl).pathname;
  const sql = connect(url.href, 1);
  return { sql, [Symbol.asyncDispose]: () => sql.end() };
}
