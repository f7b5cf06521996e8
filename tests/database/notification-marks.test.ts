import assert from "node:assert/strict";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { insertNotification } from "../support/insert-notification.ts";
import { refusalOf } from "../support/refusal-of.ts";

Deno.test("a mark is a moment: what never comes or always was is refused", async () => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const { employees: { agent } } = await makeBusiness(sql);
  const id = await insertNotification(sql, agent);
  const state = async () =>
    (await sql`select to_jsonb(n)::text as state from public.notifications n where n.id = ${id}`)[0]!.state;
  const mark = (column: string, at: string) =>
    sql.begin(async (tx) => {
      const claims = JSON.stringify({ sub: agent.userId, role: "authenticated" });
      await tx`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`;
      const { count } = await tx`update public.notifications set ${
        tx(column)
      } = ${at}::text::timestamptz where id = ${id}`;
      assert.equal(count, 1);
    });
  const before = await state();
  for (const column of ["seen_at", "read_at", "archived_at"]) {
    for (const at of ["infinity", "-infinity"]) {
      assert.equal(await refusalOf(mark(column, at)), "23514", `${column} ${at}`);
      assert.equal(await state(), before);
    }
  }
  for (const column of ["seen_at", "read_at", "archived_at"]) {
    assert.equal(await refusalOf(mark(column, "2026-11-20T10:00:00Z")), "nothing", column);
  }
});
