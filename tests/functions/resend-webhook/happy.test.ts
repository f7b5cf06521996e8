import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions, RESEND_SECRET } from "../../support/functions.ts";
import {
  mailOnItsWay,
  mailSent,
  PERMANENT,
  receiptsOf,
  resendEvent,
  statusOf,
  suppressionsOf,
  tellOfMail,
  TRANSIENT,
} from "../../support/mail/resend-events.ts";

const OLD_SECRET = `whsec_${btoa("the-secret-before-that-1")}`;

Deno.test("resend-webhook: what Resend tells of mails", async (t) => {
  await using database = await cloneDatabase();
  const both = { RESEND_WEBHOOK_SECRET: `${RESEND_SECRET}, ${OLD_SECRET}` };
  await using functions = hostFunctions(database.ownerUrl, both);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  const tell = async (type: string, mailId: string, more: Record<string, unknown> = {}) => {
    const answer = await tellOfMail(functions, resendEvent(type, mailId, more));
    assert.deepEqual([answer.status, answer.json], [200, { received: true }], answer.text);
  };

  await t.step("each event moves the mail on, and leaves a receipt", async () => {
    const mail = await mailSent(sql, ours.id, "a@people.test");
    const seen = [];
    for (const type of ["delivery_delayed", "delivered", "opened", "clicked"]) {
      await tell(`email.${type}`, mail);
      seen.push(await statusOf(sql, mail));
    }
    assert.deepEqual(seen, ["delayed", "delivered", "opened", "clicked"]);
    assert.deepEqual((await receiptsOf(sql)).map(({ outcome }) => outcome), Array(4).fill("done"));
  });

  await t.step("in whatever order they come, the mail ends where it ended", async () => {
    const types = ["sent", "delivered", "opened", "complained"];
    for (const order of permutations(types)) {
      const mail = await mailSent(sql, theirs.id, "order@people.test");
      for (const type of order) await tell(`email.${type}`, mail, { at: 1_790_000_000_000 });
      assert.equal(await statusOf(sql, mail), "complained", order.join());
    }
    const mail = await mailSent(sql, theirs.id, "order@people.test");
    await tell("email.opened", mail);
    await tell("email.delivered", mail);
    assert.equal(await statusOf(sql, mail), "opened", "delivered after opened moves nothing back");
  });

  await t.step(
    "a complaint after delivery moves the status and ends the mails of that business",
    async () => {
      const mail = await mailSent(sql, ours.id, "Complains@People.test");
      await tell("email.delivered", mail);
      assert.deepEqual(await suppressionsOf(sql, ours.id), []);
      await tell("email.complained", mail);
      assert.equal(await statusOf(sql, mail), "complained");
      assert.deepEqual(await suppressionsOf(sql, ours.id), ["complained complains@people.test"]);
      const [change] = await sql<[{ actor_kind: string; actor_reason: string | null }]>`
      select actor_kind, actor_reason from public.audit_logs where table_name = 'email_suppressions' and business_id = ${ours.id}`;
      assert.deepEqual({ ...change }, { actor_kind: "webhook", actor_reason: "resend event" });
    },
  );

  await t.step("only a permanent bounce suppresses, and only in the business whose mail it was", async () => {
    const address = "bounces@people.test";
    for (const bounce of [TRANSIENT, { bounce: { type: "Undetermined" } }, {}]) {
      const mail = await mailSent(sql, ours.id, address);
      await tell("email.bounced", mail, bounce);
      assert.equal(await statusOf(sql, mail), "bounced");
    }
    await tell("email.suppressed", await mailSent(sql, ours.id, address));
    const elsewhere = await suppressionsOf(sql, theirs.id);
    assert.ok(!(await suppressionsOf(sql, ours.id)).join().includes(address));
    await tell("email.bounced", await mailSent(sql, ours.id, address), PERMANENT);
    assert.ok((await suppressionsOf(sql, ours.id)).includes(`bounced ${address}`));
    assert.deepEqual(await suppressionsOf(sql, theirs.id), elsewhere);
  });

  await t.step("what is told before the mail's id is known waits for it", async () => {
    const mail = crypto.randomUUID();
    const { close } = await mailOnItsWay(sql, theirs.id, "early@people.test");
    await tell("email.bounced", mail, PERMANENT);
    assert.equal(await statusOf(sql, mail), undefined);
    await close(mail);
    assert.equal(await statusOf(sql, mail), "bounced");
    assert.ok((await suppressionsOf(sql, theirs.id)).includes("bounced early@people.test"));
  });

  await t.step(
    "a suppression that was lifted stays lifted, whatever else is told of the old mail",
    async () => {
      const address = "lifted@people.test";
      const isSuppressed = async () =>
        (await suppressionsOf(sql, ours.id)).some((line) => line.endsWith(address));
      const lift = () =>
        sql`delete from public.email_suppressions where business_id = ${ours.id} and address = ${address}`;
      const mail = await mailSent(sql, ours.id, address);
      await tell("email.bounced", mail, PERMANENT);
      assert.ok(await isSuppressed());
      await lift();
      for (const type of ["delivered", "opened", "clicked"]) await tell(`email.${type}`, mail);
      await tell("email.bounced", mail, PERMANENT);
      assert.ok(!await isSuppressed(), "what was known before");
      await tell("email.complained", mail);
      assert.ok(await isSuppressed(), "a complaint is news of this mail");
      await lift();
      await tell("email.bounced", await mailSent(sql, ours.id, address), PERMANENT);
      assert.ok(await isSuppressed(), "another mail that is lost is news, too");
    },
  );

  await t.step(
    "a bounce that turns out to be for good suppresses, though the mail's status stays",
    async () => {
      const address = "for-good@people.test";
      const mail = await mailSent(sql, ours.id, address);
      await tell("email.bounced", mail, TRANSIENT);
      assert.ok(!(await suppressionsOf(sql, ours.id)).join().includes(address));
      await tell("email.bounced", mail, PERMANENT);
      assert.ok((await suppressionsOf(sql, ours.id)).includes(`bounced ${address}`));
    },
  );

  await t.step("an event of a type nobody knows yet, or about no mail, is kept", async () => {
    const before = await sql`select * from private.communication_statuses`;
    for (
      const event of [{ type: "contact.created", data: { id: "c" } }, { type: "email.received_somehow" }]
    ) {
      const id = `msg_${crypto.randomUUID()}`;
      assert.equal((await tellOfMail(functions, event, { id })).status, 200);
      const [receipt] = await receiptsOf(sql, id);
      assert.deepEqual([receipt?.outcome, receipt?.payload], ["ignored", event]);
    }
    assert.deepEqual(await sql`select * from private.communication_statuses`, before);
  });

  await t.step("while the secret is exchanged, both are good", async () => {
    const mail = await mailSent(sql, ours.id, "both@people.test");
    const answer = await tellOfMail(functions, resendEvent("email.delivered", mail), { secret: OLD_SECRET });
    assert.equal(answer.status, 200);
    assert.equal(await statusOf(sql, mail), "delivered");
  });
});

const permutations = (items: string[]): string[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item) =>
      permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest])
    );
