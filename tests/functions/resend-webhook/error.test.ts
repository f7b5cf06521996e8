import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { replayResendEvent } from "../../../shared/webhooks/receive-resend-event.ts";
import { closeConnection } from "../../../shared/db/client.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { hostFunctions } from "../../support/functions.ts";
import {
  mailSent,
  PERMANENT,
  receiptsOf,
  resendEvent,
  statusOf,
  suppressionsOf,
  tellOfMail,
} from "../../support/mail/resend-events.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("resend-webhook: what can't be read is kept, and told again it succeeds when it can", async (t) => {
  await using database = await cloneDatabase();
  adoptEnvironment(database.ownerUrl);
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const origin = { requestId: crypto.randomUUID() };
  const statuses = () => sql`select * from private.communication_statuses order by provider_id, status`;

  await t.step("signed bodies that are no events are kept with the reason", async () => {
    const mail = await mailSent(sql, business.id, "unreadable@people.test");
    const good = resendEvent("email.bounced", mail, PERMANENT);
    const bodies: [name: string, body: string, error: RegExp][] = [
      ["nothing", "", /^not JSON/],
      ["no JSON", '{"type":"email.bounced",', /^not JSON/],
      ["NUL", '{"type":"a\0b"}', /^not JSON/],
      ["a text", '"email.bounced"', /^not what the sender describes: the whole/],
      ["a list", "[]", /^not what the sender describes/],
      ["null", "null", /^not what the sender describes/],
      ["no type", JSON.stringify({ ...good, type: undefined }), /: type/],
      ["no mail", JSON.stringify({ ...good, data: { to: [] } }), /: data\.email_id/],
      ["no time", JSON.stringify({ ...good, created_at: "yesterday" }), /: created_at/],
      [
        "a time Postgres doesn't know",
        JSON.stringify({ ...good, created_at: "+275760-09-13T00:00:00Z" }),
        /^22/,
      ],
      ["depth", "[".repeat(100_000) + "]".repeat(100_000), /./],
    ];
    const before = await statuses();
    for (const [name, body, error] of bodies) {
      const id = `msg_${name.replaceAll(/\W/g, "_")}`;
      const answer = await tellOfMail(functions, bytesOf(body), { id });
      assert.equal(answer.status, 200, `${name}: ${answer.text}`);
      const receipts = await receiptsOf(sql, id);
      assert.equal(receipts.length, 1, name);
      assert.equal(receipts[0]?.outcome, "failed", name);
      assert.match(receipts[0]?.error ?? "", error, name);
    }
    assert.deepEqual(await statuses(), before);
    assert.equal(await statusOf(sql, mail), "sent");
    assert.deepEqual(await suppressionsOf(sql, business.id), []);
    const [cut] = await receiptsOf(sql, "msg_no_JSON");
    assert.equal(cut?.payload, '{"type":"email.bounced",', "the text itself is kept");
  });

  await t.step("characters that Postgres can't hold don't keep an event out", async () => {
    const mail = await mailSent(sql, business.id, "nul@people.test");
    const event = resendEvent("email.bounced", mail, {
      subject: "a\u0000b\ud800",
      bounce: { type: "Permanent", message: "half \udc00 and \u0000" },
    });
    assert.equal((await tellOfMail(functions, event, { id: "msg_nul" })).status, 200);
    const [receipt] = await receiptsOf(sql, "msg_nul");
    assert.equal(receipt?.outcome, "done");
    assert.match(JSON.stringify(receipt?.payload), /a\ufffdb\ufffd/);
    assert.equal(await statusOf(sql, mail), "bounced");
  });

  await t.step("a stored event that today's code can read is done when it is run again, once", async () => {
    const mail = await mailSent(sql, business.id, "again@people.test");
    const body = resendEvent("email.complained", mail);
    const keep = (key: string, payload: unknown, outcome: string) =>
      sql`insert into private.webhook_events (source, dedupe_key, payload, processed_at, outcome, error)
        values ('resend', ${key}, ${JSON.stringify(payload)}::text::jsonb, now(), ${outcome}, 'as it was')`;
    await keep("msg_failed", body, "failed");
    await keep("msg_as_text", JSON.stringify(resendEvent("email.opened", mail)), "failed");
    await keep("msg_ignored", resendEvent("email.delivered", mail), "ignored");
    for (const { dedupe_key, payload } of await receiptsOf(sql)) {
      if (!["msg_failed", "msg_as_text", "msg_ignored"].includes(dedupe_key)) continue;
      await replayResendEvent(dedupe_key, payload, origin);
      const [now] = await receiptsOf(sql, dedupe_key);
      assert.deepEqual([now?.outcome, now?.error], ["done", null], dedupe_key);
    }
    const known = (await statuses()).filter(({ provider_id }) => provider_id === mail);
    assert.deepEqual(known.map(({ status }) => status), ["complained", "delivered", "opened"]);
    assert.ok((await suppressionsOf(sql, business.id)).includes("complained again@people.test"));

    // Lifted by a person, and told again: what was done stays done.
    await sql`delete from public.email_suppressions where business_id = ${business.id}`;
    await replayResendEvent("msg_failed", body, origin);
    assert.deepEqual(await suppressionsOf(sql, business.id), []);
  });

  await t.step("deno task events --replay runs Resend's events, too", async () => {
    const mail = await mailSent(sql, business.id, "task@people.test");
    const payload = JSON.stringify(resendEvent("email.delivered", mail));
    await sql`insert into private.webhook_events (source, dedupe_key, payload, processed_at, outcome)
      values ('resend', 'msg_task', ${payload}::text::jsonb, now(), 'failed')`;
    const [{ id }] = await sql<[{ id: string }]>`
      select id from private.webhook_events where dedupe_key = 'msg_task'`;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "scripts/events.ts", "--replay", id],
      cwd: fileURLToPath(new URL("../../../", import.meta.url)),
      env: { SUPABASE_DB_URL: database.ownerUrl },
    }).output();
    const told = new TextDecoder().decode(stdout);
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.match(told, /failed → done/);
    assert.equal(await statusOf(sql, mail), "delivered");
  });
  await closeConnection();
});
