import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { openPostOffice } from "../../support/mail/post-office.ts";
import { unsubscribePathOf } from "../../support/mail/unsubscribe-path.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/** What a mail program sends (RFC 8058, 3.2). */
const ONE_CLICK = {
  method: "POST",
  body: "List-Unsubscribe=One-Click",
  headers: { "content-type": "application/x-www-form-urlencoded" },
};

Deno.test("email-unsubscribe", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPostOffice(database, { FRONTDESK_APP_URL: "https://app.frontdesk.test" });
  const { functions } = office;
  const { sql } = database;
  const business = await makeBusiness(sql);
  const { agent, viewer, admin } = business.employees;
  await sql`insert into public.notification_preferences (business_id, employee_id, category, channel, enabled)
    values (${business.id}, ${agent.id}, 'conversations.new', 'email', true)`;
  const preferences = () =>
    sql`select employee_id, category, channel, enabled, updated_at from public.notification_preferences
      order by employee_id, category, channel`;
  const readersOf = async (title: string, category?: "conversations.new") => {
    await office.notify(business.id, [agent.id, viewer.id], { title, ...category && { category } });
    return (await office.sendMails()).map(({ to }) => to[0]).sort();
  };
  let path = "";

  await t.step("every mail says how to stop it, in its headers and in itself", async () => {
    await office.notify(business.id, [agent.id], { title: "First" });
    const [mail] = await office.sendMails();
    assert.ok(mail);
    assert.equal(mail.headers?.["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    path = unsubscribePathOf(mail);
    assert.ok(mail.html?.includes(path) && mail.text?.includes(path));
  });

  await t.step("opening the address shows a page with a button, and changes nothing", async () => {
    const fingerprint = await makeFingerprint(sql);
    const before = await fingerprint();
    const { status, headers, text } = await functions.call(path, { headers: { accept: BROWSER } });
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(
      text,
      /<form method="post">\s*<button name="List-Unsubscribe" value="One-Click">Stop these mails</,
    );
    assert.match(text, /<section lang="ar" dir="rtl">/);
    assert.doesNotMatch(text, /<script|src=|href=/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    const policy = headers.get("content-security-policy") ?? "";
    assert.ok(policy.includes(`style-src 'sha256-${hash}'`), "the page's own style is allowed");
    assert.match(policy, /default-src 'none'.*form-action 'self'/);
    assert.equal((await functions.call(path, { method: "HEAD" })).status, 200);
    assert.equal(await fingerprint(), before);
  });

  await t.step("to a program it is text, which says what else there is to do", async () => {
    const fingerprint = await makeFingerprint(sql);
    const before = await fingerprint();
    for (const accept of ["*/*", "text/plain", "application/json", ""]) {
      const answer = await functions.call(path, { headers: { accept } });
      assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
      assert.match(answer.text, /POST request to this address/);
      assert.match(answer.text, /sign in at https:\/\/app\.frontdesk\.test/);
      assert.match(answer.text, /إيقاف هذه الرسائل/);
      assert.doesNotMatch(answer.text, /</);
    }
    assert.equal(await fingerprint(), before);
  });

  await t.step("where pages are shown as their source, browsers get the text, too", async () => {
    await using hosted = hostFunctions(database.ownerUrl, { SUPABASE_URL: "https://abc.supabase.co" });
    const { headers, text } = await hosted.call(path, { headers: { accept: BROWSER } });
    assert.equal(headers.get("content-type"), "text/plain; charset=utf-8");
    assert.match(text, /Unsubscribe/);
    assert.doesNotMatch(text, /<|undefined/);
  });

  await t.step("one click ends the mails of that category, for that employee, and nothing else", async () => {
    assert.deepEqual(await readersOf("Before"), [agent.email, viewer.email].sort());
    const { status, headers } = await functions.call(path, ONE_CLICK);
    assert.equal(status, 200);
    assert.equal(headers.get("location"), null);
    assert.deepEqual(await readersOf("After"), [viewer.email]);
    assert.deepEqual(await readersOf("Another kind", "conversations.new"), [agent.email]);
    const [{ bells }] = await sql<[{ bells: number }]>`
      select count(*)::int as bells from public.notifications where employee_id = ${agent.id} and title = 'After' and bell`;
    assert.equal(bells, 1, "the app still tells");
    const [preference] = (await preferences()).filter(({ category }) => category === "conversations.message");
    assert.deepEqual([preference?.employee_id, preference?.channel, preference?.enabled], [
      agent.id,
      "email",
      false,
    ]);
  });

  await t.step("again is nothing", async () => {
    const before = await preferences();
    for (let time = 0; time < 3; time++) assert.equal((await functions.call(path, ONE_CLICK)).status, 200);
    await Promise.all(Array.from({ length: 8 }, () => functions.call(path, ONE_CLICK)));
    assert.deepEqual(await preferences(), before);
  });

  await t.step("the page's button does the same, and says so", async () => {
    await office.notify(business.id, [viewer.id], { title: "For the viewer" });
    const [mail] = await office.sendMails();
    const answer = await functions.call(unsubscribePathOf(mail!), {
      ...ONE_CLICK,
      headers: { ...ONE_CLICK.headers, accept: BROWSER },
    });
    assert.equal(answer.status, 200);
    assert.match(answer.text, /These mails are stopped/);
    assert.doesNotMatch(answer.text, /<form/);
    assert.deepEqual(await readersOf("To nobody"), []);
  });

  await t.step("a mail that waits already is not sent any more", async () => {
    await office.notify(business.id, [admin.id], { title: "One" });
    const [mail] = await office.sendMails();
    await office.notify(business.id, [admin.id], { title: "Two" });
    const [{ waiting }] = await sql<[{ waiting: number }]>`
      select count(*)::int as waiting from private.jobs where queue = 'email' and outcome is null`;
    assert.equal(waiting, 1);
    assert.equal((await functions.call(unsubscribePathOf(mail!), ONE_CLICK)).status, 200);
    assert.deepEqual(await office.sendMails(), []);
  });

  await t.step(
    "whoever switched them on again in the app gets them again, until the next click",
    async () => {
      await sql`update public.notification_preferences set enabled = true
      where employee_id = ${agent.id} and category = 'conversations.message'`;
      assert.deepEqual(await readersOf("On again"), [agent.email]);
      assert.equal((await functions.call(path, ONE_CLICK)).status, 200);
      assert.deepEqual(await readersOf("Off again"), []);
    },
  );
});
