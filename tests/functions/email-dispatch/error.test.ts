import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions, WORKER_SECRET } from "../../support/functions.ts";
import { mailStage, refusal } from "../../support/notify/due-mails.ts";
import { fatesOf, logsOf, makeDue } from "../../support/notify/jobs-of.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";
import { notify } from "../../support/notify/notify.ts";

/** A batch that waits from before. */
const FROZEN = "11111111-1111-4111-8111-111111111111";

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

  await t.step(
    "what Resend perhaps took, before it forgot the key, is not sent again, and it is said",
    async () => {
      const age = async (time: string) => {
        const scene = await stage.set();
        await resend.plan(refusal(503, "down"));
        await office.dispatch();
        await sql`update private.email_batches set uncertain_since = now() - ${time}::interval`;
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
    },
  );

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

  await t.step("where the setup is missing mails wait for the operator, who is told once", async () => {
    const { id, got } = await stage.set();
    await sql`insert into private.email_batches (id, mails, log_ids, uncertain_since)
      values (${FROZEN}, '[]', '{}', now())`;
    await sql`select private.enqueue('email_batches', ${
      JSON.stringify([{ key: FROZEN, payload: { batch: FROZEN } }])
    }::text::jsonb)`;
    await using bare = hostFunctions(database.ownerUrl);
    const headers = { "x-worker-secret": WORKER_SECRET };
    const dispatch = async () => (await bare.call("/email-dispatch", { method: "POST", headers })).json;
    const { email, email_batches } = await dispatch();
    assert.deepEqual([email.postponed, email.dead, email_batches.postponed], [3, 0, 1]);
    const waiting = await sql<{ error: string; attempts: number; outcome: string | null; waits: number }[]>`
      select error, attempts, outcome, extract(epoch from run_at - clock_timestamp())::float8 as waits from private.jobs`;
    assert.equal(waiting.length, 4);
    for (const { error, attempts, outcome, waits } of waiting) {
      assert.deepEqual([error, attempts, outcome], ["RESEND_API_KEY is not set", 0, null]);
      assert.ok(waits > 540 && waits <= 600, `${waits} s`);
    }
    const warnings = () => bare.lines.filter((line) => line.includes("mails wait for the operator"));
    assert.deepEqual(warnings().map((line) => JSON.parse(line).missing), ["RESEND_API_KEY"]);
    await dispatch();
    assert.equal(warnings().length, 1, "where nothing is due nothing is said");
    assert.deepEqual([got(), await logsOf(sql, id)], [[0, 0, 0], []]);

    await sql`delete from private.jobs where queue = 'email_batches'`;
    await office.sendAll();
    assert.deepEqual(got(), [1, 1, 1], "once it is there they go out");
  });

  await t.step("a mail that is a day late is told to nobody, whatever the reason, setup or not", async () => {
    for (const setup of [true, false]) {
      const { id, got } = await stage.set(2);
      const [young, old] = ["23 hours 59 minutes", "24 hours 1 second"];
      await sql`update private.jobs set due_at = now() - (case when id = (select min(id) from private.jobs)
        then ${young} else ${old} end)::interval where queue = 'email'`;
      await using bare = hostFunctions(database.ownerUrl);
      const { call } = setup ? office.functions : bare;
      await call("/email-dispatch", { method: "POST", headers: { "x-worker-secret": WORKER_SECRET } });
      assert.deepEqual(await fatesOf(sql, id, "email"), [
        setup ? { outcome: "done", error: null } : { outcome: null, error: "RESEND_API_KEY is not set" },
        { outcome: "skipped", error: "it is too late" },
      ]);
      assert.deepEqual(got(), [setup ? 1 : 0, 0]);
    }
  });
});
