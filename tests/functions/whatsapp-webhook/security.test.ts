import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { writeSecret } from "../../../shared/secrets/business-secret.ts";
import { replayDelivery } from "../../../shared/whatsapp/receive-delivery.ts";
import { sign } from "../../../shared/whatsapp/verify-signature.ts";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { type Answer, APP_SECRET, hostFunctions, VERIFY_TOKEN } from "../../support/functions.ts";
import { textDelivery } from "../../support/whatsapp.ts";

const SECRET_A = "the-secret-of-the-meta-app-of-a";
const SECRET_B = "the-secret-of-the-meta-app-of-b";
const LIMIT = 3 * 1024 * 1024;

Deno.test("whatsapp-webhook: what is not believed", async (t) => {
  await using database = await cloneDatabase();
  adoptEnvironment(database.ownerUrl);
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const [a, b, c] = [
    await makeBusiness(sql, "A"),
    await makeBusiness(sql, "B"),
    await makeBusiness(sql, "C"),
  ];
  const origin = { requestId: crypto.randomUUID() };
  await writeSecret(a.id, `whatsapp_app_secret:${a.channel.id}`, SECRET_A, origin);
  await writeSecret(b.id, `whatsapp_app_secret:${b.channel.id}`, SECRET_B, origin);
  await closeConnection();

  const pathOf = (channel?: string) =>
    channel === undefined ? "/whatsapp-webhook" : `/whatsapp-webhook/${channel}`;
  const post = (body: Uint8Array<ArrayBuffer>, signature: string | undefined, channel?: string) =>
    functions.call(pathOf(channel), {
      method: "POST",
      body,
      headers: signature === undefined ? {} : { "x-hub-signature-256": signature },
    });
  const fingerprint = await makeFingerprint(sql);
  let before = await fingerprint();
  const refused = async (answer: Answer, status: number, code: string) => {
    assert.equal(answer.json?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(await fingerprint(), before, "a refusal stored something");
  };
  const stored = async () => {
    before = await fingerprint();
    const [event] = await sql<[{ outcome: string; error: string | null; channel_id: string | null }]>`
      select outcome, error, channel_id from private.webhook_events order by id desc limit 1`;
    return event;
  };
  const messagesOf = async (businessId: string) => {
    const [{ count }] = await sql<[{ count: number }]>`
      select count(*)::int as count from public.messages where business_id = ${businessId}`;
    return count;
  };
  const text = (business: typeof a, body = "hello") =>
    bytesOf(textDelivery(business.channel, { from: "9613110001", text: body }));

  await t.step("without the right signature nothing is stored", async () => {
    const body = text(a);
    await refused(await post(body, undefined), 401, "credential_missing");
    const spoilt = body.slice();
    spoilt[spoilt.length - 3]! ^= 1;
    const good = sign(body, APP_SECRET);
    for (
      const wrong of [
        "",
        "sha256=",
        good.slice(0, -1),
        `${good}0`,
        good.slice(7),
        good.replace("256", "1"),
        sign(spoilt, APP_SECRET),
        sign(body, `${APP_SECRET} `),
        sign(body, ""),
        sign(body, VERIFY_TOKEN),
      ]
    ) {
      await refused(await post(body, wrong), 401, "credential_invalid");
    }
    await refused(await post(spoilt, good), 401, "credential_invalid");
    await refused(await post(new Uint8Array(), good), 401, "credential_invalid");
  });

  await t.step("more than Meta ever sends is refused unread, signed or not", async () => {
    const large = new Uint8Array(LIMIT + 1).fill(0x20);
    await refused(await post(large, sign(large, APP_SECRET)), 413, "body_too_large");
    await refused(await post(large, undefined), 413, "body_too_large");
    await refused(await post(large, sign(large, SECRET_A), a.channel.id), 413, "body_too_large");
    const whole = text(a);
    const largest = new Uint8Array(LIMIT).fill(0x20);
    largest.set(whole);
    assert.equal((await post(largest, sign(largest, APP_SECRET))).status, 200);
    assert.equal((await stored()).outcome, "done");
  });

  await t.step("the path chooses the secret, and no other opens it", async () => {
    const body = text(a, "by its own app");
    const secrets = { installation: APP_SECRET, a: SECRET_A, b: SECRET_B };
    const doors: [string | undefined, string][] = [[undefined, "installation"], [a.channel.id, "a"], [
      b.channel.id,
      "b",
    ]];
    for (const [channel, own] of doors) {
      for (const [whose, secret] of Object.entries(secrets)) {
        if (whose !== own) {
          await refused(await post(body, sign(body, secret), channel), 401, "credential_invalid");
        }
      }
    }
    const had = await messagesOf(a.id);
    assert.equal((await post(body, sign(body, SECRET_A), a.channel.id)).status, 200);
    assert.deepEqual(await stored(), { outcome: "done", error: null, channel_id: a.channel.id });
    assert.equal(await messagesOf(a.id), had + 1);
  });

  await t.step("an app speaks for its own channel alone", async () => {
    const body = text(b, "from A's app, in B's name");
    assert.equal((await post(body, sign(body, SECRET_A), a.channel.id)).status, 200);
    const { outcome, error, channel_id } = await stored();
    assert.deepEqual([outcome, channel_id], ["unrouted", a.channel.id]);
    assert.match(error ?? "", new RegExp(b.channel.phoneNumberId));
    assert.equal(await messagesOf(b.id), 0);

    const mine = textDelivery(a.channel, { from: "9613110002", text: "mine" });
    const both = bytesOf({
      ...mine,
      entry: [...mine.entry, ...textDelivery(b.channel, { from: "9613110002" }).entry],
    });
    const had = await messagesOf(a.id);
    assert.equal((await post(both, sign(both, SECRET_A), a.channel.id)).status, 200);
    assert.equal((await stored()).outcome, "unrouted");
    assert.deepEqual([await messagesOf(a.id), await messagesOf(b.id)], [had + 1, 0]);

    // Its channel gone, a replay still speaks for that channel, which leads nowhere, and not for the installation.
    const receipts = await sql`
      select dedupe_key, payload, channel_id from private.webhook_events where channel_id = ${a.channel.id} and outcome = 'unrouted'`;
    assert.equal(receipts.length, 2);
    await sql`update public.channels set active = false where id = ${a.channel.id}`;
    const before = await messagesOf(b.id);
    for (const { dedupe_key, payload, channel_id } of receipts) {
      await replayDelivery(dedupe_key, payload, channel_id, { requestId: "replay" });
    }
    assert.equal(await messagesOf(b.id), before);
    await sql`update public.channels set active = true where id = ${a.channel.id}`;

    // The same bytes by the installation's app are another delivery: the first one's receipt doesn't swallow it.
    assert.equal((await post(body, sign(body, APP_SECRET))).status, 200);
    assert.deepEqual(await stored(), { outcome: "done", error: null, channel_id: null });
    assert.equal(await messagesOf(b.id), 1);
  });

  await t.step("channels without an app, unknown and switched off take nothing", async () => {
    const body = text(c);
    const paths = [c.channel.id, crypto.randomUUID(), "no-id", "%00", "..%2F", `${a.channel.id}%20`];
    for (const channel of paths) {
      for (const secret of [APP_SECRET, SECRET_A, "", "undefined"]) {
        await refused(await post(body, sign(body, secret), channel), 401, "credential_invalid");
      }
    }
    await sql`update public.channels set active = false where id = ${b.channel.id}`;
    before = await fingerprint();
    await using fresh = hostFunctions(database.ownerUrl);
    const off = text(b, "switched off");
    await refused(
      await fresh.call(pathOf(b.channel.id), {
        method: "POST",
        body: off,
        headers: { "x-hub-signature-256": sign(off, SECRET_B) },
      }),
      401,
      "credential_invalid",
    );
  });

  await t.step("a secret that was moved to another business opens nothing", async () => {
    await sql`insert into private.business_secrets (business_id, name, key_id, nonce, data)
      select ${c.id}, ${`whatsapp_app_secret:${c.channel.id}`}, key_id, nonce, data from private.business_secrets
      where business_id = ${a.id} and name = ${`whatsapp_app_secret:${a.channel.id}`}`;
    before = await fingerprint();
    const body = text(c);
    const answer = await post(body, sign(body, SECRET_A), c.channel.id);
    await refused(answer, 500, "unexpected");
  });
});

const bytesOf = (payload: unknown) => new TextEncoder().encode(JSON.stringify(payload));
