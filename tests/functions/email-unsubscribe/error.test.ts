import assert from "node:assert/strict";
import { unsubscribePathOf } from "../../support/mail/unsubscribe-path.ts";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { openPostOffice } from "../../support/mail/post-office.ts";

Deno.test("email-unsubscribe: what goes wrong on the way", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPostOffice(database);
  const { functions } = office;
  const { sql } = database;
  const business = await makeBusiness(sql);
  const { agent } = business.employees;
  await office.notify(business.id, [agent.id]);
  const [mail] = await office.sendMails();
  const path = unsubscribePathOf(mail!);

  await t.step("a link that a mail program broke is told apart from one that works", async () => {
    const fingerprint = await makeFingerprint(sql);
    const before = await fingerprint();
    const broken = [
      path.slice(0, -10),
      `${path}%0A`,
      `${path}.`,
      `${path}%3E`,
      path.toUpperCase().replace(
        "/EMAIL-UNSUBSCRIBE",
        "/email-unsubscribe",
      ),
    ];
    for (const address of broken) {
      const { status, json } = await functions.call(address, { method: "POST" });
      assert.deepEqual([status, json.code], [404, "not_found"], address);
      assert.match(json.detail, /from the mail again/);
    }
    assert.equal(await fingerprint(), before);
  });

  await t.step("a credential beside it must be a good one, as everywhere", async () => {
    const headers = { authorization: "Bearer nonsense" };
    const { status, json } = await functions.call(path, { method: "POST", headers });
    assert.deepEqual([status, json.code], [401, "credential_invalid"]);
    assert.equal((await sql`select from public.notification_preferences`).length, 0);
  });

  await t.step(
    "a click that fails changes nothing, and works when it comes again",
    async () => {
      await sql`alter function private.stop_emails(uuid, text) rename to stop_emails_elsewhere`;
      const failed = await functions.call(path, { method: "POST" });
      assert.deepEqual([failed.status, failed.json.code], [500, "unexpected"]);
      assert.equal((await sql`select from public.notification_preferences`).length, 0);
      await sql`alter function private.stop_emails_elsewhere(uuid, text) rename to stop_emails`;
      assert.equal((await functions.call(path, { method: "POST" })).status, 200);
      assert.equal((await sql`select from public.notification_preferences`).length, 1);
    },
  );
});
