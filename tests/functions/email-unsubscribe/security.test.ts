import assert from "node:assert/strict";
import { closeConnection } from "../../../shared/db/client.ts";
import { unsubscribeUrl } from "../../../shared/mail/unsubscribe-url.ts";
import { signText } from "../../../shared/secrets/sign-text.ts";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { type Answer, hostFunctions, SECRETS_KEY } from "../../support/functions.ts";

const CATEGORY = "conversations.message";

Deno.test("email-unsubscribe: which addresses are believed", async (t) => {
  await using database = await cloneDatabase();
  adoptEnvironment(database.ownerUrl);
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  const employee = ours.employees.agent.id;
  const tokenFor = (whose: string, category = CATEGORY) =>
    unsubscribeUrl({ employee: whose, category }).split("/").at(-1)!;
  const good = tokenFor(employee);
  const [keyId = "", text = "", mac = ""] = good.split(".");
  const fingerprint = await makeFingerprint(sql);
  let before = await fingerprint();
  const methods = ["GET", "POST"];
  const refused = async (answer: Answer, status = 404, code = "not_found") => {
    assert.equal(answer.json?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(await fingerprint(), before, "a refusal changed something");
  };
  const encode = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });
  const otherText = encode({ employee: theirs.employees.agent.id, category: CATEGORY });

  const forged: Record<string, string> = {
    "no signature": `${keyId}.${text}`,
    "an empty signature": `${keyId}.${text}.`,
    "a signature cut short": good.slice(0, -1),
    "a signature with more behind it": `${good}A`,
    "a signature of another's": `${keyId}.${text}.${tokenFor(theirs.employees.agent.id).split(".")[2]}`,
    "another employee under this signature": `${keyId}.${otherText}.${mac}`,
    "another category under this signature": `${keyId}.${
      encode({ employee, category: "conversations.new" })
    }.${mac}`,
    "an unknown key": `nobodys.${text}.${mac}`,
    "no key": `.${text}.${mac}`,
    "a key of the language's": `__proto__.${text}.${mac}`,
    "a fourth part": `${good}.x`,
    "one part": "token",
    "signed for another purpose": signText("invitation", JSON.stringify({ employee, category: CATEGORY })),
    "signed for no purpose": signText("", JSON.stringify({ employee, category: CATEGORY })),
    "signed, but not a subscription": signText("unsubscribe", JSON.stringify({ employee })),
    "signed, and the employee no id": signText(
      "unsubscribe",
      JSON.stringify({ employee: "*", category: CATEGORY }),
    ),
    "signed, but not an object": signText("unsubscribe", "null"),
    "an employee's id": employee,
    "the worker's key id with a guess": `${SECRETS_KEY.split(":")[0]}.${text}.${"A".repeat(43)}`,
  };
  for (const [name, token] of Object.entries(forged)) {
    await t.step(`${name}: 404, and nothing changed`, async () => {
      for (const method of methods) {
        await refused(await functions.call(`/email-unsubscribe/${encodeURIComponent(token)}`, { method }));
      }
    });
  }

  await t.step("the address alone, and one that is far too long, are refused", async () => {
    for (const method of methods) {
      await refused(await functions.call("/email-unsubscribe", { method }));
      await refused(await functions.call(`/email-unsubscribe/${good}/more`, { method }));
      const long = `/email-unsubscribe/${"x".repeat(1001)}`;
      await refused(await functions.call(long, { method }), 400, "invalid_input");
    }
  });

  await t.step("no other method does anything", async () => {
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      await refused(
        await functions.call(`/email-unsubscribe/${good}`, { method }),
        405,
        "method_not_allowed",
      );
    }
  });

  await t.step("a token speaks for its employee and category, whatever query and body say", async () => {
    const other = theirs.employees.agent.id;
    const answer = await functions.call(
      `/email-unsubscribe/${good}?employee=${other}&category=conversations.new`,
      {
        method: "POST",
        body: { employee: other, category: "conversations.new" },
      },
    );
    assert.equal(answer.status, 200);
    const rows =
      await sql`select business_id, employee_id, category, channel, enabled from public.notification_preferences`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { business_id: ours.id, employee_id: employee, category: CATEGORY, channel: "email", enabled: false },
    ]);
    before = await fingerprint();
  });

  await t.step("any body will do, and none is needed: what counts is the address", async () => {
    const token = tokenFor(ours.employees.viewer.id);
    const bodies: [body: BodyInit | undefined, type?: string][] = [
      [undefined],
      ["List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"],
      ["{", "application/json"],
      [new Uint8Array([0xff, 0x00]), "application/octet-stream"],
      ["--x--", "multipart/form-data; boundary=x"],
    ];
    for (const [body, type] of bodies) {
      const headers: Record<string, string> = type ? { "content-type": type } : {};
      const { status, text } = await functions.call(`/email-unsubscribe/${token}`, {
        method: "POST",
        body,
        headers,
      });
      assert.equal(status, 200, text);
    }
    before = await fingerprint();
  });

  await t.step("an employee or category that is gone gets no mails: that is success", async () => {
    for (const token of [tokenFor(crypto.randomUUID()), tokenFor(employee, "gone.category")]) {
      for (const method of methods) {
        assert.equal((await functions.call(`/email-unsubscribe/${token}`, { method })).status, 200);
      }
    }
    assert.equal(await fingerprint(), before);
  });

  await t.step("without the key that signed it, an address is worth nothing", async () => {
    const other = `test:${btoa("another key of thirty-two bytes!")}`;
    await using changed = hostFunctions(database.ownerUrl, { FRONTDESK_SECRETS_KEYS: other });
    const path = `/email-unsubscribe/${tokenFor(ours.employees.admin.id)}`;
    await refused(await changed.call(path, { method: "POST" }));
    const both = `new:${btoa("another key of thirty-two bytes!")},${SECRETS_KEY}`;
    await using rotated = hostFunctions(database.ownerUrl, { FRONTDESK_SECRETS_KEYS: both });
    assert.equal((await rotated.call(path, { method: "POST" })).status, 200, "an older key still opens");
  });

  await t.step("nobody but the flow may stop mails by that function", async () => {
    for (const role of ["anon", "authenticated"]) {
      const [{ may }] = await sql<[{ may: boolean }]>`
        select has_function_privilege(${role}, 'private.stop_emails(uuid, text)', 'execute') as may`;
      assert.equal(may, false, role);
    }
  });

  await t.step("log lines hold no token", () => {
    const lines = functions.lines.join("\n");
    assert.ok(lines.includes('"route":"/:token"'));
    for (const part of [text, mac]) assert.ok(!lines.includes(part));
  });
  await closeConnection();
});
