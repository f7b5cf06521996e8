import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { type Answer, hostFunctions, RESEND_SECRET, WORKER_SECRET } from "../../support/functions.ts";
import {
  mailSent,
  PERMANENT,
  receiptsOf,
  resendEvent,
  type Sending,
  statusOf,
  suppressionsOf,
  tellOfMail,
} from "../../support/mail/resend-events.ts";
import { signMessage } from "../../support/svix.ts";

const LIMIT = 256 * 1024;
const MINUTE = 60_000;

Deno.test("resend-webhook: what is not believed", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const mail = await mailSent(sql, business.id, "target@people.test");
  const bounce = resendEvent("email.bounced", mail, PERMANENT);
  const bytes = new TextEncoder().encode(JSON.stringify(bounce));
  const fingerprint = await makeFingerprint(sql);
  let before = await fingerprint();
  const refused = async (answer: Answer, status: number, code: string) => {
    assert.equal(answer.json?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(await fingerprint(), before, "a refusal stored something");
  };
  const invalid = async (event: unknown, sending: Sending = {}) =>
    await refused(await tellOfMail(functions, event, sending), 401, "credential_invalid");

  await t.step("without a signature, or with a forged one, nothing is stored", async () => {
    const unsigned = { method: "POST", body: bytes };
    await refused(await functions.call("/resend-webhook", unsigned), 401, "credential_missing");
    const good = signMessage(bytes, RESEND_SECRET)["svix-signature"] ?? "";
    for (
      const signature of [
        "",
        "v1,",
        good,
        good.replace("v1,", "v1a,"),
        good.slice(3),
        `v1,${btoa("0".repeat(32))}`,
        "v1,undefined",
        "v1, v1, v1,",
      ]
    ) {
      await invalid(bounce, { headers: { "svix-signature": signature } });
    }
  });

  await t.step("only our own secret signs", async () => {
    const others = [
      `whsec_${btoa("the-secret-of-somebody!!")}`,
      btoa(WORKER_SECRET),
      "",
      RESEND_SECRET.slice(0, -4),
      `${RESEND_SECRET}c2Vj`,
    ];
    for (const secret of others) await invalid(bounce, { secret });
    const twice = signMessage(bytes, others[0]!, { id: "msg_two" })["svix-signature"];
    const more = signMessage(bytes, others[1]!, { id: "msg_two" })["svix-signature"];
    await invalid(bounce, { id: "msg_two", headers: { "svix-signature": `${twice} ${more}` } });
  });

  await t.step("what was tampered with is refused: body, id, time", async () => {
    const signed = signMessage(bytes, RESEND_SECRET, { id: "msg_tampered" });
    const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      functions.call("/resend-webhook", { method: "POST", body, headers: { ...signed, ...headers } });
    const spoilt = bytes.slice();
    spoilt[spoilt.length - 3]! ^= 1;
    const bodies = [
      spoilt,
      bytes.slice(0, -1),
      new Uint8Array(),
      new Uint8Array([...bytes, 0x20]),
      invalidUtf8(bytes),
    ];
    for (const body of bodies) await refused(await post(body), 401, "credential_invalid");
    const now = Math.floor(Date.now() / 1000);
    const changes: Record<string, string>[] = [
      { "svix-id": "msg_other" },
      { "svix-id": "" },
      { "svix-timestamp": String(now - 1) },
      { "svix-timestamp": "" },
      { "svix-timestamp": "soon" },
      { "svix-timestamp": "1e9" },
    ];
    for (const change of changes) await refused(await post(bytes, change), 401, "credential_invalid");
    // The id and the time may not be shifted into one another.
    const shifted = { "svix-id": "msg", "svix-timestamp": `tampered.${signed["svix-timestamp"]}` };
    await refused(await post(bytes, shifted), 401, "credential_invalid");
  });

  await t.step("older than five minutes, or as far ahead, is refused", async () => {
    for (const away of [-6 * MINUTE, -24 * 60 * MINUTE, 6 * MINUTE]) {
      await invalid(bounce, { signedAt: Date.now() + away });
    }
  });

  await t.step("nobody's credential stands in for the signature", async () => {
    for (
      const as of [{ user: business.employees.admin.userId }, {
        headers: { "x-worker-secret": WORKER_SECRET },
      }]
    ) {
      await refused(
        await functions.call("/resend-webhook", { method: "POST", body: bytes, ...as }),
        401,
        "credential_missing",
      );
    }
  });

  await t.step("more than Resend ever sends is refused unread, signed or not", async () => {
    const large = new Uint8Array(LIMIT + 1).fill(0x20);
    await refused(await tellOfMail(functions, large), 413, "body_too_large");
    await refused(
      await functions.call("/resend-webhook", { method: "POST", body: large }),
      413,
      "body_too_large",
    );
  });

  await t.step("without a secret nothing is believed, and all of it may come again", async () => {
    await using fresh = hostFunctions(database.ownerUrl, { RESEND_WEBHOOK_SECRET: "" });
    for (const secret of [RESEND_SECRET, "whsec_", ""]) {
      await refused(await tellOfMail(fresh, bounce, { secret }), 503, "unavailable");
    }
    await using odd = hostFunctions(database.ownerUrl, { RESEND_WEBHOOK_SECRET: " , " });
    await refused(await tellOfMail(odd, bounce, { secret: "" }), 503, "unavailable");
  });

  await t.step("a replay, which is signed well and in time, changes nothing", async () => {
    assert.equal(await statusOf(sql, mail), "sent");
    const signed = { id: "msg_replayed" };
    assert.equal((await tellOfMail(functions, bounce, signed)).status, 200);
    assert.equal(await statusOf(sql, mail), "bounced");
    assert.deepEqual(await suppressionsOf(sql, business.id), ["bounced target@people.test"]);
    // A person lifts it; the replay must not put it back.
    await sql`delete from public.email_suppressions where business_id = ${business.id}`;
    before = await fingerprint();
    for (const event of [bounce, resendEvent("email.complained", mail), { type: "contact.created" }]) {
      assert.equal((await tellOfMail(functions, event, signed)).status, 200);
      assert.equal(await fingerprint(), before, "the replay changed something");
    }
    // Ignored ones, too.
    const ignored = { id: "msg_ignored" };
    for (let time = 0; time < 2; time++) {
      assert.equal((await tellOfMail(functions, { type: "contact.created" }, ignored)).status, 200);
      if (time === 0) before = await fingerprint();
    }
    assert.equal(await fingerprint(), before);
    assert.equal((await receiptsOf(sql)).length, 2);
  });

  await t.step("log lines hold neither addresses nor signatures", () => {
    const lines = functions.lines.join("\n");
    assert.ok(lines.includes('"flow":"resend-webhook"'));
    assert.doesNotMatch(lines, /people\.test|whsec_|v1,/);
  });
});

/** The same text to a lenient decoder. */
const invalidUtf8 = (bytes: Uint8Array) => new Uint8Array([...bytes.slice(0, -1), 0xff, ...bytes.slice(-1)]);
