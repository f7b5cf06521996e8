import assert from "node:assert/strict";
import { NOTIFICATION_CATEGORIES } from "../../shared/notify/categories.ts";
import { cloneDatabase } from "../support/database.ts";

Deno.test("the categories in the database and those in TypeScript are the same", async () => {
  await using database = await cloneDatabase();
  const rows = await database.sql<{ key: string }[]>`
    select key from public.notification_categories order by key collate "C"`;
  assert.deepEqual(rows.map(({ key }) => key), [...NOTIFICATION_CATEGORIES]);
});
