import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { openPostOffice } from "../../support/mail/post-office.ts";
import { UNSUBSCRIBE_LINK } from "../../support/mail/sample-mail.ts";

const OURS = {
  subject: "Studio: {{ title }}",
  html: `<p lang="en">{{ title }}</p><p>{{ body }}</p>${UNSUBSCRIBE_LINK}`,
  text: "{{ title }}\n{{ body }}\n{{ unsubscribe_url }}",
};

Deno.test("email-templates", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPostOffice(database);
  const { functions, resend } = office;
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  const as = { user: ours.employees.manager.userId, business: ours.id };
  const path = "/email-templates/notification/en";
  const save = (template: typeof OURS, to = path) =>
    functions.call(to, { ...as, method: "PUT", body: template });
  const logged = () =>
    sql<{ version: string; language: string; recipient: string }[]>`
      select template_version as version, language, recipient from public.communication_logs order by created_at, recipient`;

  await t.step("the list names kinds, variables and what is in use", async () => {
    const { status, json } = await functions.call("/email-templates", as);
    assert.equal(status, 200);
    const [kind, ...more] = json.kinds;
    assert.equal(more.length, 0);
    assert.deepEqual([kind.kind, kind.optional], ["notification", true]);
    assert.deepEqual(kind.templates, [
      { language: "en", source: "default", version: 1 },
      { language: "ar", source: "default", version: 1 },
    ]);
    const names = kind.variables.map(({ name }: { name: string }) => name);
    assert.ok(names.includes("title") && names.includes("unsubscribe_url"), names.join());
    const url = kind.variables.find(({ name }: { name: string }) => name === "unsubscribe_url");
    assert.equal(url.type, "url");
    assert.ok(url.description && url.sample);
  });

  await t.step("what is in use can be read, and looked at with samples", async () => {
    const { json } = await functions.call(path, as);
    assert.deepEqual([json.source, json.version, json.versions], ["default", 1, []]);
    assert.match(json.html, /\{\{ title \}\}/);
    const { status, json: seen } = await functions.call(`${path}/preview`, {
      ...as,
      method: "POST",
      body: {},
    });
    assert.equal(status, 200);
    assert.equal(seen.subject, "New message from Layla");
    assert.match(seen.html, /New message from Layla/);
    const arabic = await functions.call("/email-templates/notification/ar/preview", {
      ...as,
      method: "POST",
    });
    assert.match(arabic.json.html, /dir="rtl"/);
  });

  await t.step("a draft can be looked at, whole or in part, and is not saved", async () => {
    const preview = async (body: Record<string, string>) =>
      (await functions.call(`${path}/preview`, { ...as, method: "POST", body })).json;
    const whole = await preview(OURS);
    assert.equal(whole.subject, "Studio: New message from Layla");
    assert.match(whole.html, /^<p lang="en">New message from Layla<\/p>/);
    const part = await preview({ subject: "Only {{ count }}" });
    assert.equal(part.subject, "Only 1");
    assert.match(part.html, /New message from Layla/);
    assert.equal((await sql`select from public.email_templates`).length, 0);
  });

  await t.step("a saved template is used in the next mail, and its version stands in the log", async () => {
    await office.notify(ours.id, [ours.employees.agent.id], { title: "First" });
    const [before] = await office.sendMails();
    assert.equal(before?.subject, "First");
    const { status, json } = await save(OURS);
    assert.deepEqual([status, json], [200, { version: 1 }]);
    const [row] = await sql<[{ made_by: string }]>`select made_by from public.email_templates`;
    assert.equal(row.made_by, ours.employees.manager.id);

    for (const { id, employees } of [ours, theirs]) {
      await office.notify(id, [employees.agent.id], { title: "Second" });
    }
    const mails = await office.sendMails();
    const subjects = Object.fromEntries(mails.map(({ to, subject }) => [to[0], subject]));
    assert.deepEqual(subjects, {
      [ours.employees.agent.email]: "Studio: Second",
      [theirs.employees.agent.email]: "Second",
    });
    const versions = Object.fromEntries((await logged()).slice(1).map((log) => [log.recipient, log.version]));
    assert.deepEqual(versions, {
      [ours.employees.agent.email]: "1",
      [theirs.employees.agent.email]: "default/1",
    });
    const { json: read } = await functions.call(path, as);
    assert.deepEqual([read.source, read.version, read.subject], ["own", 1, OURS.subject]);
    assert.deepEqual(
      read.versions.map((
        { version, retired_at }: { version: number; retired_at: string },
      ) => [version, retired_at]),
      [[1, null]],
    );
    const { json: list } = await functions.call("/email-templates", as);
    assert.deepEqual(list.kinds[0].templates[0], { language: "en", source: "own", version: 1 });
    assert.deepEqual(list.kinds[0].templates[1], { language: "ar", source: "default", version: 1 });
  });

  await t.step("versions go up, and the newest is used", async () => {
    assert.deepEqual((await save({ ...OURS, subject: "Two: {{ title }}" })).json, { version: 2 });
    assert.deepEqual((await save(OURS, "/email-templates/notification/ar")).json, { version: 1 });
    await office.notify(ours.id, [ours.employees.agent.id], { title: "Third" });
    const [mail] = await office.sendMails();
    assert.equal(mail?.subject, "Two: Third");
    assert.equal((await logged()).at(-1)?.version, "2");
  });

  await t.step("the default can be restored, the versions stay, and the next one follows them", async () => {
    const restore = () => functions.call(`${path}/restore-default`, { ...as, method: "POST" });
    assert.deepEqual((await restore()).json, { retired: 2 });
    assert.deepEqual((await restore()).json, { retired: 0 });
    await office.notify(ours.id, [ours.employees.agent.id], { title: "Fourth" });
    assert.equal((await office.sendMails())[0]?.subject, "Fourth");
    const { json } = await functions.call(path, as);
    assert.equal(json.source, "default");
    assert.deepEqual(json.versions.map(({ version }: { version: number }) => version), [2, 1]);
    assert.ok(json.versions.every(({ retired_at }: { retired_at: string | null }) => retired_at !== null));
    const { json: arabic } = await functions.call("/email-templates/notification/ar", as);
    assert.equal(arabic.source, "own", "another language is another matter");
    assert.deepEqual((await save(OURS)).json, { version: 3 });
  });

  await t.step("a template that fails on real values gives way for that mail alone", async () => {
    // The samples have a body; a notification may have none, and then nothing is left of the subject.
    assert.deepEqual((await save({ ...OURS, subject: "{{ body }}" })).json, { version: 4 });
    const { agent, viewer, admin } = ours.employees;
    await office.notify(ours.id, [agent.id], { title: "One", body: "Has one" });
    await office.notify(ours.id, [viewer.id], { title: "None", body: "" });
    await office.notify(ours.id, [admin.id], { title: "Another", body: "Has one, too" });
    const calls = resend.requests.length;
    const mails = await office.sendMails();
    assert.equal(resend.requests.length, calls + 1, "all in one batch");
    assert.deepEqual(Object.fromEntries(mails.map(({ to, subject }) => [to[0], subject])), {
      [agent.email]: "Has one",
      [viewer.email]: "None",
      [admin.email]: "Has one, too",
    });
    const versions = Object.fromEntries(
      (await logged()).slice(-3).map((log) => [log.recipient, log.version]),
    );
    assert.deepEqual(versions, { [agent.email]: "4", [viewer.email]: "default/1", [admin.email]: "4" });
    const warning = functions.lines.find((line) => line.includes("a template of a business fails"));
    assert.match(warning ?? "", /"field":"subject"/);
    assert.doesNotMatch(warning ?? "", /people\.test|None/);
  });

  await t.step("many who save at once get a version each", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, place) => save({ ...OURS, subject: `${place} {{ title }}` })),
    );
    assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(200));
    const versions = answers.map(({ json }) => json.version).sort((a, b) => a - b);
    assert.deepEqual(versions, [5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
