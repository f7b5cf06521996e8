import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions, WORKER_SECRET } from "../../support/functions.ts";
import { mailStage, refusal } from "../../support/notify/due-mails.ts";
import { fatesOf, logsOf, makeDue } from "../../support/notify/jobs-of.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";
import { notify } from "../../support/notify/notify.ts";

Deno.test("email-dispatch: when a mail can't be sent", async (t) => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { sql } = database;
  const { resend } = office;
  const stage = mailStage(sql, office);
  const linesOf = async (work: () => Promise<unknown>) => {
    const before = office.functions.lines.length;
    await work();
    return office.functions.lines.slice(before).join("\n");
  };

  await t.step("one that Resend rejects fails alone; the others keep their own ids", async () => {
    const { id, people, logs } = await stage.set();
    const bad = people[1]!;
    bad.email = `${bad.userId}@example.com`;
    await sql`update auth.users set email = ${bad.email} where id = ${bad.userId}`;
    assert.equal((await office.dispatch()).email_batches.done, 1);
    const told = await logs();
    assert.deepEqual(told.map(({ status }) => status), ["sent", "failed", "sent"]);
    assert.deepEqual(
      told.map(({ provider_id }) => provider_id),
      people.map(({ email }) => office.mails(email)[0]?.id ?? null),
    );
    assert.match(told[1]!.error!, /must not be of example\.com/);
    assert.equal(resend.requests.length, 1);
    assert.deepEqual((await fatesOf(sql, id, "email")).map(({ outcome }) => outcome), [
      "done",
      "done",
      "done",
    ]);
  });

  await t.step("a batch that is refused whole goes out mail by mail; the bad one dies alone", async () => {
    const { got, logs } = await stage.set(4);
    // The whole, and then the first of its mails.
    await resend.plan({ ...refusal(422, "validation_error", "Bad mail to a@b.test"), times: 2 });
    const { email_batches: report } = await office.dispatch();
    assert.deepEqual([report.skipped, report.dead, report.done], [1, 1, 3]);
    assert.deepEqual(got().toSorted(), [0, 1, 1, 1]);
    const told = await logs();
    assert.deepEqual(told.map(({ status }) => status).toSorted(), ["failed", "sent", "sent", "sent"]);
    const failed = told.find(({ status }) => status === "failed")!;
    assert.equal(failed.error, "validation_error: Bad mail to [address]");
    assert.equal(office.mails(failed.recipient).length, 0);
    const [whole, ...parts] = office.calls();
    assert.deepEqual([whole!, ...parts].map(({ mails }) => mails.length), [4, 1, 1, 1, 1]);
    assert.equal(new Set([whole!.key, ...parts.map(({ key }) => key)]).size, 5);
    assert.deepEqual(
      (await stage.batches()).map(({ outcome }) => outcome).toSorted(),
      ["dead", "done", "done", "done", "skipped"],
    );
  });

  await t.step(
    "an answer lost after Resend took the mails: the same key and bytes again, each mail once",
    async () => {
      const { id, people, got, logs } = await stage.set();
      resend.loseAnswers(1);
      assert.equal((await office.dispatch()).email_batches.retry, 1);
      assert.deepEqual((await logs()).map(({ status }) => status), ["sending", "sending", "sending"]);
      const [job] = await stage.batches();
      assert.deepEqual([job!.outcome, job!.error, job!.attempts], [null, "unreachable", 1]);
      assert.ok(job!.waits > 10, `${job!.waits} s`);
      // Nothing that changes meanwhile gets into what is frozen.
      await sql`update public.notifications set title = 'another' where business_id = ${id}`;
      await sql`update auth.users set email = 'another-' || email where id in ${
        sql(people.map(({ userId }) => userId))
      }`;
      await stage.hurry();
      assert.equal((await office.dispatch()).email_batches.done, 1);
      const [first, second] = office.calls();
      assert.deepEqual([second!.key, second!.text], [first!.key, first!.text]);
      assert.deepEqual(got(), [1, 1, 1]);
      assert.deepEqual(
        (await logs()).map(({ status, provider_id }) => [status, provider_id]),
        people.map(({ email }) => ["sent", office.mails(email)[0]!.id]),
      );
    },
  );

  await t.step("Resend knows the key with other bytes: nothing is sent again, and it is said", async () => {
    const { people, got, logs } = await stage.set();
    resend.loseAnswers(1);
    await office.dispatch();
    await sql`update private.email_batches set mails = replace(mails, 'Title', 'Other')`;
    await stage.hurry();
    const lines = await linesOf(async () => assert.equal((await office.dispatch()).email_batches.dead, 1));
    assert.deepEqual(got(), [1, 1, 1]);
    const reason = "Resend knows its key with other bytes";
    assert.deepEqual((await stage.batches()).map(({ outcome, error }) => [outcome, error]), [[
      "dead",
      reason,
    ]]);
    assert.deepEqual(
      (await logs()).map(({ status, error }) => [status, error]),
      people.map(() => ["failed", reason]),
    );
    assert.match(lines, /"warn".*a batch's key with other bytes/);
  });

  await t.step("a batch older than Resend's memory of keys is not sent, and it is said", async () => {
    const age = async (time: string) => {
      const scene = await stage.set();
      await resend.plan(refusal(503, "down"));
      await office.dispatch();
      await sql`update private.email_batches set created_at = now() - ${time}::interval`;
      await stage.passClosedTime();
      await stage.hurry();
      return { ...scene, report: (await office.dispatch()).email_batches };
    };
    const old = await age("23 hours 1 second");
    assert.deepEqual([old.report.dead, resend.requests.length, old.got()], [1, 1, [0, 0, 0]]);
    for (const { status, error } of await old.logs()) {
      assert.equal(status, "failed");
      assert.match(error!, /nobody knows whether it was sent/);
    }
    const young = await age("22 hours 59 minutes");
    assert.deepEqual([young.report.done, young.got()], [1, [1, 1, 1]]);
  });

  await t.step(
    "a business's template that can't be rendered harms nobody: the default takes its place",
    async () => {
      const { id, got, logs } = await stage.set(2);
      const other = await makeBusiness(sql);
      const reader = other.employees.agent;
      await notify(sql, other.id, { audience: { employees: [reader.id] } });
      await makeDue(sql, "email");
      await sql`insert into public.email_templates (business_id, kind, language, version, subject, html, text)
      values (${id}, 'notification', 'en', 1, '{{ title', '{% for %}', '{{ no_such_thing }}')`;
      const lines = await linesOf(async () => assert.equal((await office.dispatch()).email.done, 3));
      assert.deepEqual([got(), office.mails(reader.email).length], [[1, 1], 1]);
      for (const { version } of await logs()) assert.match(version!, /^default/);
      assert.match(lines, /"warn".*a template of a business fails/);
    },
  );

  await t.step("a mail that can't be written at all dies alone", async () => {
    const { id, people, got } = await stage.set();
    await sql`update public.notifications set title = '   ' where employee_id = ${people[0]!.id}`;
    await sql`update private.jobs set payload = payload || '{"kind": "no such kind"}'
      where id = (select max(id) from private.jobs where business_id = ${id} and queue = 'email')`;
    await office.dispatch();
    const fates = await fatesOf(sql, id, "email");
    assert.deepEqual(fates.map(({ outcome }) => outcome), ["dead", "done", "dead"]);
    assert.match(fates[0]!.error!, /^it can't be written: TemplateFault/);
    assert.match(fates[2]!.error!, /the payload doesn't fit/);
    assert.deepEqual(got(), [0, 1, 0]);
  });

  await t.step("an installation that can't send mail says so, and sends none", async () => {
    const { id, got } = await stage.set();
    await using bare = hostFunctions(database.ownerUrl);
    const headers = { "x-worker-secret": WORKER_SECRET };
    const answer = await bare.call("/email-dispatch", { method: "POST", headers });
    assert.equal(answer.json.email.dead, 3);
    const errors = (await fatesOf(sql, id, "email")).map(({ error }) => error);
    assert.deepEqual(new Set(errors), new Set(["RESEND_API_KEY is not set"]));
    assert.deepEqual([got(), await logsOf(sql, id)], [[0, 0, 0], []]);
  });
});
