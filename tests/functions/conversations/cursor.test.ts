import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { textDelivery } from "../../support/whatsapp.ts";

/** What no cursor holds as its time: not a time, or one that Postgres would stumble over. */
const TIMES = [
  "0000-01-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-01-01",
  "2026-01-01T00:00:00",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:00+23:59",
  "2026-01-01T00:00:00-16:00",
  "infinity",
  "now()",
  "' or true --",
  "\0",
  0,
  null,
  {},
];

const encode = (value: unknown) => btoa(JSON.stringify(value));

Deno.test("cursors of the conversations flow", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  for (const { channel } of [ours, theirs]) {
    for (const from of ["9613110001", "9613110001", "9613110002"]) {
      assert.equal((await functions.deliver(textDelivery(channel, { from }))).status, 200);
    }
  }
  const as = { user: ours.employees.agent.userId, business: ours.id };
  const [mine] = await sql<[{ id: string }]>`
    select id from public.conversations where business_id = ${ours.id} and unread_count = 2`;
  const [foreign] = await sql<[{ id: string }]>`
    select id from public.conversations where business_id = ${theirs.id} limit 1`;
  const inbox = "/conversations?limit=1";
  const messages = `/conversations/${mine.id}/messages?limit=1`;
  const ofInbox: string = (await functions.call(inbox, as)).json.next;
  const ofMessages: string = (await functions.call(messages, as)).json.next;
  const fingerprint = await makeFingerprint(sql);
  const before = await fingerprint();

  const refuse = async (path: string, cursors: string[]) => {
    for (const cursor of cursors) {
      const { status, json, text } = await functions.call(`${path}&cursor=${encodeURIComponent(cursor)}`, as);
      assert.equal(status, 400, `${cursor}: ${text}`);
      assert.equal(json.code, "invalid_input");
      assert.equal(json.errors?.[0].pointer, "/query/cursor");
    }
  };

  await t.step("what was never a cursor is refused", async () => {
    const [at, tie] = JSON.parse(atob(ofInbox)) as [string, string];
    const texts = [
      "x",
      "",
      "====",
      "\0",
      ofInbox.slice(1),
      ofInbox.slice(0, -3),
      ofInbox + ofInbox,
      btoa("{}"),
      btoa("["),
    ];
    const values = [
      {},
      [],
      null,
      [at],
      [at, tie, tie],
      [tie, at],
      { at, tie },
      [at, `${tie}' --`],
      [at, "1"],
      [at, null],
      [at, 1],
    ];
    await refuse(inbox, [...texts, ...values.map(encode), ...TIMES.map((time) => encode([time, tie]))]);
    const ties = ["-1", "1.5", "1e3", "9".repeat(19), "1' --", "", 1, null];
    await refuse(messages, [
      ...texts,
      ...ties.map((wrong) => encode([at, wrong])),
      ...TIMES.map((time) => encode([time, "1"])),
    ]);
  });

  await t.step("a cursor of another list is refused", async () => {
    await refuse(inbox, [ofMessages]);
    await refuse(messages, [ofInbox]);
  });

  await t.step("a forged one moves the place in one's own list, and opens no other", async () => {
    for (const at of ["9999-12-31T23:59:59Z", "2000-01-01T00:00:00.000001+15:59"]) {
      const cursor = encodeURIComponent(encode([at, foreign.id]));
      const { status, json } = await functions.call(`/conversations?cursor=${cursor}`, as);
      assert.equal(status, 200);
      for (const { business_id } of json.conversations) assert.equal(business_id, ours.id);
    }
  });

  assert.equal(await fingerprint(), before);
});
