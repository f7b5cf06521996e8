import assert from "node:assert/strict";
import type postgres from "postgres";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { WORKER_SECRET } from "../../support/functions.ts";
import { logsOf, makeDue } from "../../support/notify/jobs-of.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";
import { notify, tellingState } from "../../support/notify/notify.ts";
import { refuseAllButWorkers } from "../../support/notify/refuse-all-but-workers.ts";

Deno.test("email-dispatch: what must not happen", async (t) => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { sql } = database;
  const stage = async (texts?: Record<string, { title: string; body: string }>) => {
    const { id, employees } = await makeBusiness(sql);
    await notify(sql, id, { audience: { employees: [employees.agent.id] }, texts });
    await makeDue(sql, "email");
    return { id, agent: employees.agent, admin: employees.admin };
  };

  await t.step("only the worker secret makes it work", async () => {
    const { id, agent, admin } = await stage();
    await refuseAllButWorkers(
      office.functions,
      "/email-dispatch",
      { userId: admin.userId, business: id },
      async () => `${await tellingState(sql)} ${office.resend.requests.length}`,
    );
    assert.equal((await office.dispatch()).email.done, 1);
    assert.equal(office.mails(agent.email).length, 1);
  });

  await t.step("a job that names another business's notification writes nobody", async () => {
    const [ours, theirs] = [await stage(), await stage()];
    await sql`delete from private.jobs`;
    const [foreign] = await sql<[{ id: string }]>`
      select id from public.notifications where business_id = ${theirs.id}`;
    for (const business of [ours.id, null]) await enqueue(sql, business, foreign.id);
    const { email } = await office.dispatch();
    assert.deepEqual([email.skipped, email.done], [2, 0]);
    const errors = await sql`select distinct error from private.jobs where queue = 'email'`;
    assert.deepEqual(errors.map(({ error }) => error), ["the notification is gone"]);
    assert.deepEqual([office.mails(ours.agent.email), office.mails(theirs.agent.email)], [[], []]);
    assert.deepEqual([await logsOf(sql, ours.id), await logsOf(sql, theirs.id)], [[], []]);
  });

  await t.step("words of clients and businesses stay words: no header, no markup, no template", async () => {
    const hostile =
      "Layla\r\nBcc: everyone@evil.test\r\n\r\n<script>alert(1)</script>{{ unsubscribe_url }}{% raw %}";
    const { id, agent } = await stage({ en: { title: hostile, body: `${hostile}\u202e` } });
    await sql`update public.businesses set name = ${'Evil" <boss@evil.test>\r\nBcc: x@evil.test'} where id = ${id}`;
    await office.sendAll();
    const [mail] = office.mails(agent.email);
    assert.ok(mail, "it is sent all the same");
    assert.deepEqual(mail.to, [agent.email]);
    assert.deepEqual([mail.cc, mail.bcc], [undefined, undefined]);
    assert.deepEqual(Object.keys(mail.headers ?? {}).sort(), ["List-Unsubscribe", "List-Unsubscribe-Post"]);
    assert.ok(!/[\r\n]/.test(mail.subject + mail.from));
    assert.ok(mail.from.endsWith(" <mail@frontdesk.test>"), mail.from);
    assert.ok(!mail.html!.includes("<script") && mail.html!.includes("&lt;script&gt;"));
    assert.ok(mail.subject.includes("{{ unsubscribe_url }}"), "what looks like a template isn't run as one");
  });

  await t.step(
    "no address or text stands in a log line, an answer, a job or a frozen batch that is over",
    async () => {
      const secret = `secret-${crypto.randomUUID()}`;
      const texts = { en: { title: `title ${secret}`, body: `body ${secret}` } };
      const from = office.functions.lines.length;
      const answers: string[] = [];
      const work = async () => {
        const answer = await office.functions.call("/email-dispatch", {
          method: "POST",
          headers: { "x-worker-secret": WORKER_SECRET },
        });
        assert.equal(answer.status, 200);
        answers.push(answer.text);
      };
      const people = [];
      for (const name of ["validation_error", "invalid_idempotent_request", "invalid_api_key"]) {
        const { agent } = await stage(texts);
        people.push(agent);
        const status = { validation_error: 422, invalid_idempotent_request: 409, invalid_api_key: 403 }[name];
        const body = { statusCode: status, name, message: `Not to ${agent.email}.` };
        await office.resend.plan({ path: "/emails", status, body });
        await work();
        await sql`update private.providers set closed_until = '-infinity', failures = 0`;
      }
      await sql`update private.jobs set run_at = clock_timestamp() where outcome is null`;
      await work();
      const [{ written }] = await sql<[{ written: string }]>`
      select string_agg(line, E'\n') as written from (
        select to_jsonb(j)::text as line from private.jobs j union all
        select to_jsonb(b)::text from private.email_batches b union all
        select (to_jsonb(l) - 'recipient')::text from public.communication_logs l union all
        select to_jsonb(a)::text from public.audit_logs a union all
        select to_jsonb(p)::text from private.providers p
      ) lines`;
      const told = [...office.functions.lines.slice(from), ...answers, written].join("\n");
      assert.ok(told.includes("until an operator acts") && told.includes("Not to [address]"));
      for (const hidden of [secret, ...people.map(({ email }) => email)]) {
        assert.ok(!told.includes(hidden), "something of a mail is told");
      }
    },
  );
});

const enqueue = (sql: postgres.Sql, business: string | null, notification: string) =>
  sql`select private.enqueue('email', jsonb_build_array(jsonb_build_object('key', gen_random_uuid(),
    'business_id', ${business}::uuid, 'payload', jsonb_build_object('kind', 'notification', 'notification', ${notification}::text))))`;
