import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { writeSecret } from "../../../shared/secrets/business-secret.ts";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { type Answer, APP_SECRET, hostFunctions, VERIFY_TOKEN } from "../../support/functions.ts";

const OWN_TOKEN = "the-verify-token-of-a-business's-own-meta-app";

Deno.test("whatsapp-webhook: handshake", async (t) => {
  await using database = await cloneDatabase();
  adoptEnvironment(database.ownerUrl);
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  // One with an app of its own, one with an app that has no token, one with none.
  const [whole, half, none] = [await makeBusiness(sql), await makeBusiness(sql), await makeBusiness(sql)];
  const origin = { requestId: crypto.randomUUID() };
  for (const { id, channel } of [whole, half]) {
    await writeSecret(id, `whatsapp_app_secret:${channel.id}`, "the-secret-of-that-app", origin);
  }
  await writeSecret(whole.id, `whatsapp_verify_token:${whole.channel.id}`, OWN_TOKEN, origin);
  await closeConnection();
  const fingerprint = await makeFingerprint(sql);
  const before = await fingerprint();

  const call = (fields: Record<string, string | undefined>, channel?: string) => {
    const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
    return functions.call(`/whatsapp-webhook${channel ? `/${channel}` : ""}?${new URLSearchParams(given)}`);
  };
  const ask = (token: string, channel?: string, challenge = "1158201444") =>
    call({ "hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge }, channel);
  const refused = ({ status, json, text }: Answer, expected: number, code: string) => {
    assert.equal(json?.code, code, text);
    assert.equal(status, expected);
  };

  await t.step("echoes the challenge to whoever knows this path's token, as plain text", async () => {
    const { status, text, headers } = await ask(VERIFY_TOKEN);
    assert.deepEqual([status, text], [200, "1158201444"]);
    assert.match(headers.get("content-type") ?? "", /^text\/plain/);
    assert.equal((await ask(OWN_TOKEN, whole.channel.id)).text, "1158201444");
    const script = await ask(VERIFY_TOKEN, undefined, "<script>alert(1)</script>");
    assert.equal(script.text, "<script>alert(1)</script>");
    assert.match(script.headers.get("content-type") ?? "", /^text\/plain/);
  });

  await t.step("refuses every other token", async () => {
    const near = ["", "x", VERIFY_TOKEN.slice(0, -1), `${VERIFY_TOKEN} `, VERIFY_TOKEN.toUpperCase()];
    for (const token of [...near, OWN_TOKEN, APP_SECRET]) {
      refused(await ask(token), 403, "permission_missing");
    }
    refused(await ask(VERIFY_TOKEN, whole.channel.id), 403, "permission_missing");
    // Where there is no token nothing opens, an empty one least of all.
    for (const channel of [half.channel.id, none.channel.id, crypto.randomUUID(), "no-id"]) {
      for (const token of ["", OWN_TOKEN, VERIFY_TOKEN, "undefined", "null"]) {
        refused(await ask(token, channel), 403, "permission_missing");
      }
    }
  });

  await t.step("says what is missing", async () => {
    const fields = { "hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1" };
    for (const missing of Object.keys(fields)) {
      const answer = await call({ ...fields, [missing]: undefined });
      refused(answer, 400, "invalid_input");
      const pointers = answer.json.errors.map((error: { pointer: string }) => error.pointer);
      assert.deepEqual(pointers, [`/query/${missing}`]);
    }
    refused(await call({ ...fields, "hub.mode": "unsubscribe" }), 400, "invalid_input");
    refused(await call({}), 400, "invalid_input");
  });

  assert.equal(await fingerprint(), before);
});
