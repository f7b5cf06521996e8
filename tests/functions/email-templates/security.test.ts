import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { addEmployee, makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { type Answer, hostFunctions } from "../../support/functions.ts";
import { UNSUBSCRIBE_LINK } from "../../support/mail/sample-mail.ts";

const template = (subject: string) => ({
  subject,
  html: `<p>{{ title }}</p>${UNSUBSCRIBE_LINK}`,
  text: "{{ title }} {{ unsubscribe_url }}",
});

Deno.test("email-templates: what must not be reached", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  const path = "/email-templates/notification/en";
  const managers = { ours: ours.employees.manager.userId, theirs: theirs.employees.manager.userId };
  const save = (user: string, business: string, subject: string) =>
    functions.call(path, { user, business, method: "PUT", body: template(subject) });
  assert.equal((await save(managers.theirs, theirs.id, "Theirs alone {{ title }}")).status, 200);
  const fingerprint = await makeFingerprint(sql);
  let before = await fingerprint();
  const refused = async (answer: Answer, status: number, code: string) => {
    assert.equal(answer.json?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(await fingerprint(), before, "a refusal changed something");
  };
  const ways: [method: string, way: string][] = [
    ["GET", ""],
    ["PUT", ""],
    ["POST", "/preview"],
    ["POST", "/restore-default"],
  ];

  await t.step("another business's templates are neither seen, changed nor retired", async () => {
    for (const [method, way] of ways) {
      const body = method === "GET" ? undefined : template("x");
      const call = { user: managers.ours, business: theirs.id, method, body };
      await refused(await functions.call(`${path}${way}`, call), 404, "not_found");
    }
    const as = { user: managers.ours, business: ours.id };
    for (const answer of [await functions.call("/email-templates", as), await functions.call(path, as)]) {
      assert.equal(answer.status, 200);
      assert.doesNotMatch(answer.text, /Theirs alone|"own"/);
    }
    const seen = await functions.call(`${path}/preview`, { ...as, method: "POST", body: {} });
    assert.doesNotMatch(seen.text, /Theirs alone/);
    const restored = await functions.call(`${path}/restore-default`, { ...as, method: "POST" });
    assert.deepEqual(restored.json, { retired: 0 });
    assert.equal(await fingerprint(), before);
  });

  await t.step("each business counts its own versions", async () => {
    assert.deepEqual((await save(managers.ours, ours.id, "Ours {{ title }}")).json, { version: 1 });
    before = await fingerprint();
  });

  await t.step("agents neither read nor write; who only reads doesn't write", async () => {
    const agent = { user: ours.employees.agent.userId, business: ours.id };
    for (const [method, way] of ways) {
      const body = method === "GET" ? undefined : template("x");
      const answer = await functions.call(`${path}${way}`, { ...agent, method, body });
      await refused(answer, 403, "permission_missing");
    }
    await refused(await functions.call("/email-templates", agent), 403, "permission_missing");

    const reader = await addEmployee(sql, ours.id, "viewer");
    await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${ours.id}, ${reader.id}, 'communications.read', 'grant')`;
    before = await fingerprint();
    const as = { user: reader.userId, business: ours.id };
    assert.match((await functions.call(path, as)).text, /Ours/);
    const preview = await functions.call(`${path}/preview`, {
      ...as,
      method: "POST",
      body: { subject: "Mine" },
    });
    assert.equal(preview.json.subject, "Mine");
    for (const [method, way] of [["PUT", ""], ["POST", "/restore-default"]]) {
      const answer = await functions.call(`${path}${way}`, { ...as, method, body: template("x") });
      await refused(answer, 403, "permission_missing");
    }
  });

  await t.step("a permission that is taken away is gone at once, in the database too", async () => {
    const manager = await addEmployee(sql, ours.id, "manager");
    const as = { user: manager.userId, business: ours.id };
    assert.equal((await save(as.user, as.business, "Before {{ title }}")).status, 200);
    await sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${ours.id}, ${manager.id}, 'communications.manage', 'deny')`;
    before = await fingerprint();
    await refused(await save(as.user, as.business, "After {{ title }}"), 403, "permission_missing");
  });

  await t.step("what a template says comes back as text, never as a page", async () => {
    const as = { user: managers.ours, business: ours.id };
    const body = { html: `<h1>{{ title }}</h1>${UNSUBSCRIBE_LINK}` };
    const { headers } = await functions.call(`${path}/preview`, { ...as, method: "POST", body });
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(headers.get("cache-control"), "no-store");
  });
});
