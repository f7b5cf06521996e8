import assert from "node:assert/strict";
import { describeSchema } from "../../scripts/generate/describe-schema.ts";
import { cloneDatabase } from "../support/database.ts";

/** Changes that a review must see in supabase/schema.sql, done one after the other, and what the picture then says. */
const CHANGES: [change: string, said: string][] = [
  [
    "alter table public.clients disable row level security",
    "-- Row level security is off for public.clients.",
  ],
  [
    "alter table public.clients force row level security",
    "alter table public.clients force row level security;",
  ],
  ["grant select on public.clients to anon", "grant select on public.clients to anon;"],
  [
    "grant update (phone) on public.clients to authenticated",
    "update (name, phone, language) on public.clients",
  ],
  [
    "grant delete on public.roles to anon with grant option",
    "grant delete on public.roles to anon with grant option;",
  ],
  [
    "grant execute on function private.write_audit() to public",
    "grant execute on function private.write_audit() to public;",
  ],
  [
    "grant usage on schema private to anon",
    "grant usage on schema private to anon, authenticated, service_role;",
  ],
  [
    "grant select on audit.audit_logs_default to authenticated",
    "grant select on audit.audit_logs_default to authenticated;",
  ],
  [
    "create policy loose on public.clients for all to anon using (true)",
    "create policy loose on public.clients for all to anon\n  using (true);",
  ],
  [
    "create policy tight on public.clients as restrictive for insert with check (name = 'It''S')",
    "as restrictive for insert to public\n  with check (name = 'It''S');",
  ],
  [
    "create policy loose on storage.objects for select to anon using (bucket_id = 'media')",
    "create policy loose on storage.objects for select to anon\n  using (bucket_id = 'media');",
  ],
  ["update storage.buckets set public = true", "-- storage bucket media: public"],
  ["alter function private.businesses_with(text) security invoker", " language plpgsql\n stable rows 4\n"],
  [
    "alter function private.businesses_with(text) reset all",
    " stable rows 4\nas $function$",
  ],
  ["drop trigger write_audit on public.roles", "create trigger guard_row before update on public.roles"],
  ["alter table public.employees disable trigger write_audit", "private.write_audit(); -- disabled"],
  ["alter table public.clients alter name set default 'Mr X'", "default 'Mr X'"],
  ["alter table public.clients alter phone set not null", "not null"],
  ["alter table public.clients drop constraint clients_phone_check", "create table public.clients"],
  [
    "create index lower_name on public.clients (lower(name)) where name <> 'A'",
    "create index lower_name on public.clients (lower(name)) where (name <> 'A');",
  ],
  [
    "comment on column public.clients.phone is 'It''s E.164'",
    "comment on column public.clients.phone is 'It''s E.164';",
  ],
  [
    "create view public.all_clients as select id from public.clients",
    "create view public.all_clients as\n select id\n   from public.clients;",
  ],
  ["create type public.mood as enum ('fine', 'Not')", "create type public.mood as enum ('fine', 'Not');"],
  [
    "create function private.one() returns int language sql begin atomic; select 1; end",
    "-- Nobody but the owner may execute it.",
  ],
  [
    "select cron.schedule('often', '5 seconds', 'select 1')",
    "select cron.schedule('often', '5 seconds', 'select 1');",
  ],
  [
    "alter default privileges in schema public grant select on tables to anon",
    "alter default privileges in schema public grant select on tables to anon;",
  ],
  [
    "alter default privileges grant execute on functions to public",
    "alter default privileges grant execute on functions to public;",
  ],
];

Deno.test("schema.sql", async (t) => {
  await using database = await cloneDatabase();
  const picture = await describeSchema(database.sql);

  await t.step("is the same each time, and in every month", async () => {
    await database.sql`select private.make_audit_partitions(30)`;
    assert.equal(await describeSchema(database.sql), picture);
    assert.match(picture, /create table audit\.audit_logs_default partition of public\.audit_logs default;/);
    assert.doesNotMatch(picture, /audit_logs_\d{4}/);
  });

  await t.step("tells nothing of where it was made", () => {
    assert.doesNotMatch(picture, /test_[0-9a-f]{32}|127\.0\.0\.1|password/i);
  });

  let before = picture;
  for (const [change, said] of CHANGES) {
    await t.step(`shows: ${change}`, async () => {
      await database.sql.unsafe(change);
      const after = await describeSchema(database.sql);
      assert.notEqual(after, before, "The picture didn't change.");
      assert.ok(after.includes(said), `It doesn't say: ${said}`);
      before = after;
    });
  }
});
