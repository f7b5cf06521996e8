import assert from "node:assert/strict";
import { addEmployee, makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { SUPABASE_URL } from "../../support/tokens.ts";
import { fatesOf, logsOf } from "../../support/notify/jobs-of.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";
import { notify } from "../../support/notify/notify.ts";
import { APP_URL } from "../../support/notify/push-office.ts";

const REPORT = { done: 0, skipped: 0, retry: 0, postponed: 0, dead: 0, empty: true };

Deno.test("email-dispatch", async (t) => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { sql } = database;
  /** A business, and what tells its agent. */
  const stage = async (name = "Cedar") => {
    office.resend.requests.length = 0;
    const { id, employees: { agent } } = await makeBusiness(sql, name);
    const tell = (more = {}) => notify(sql, id, { audience: { employees: [agent.id] }, ...more });
    return { id, agent, tell };
  };

  await t.step("what nobody has read goes out as a mail", async () => {
    const { id, agent, tell } = await stage("Cedar");
    await sql`update public.businesses set name = 'Cedar, "the" Clinic' where id = ${id}`;
    await tell({
      actionPath: "/conversations/1?from=mail",
      texts: { en: { title: "Layla", body: "Is <Tuesday> free?" } },
    });
    assert.deepEqual(await office.sendAll(), {
      email: { ...REPORT, done: 1 },
      email_batches: { ...REPORT, done: 1 },
    });
    const [mail, ...more] = office.mails(agent.email);
    assert.equal(more.length, 0);
    assert.deepEqual([mail!.from, mail!.to], ['"Cedar, \\"the\\" Clinic" <mail@frontdesk.test>', [
      agent.email,
    ]]);
    assert.match(mail!.subject, /Layla/);
    assert.ok(mail!.html!.includes(`${APP_URL}/conversations/1?from=mail`));
    assert.ok(mail!.html!.includes("Is &lt;Tuesday&gt; free?") && !mail!.html!.includes("<Tuesday>"));
    assert.ok(mail!.text!.includes("Is <Tuesday> free?"));
    assert.match(
      mail!.headers!["List-Unsubscribe"]!,
      new RegExp(`^<${SUPABASE_URL}/functions/v1/email-unsubscribe/.+>$`),
    );
    assert.equal(mail!.headers!["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");

    const [{ notification }] = await sql<[{ notification: string }]>`
      select id as notification from public.notifications where business_id = ${id}`;
    const [{ version, ...log }] = await logsOf(sql, id) as [Awaited<ReturnType<typeof logsOf>>[0]];
    assert.match(version ?? "", /^default\/\d+$/);
    assert.deepEqual(log, {
      channel: "email",
      kind: "notification",
      recipient: agent.email,
      employee: agent.id,
      notification,
      language: "en",
      provider: "resend",
      provider_id: mail!.id,
      status: "sent",
      error: null,
    });
    assert.deepEqual(await fatesOf(sql, id, "email"), [{ outcome: "done", error: null }]);
    // Whoever reads the database later finds no text of it.
    assert.deepEqual(
      [...await sql`select mails, closed_at is not null as closed from private.email_batches`],
      [
        { mails: null, closed: true },
      ],
    );
  });

  await t.step("what was sent is not sent again", async () => {
    const { agent, tell } = await stage();
    await tell();
    await office.sendAll();
    assert.deepEqual((await office.sendAll()).email, REPORT);
    assert.equal(office.mails(agent.email).length, 1);
  });

  await t.step("no mail before its time", async () => {
    const { id, agent, tell } = await stage();
    await tell();
    assert.deepEqual(await office.dispatch(), { email: REPORT, email_batches: REPORT });
    assert.deepEqual([office.mails(agent.email).length, await logsOf(sql, id)], [0, []]);
    await office.sendAll();
    assert.equal(office.mails(agent.email).length, 1);
  });

  await t.step("in the language that it was told in", async () => {
    const { id, agent, tell } = await stage();
    await sql`update public.employees set language = 'ar' where id = ${agent.id}`;
    await tell();
    await office.sendAll();
    const [mail] = office.mails(agent.email);
    assert.match(mail!.subject, /عنوان/);
    assert.match(mail!.html!, /dir="rtl"/);
    assert.equal((await logsOf(sql, id))[0]!.language, "ar");
  });

  await t.step("a language that has no template reads it in English", async () => {
    const { id, agent, tell } = await stage();
    await sql`update public.employees set language = 'fr' where id = ${agent.id}`;
    await tell({ texts: { fr: { title: "Bonjour", body: "" }, en: { title: "Hello", body: "" } } });
    await office.sendAll();
    assert.match(office.mails(agent.email)[0]!.subject, /Bonjour/);
    assert.equal((await logsOf(sql, id))[0]!.language, "en");
  });

  await t.step("a group is one mail, which says how many events it stands for", async () => {
    const { agent, tell } = await stage();
    for (let n = 1; n <= 7; n++) {
      await tell({ group: "one", texts: { en: { title: "Layla", body: `number ${n}` } } });
    }
    await office.sendAll();
    const mails = office.mails(agent.email);
    assert.equal(mails.length, 1);
    assert.match(mails[0]!.text!, /number 7/);
    assert.match(mails[0]!.subject, /\(7 notifications\)/);
  });

  for (const [count, sizes] of [[100, [100]], [250, [100, 100, 50]]] as const) {
    await t.step(`${count} mails are ${sizes.length} ${sizes.length === 1 ? "call" : "calls"}`, async () => {
      const { id, agent, tell } = await stage();
      for (let n = 0; n < count; n++) await tell({ texts: { en: { title: `number ${n}`, body: "" } } });
      const report = await office.sendAll();
      assert.equal(report.email.done, count);
      assert.equal(report.email_batches.done, sizes.length);
      const calls = office.calls();
      assert.deepEqual(calls.map(({ mails }) => mails.length).sort((a, b) => b - a), sizes);
      assert.equal(new Set(calls.map(({ key }) => key)).size, sizes.length);
      const subjects = new Set(office.mails(agent.email).map(({ subject }) => subject));
      assert.equal(subjects.size, count);
      const logs = await logsOf(sql, id);
      assert.deepEqual([logs.length, new Set(logs.map(({ status }) => status))], [count, new Set(["sent"])]);
    });
  }

  await t.step("mails of several businesses share a call, and nothing else", async () => {
    const [ours, theirs] = [await stage("Ours"), await stage("Theirs")];
    await sql`insert into public.email_templates (business_id, kind, language, version, subject, html, text)
      values (${theirs.id}, 'notification', 'en', 4, 'Their own: {{ title }}',
        '<p>{{ title }}</p><a href="{{ unsubscribe_url }}">stop</a>', '{{ title }} {{ unsubscribe_url }}')`;
    await ours.tell();
    await theirs.tell();
    await office.sendAll();
    assert.deepEqual(office.calls().map(({ mails }) => mails.length), [2]);
    const [mine] = office.mails(ours.agent.email);
    const [other] = office.mails(theirs.agent.email);
    assert.match(mine!.from, /^"Ours"/);
    assert.match(other!.from, /^"Theirs"/);
    assert.deepEqual([mine!.subject.startsWith("Their own:"), other!.subject.startsWith("Their own:")], [
      false,
      true,
    ]);
    const versions = [await logsOf(sql, ours.id), await logsOf(sql, theirs.id)].map(([log]) => log!.version);
    assert.match(versions[0]!, /^default/);
    assert.equal(versions[1], "4");
  });

  await t.step("two dispatchers at once send each mail once", async () => {
    const { id, agent, tell } = await stage();
    const second = await addEmployee(sql, id, "agent");
    for (let n = 0; n < 90; n++) await tell({ audience: { employees: [agent.id, second.id] } });
    await Promise.all([office.sendAll(), office.sendAll(), office.sendAll()]);
    const open = () => sql`select from private.jobs where queue like 'email%' and outcome is null`;
    while ((await open()).count > 0) await office.dispatch();
    assert.deepEqual([office.mails(agent.email).length, office.mails(second.email).length], [90, 90]);
    assert.equal((await logsOf(sql, id)).filter(({ status }) => status === "sent").length, 180);
  });
});
