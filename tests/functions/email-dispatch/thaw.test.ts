import assert from "node:assert/strict";
import { cloneDatabase } from "../../support/database.ts";
import { mailStage, refusal } from "../../support/notify/due-mails.ts";
import { fatesOf, logsOf } from "../../support/notify/jobs-of.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";
import { prefer } from "../../support/notify/notify.ts";

const ANEW = { outcome: "skipped", error: "written anew: nothing of it was sent" };

Deno.test("email-dispatch: batches that have waited", async (t) => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { sql } = database;
  const { resend } = office;
  const stage = mailStage(sql, office);
  /** Lets a batch have waited for so long, and Resend be tried again. */
  const wait = async (time: string) => {
    await sql`update private.email_batches set created_at = now() - ${time}::interval where closed_at is null`;
    await stage.passClosedTime();
    await stage.hurry();
  };
  const fates = async () => (await stage.batches()).map(({ outcome, error }) => ({ outcome, error }));
  const read = (employee: string) =>
    sql`update public.notifications set read_at = now() where employee_id = ${employee}`;
  /** The first two calls, of which the second was to be the first once more. */
  const expectTheSame = () => {
    const [first, second] = office.calls();
    assert.deepEqual([second?.key, second?.text], [first!.key, first!.text]);
  };

  const certain = [
    [429, "rate_limit_exceeded"],
    [429, "daily_quota_exceeded"],
    [401, "missing_api_key"],
    [403, "invalid_api_key"],
  ] as const;
  for (const [status, name] of certain) {
    await t.step(`${name}: it is looked at again, and written anew under another key`, async () => {
      const { id, people, got } = await stage.set(4);
      const [reader, muted, former, last] = people.map((person) => person.id);
      await resend.plan(refusal(status, name));
      assert.equal((await office.dispatch()).email_batches.postponed, 1);
      await read(reader!);
      await prefer(sql, id, muted!, { email: false });
      await sql`update public.employees set active = false where id = ${former!}`;
      await sql`update public.notifications set title = 'Written anew' where employee_id = ${last!}`;
      await wait("5 minutes 1 second");
      assert.equal((await office.dispatch()).email_batches.skipped, 1);
      assert.deepEqual([office.calls().length, await logsOf(sql, id), await fates()], [1, [], [ANEW]]);
      const frozen =
        await sql`select from private.email_batches where mails is not null or closed_at is null`;
      assert.equal(frozen.length, 0, "nothing of the old text is left");

      const { email, email_batches } = await office.dispatch();
      assert.deepEqual([email.skipped, email.done, email_batches.done], [3, 1, 1]);
      assert.deepEqual((await fatesOf(sql, id, "email")).map(({ error }) => error), [
        "it was read meanwhile",
        "the employee muted it meanwhile",
        "the employee or the business is gone",
        null,
      ]);
      assert.deepEqual(got(), [0, 0, 0, 1]);
      const [first, second] = office.calls();
      assert.notEqual(second!.key, first!.key);
      assert.match(second!.text, /Written anew/);
      assert.deepEqual((await logsOf(sql, id)).map(({ status, recipient }) => [status, recipient]), [
        ["sent", people[3]!.email],
      ]);
    });
  }

  await t.step(
    "one that was never called for, since Resend was left alone, is looked at again, too",
    async () => {
      const { people, got } = await stage.set(2);
      await sql`insert into private.providers (name, queue, failures, closed_until)
      values ('resend', 'email_batches', 3, now() + interval '1 hour')`;
      assert.equal((await office.dispatch()).email_batches.postponed, 1);
      await read(people[0]!.id);
      await wait("1 hour");
      const before = await sql`select failures, closed_until, allowance from private.providers`;
      assert.equal((await office.dispatch()).email_batches.skipped, 1);
      assert.deepEqual(
        await sql`select failures, closed_until, allowance from private.providers`,
        before,
        "to the gate that was no call",
      );
      await office.dispatch();
      assert.deepEqual([got(), office.calls().length], [[0, 1], 1]);
    },
  );

  await t.step("for less than five minutes: it goes as it is", async () => {
    const { got } = await stage.set();
    await resend.plan(refusal(429, "daily_quota_exceeded"));
    await office.dispatch();
    await wait("4 minutes 50 seconds");
    assert.equal((await office.dispatch()).email_batches.done, 1);
    expectTheSame();
    assert.deepEqual(got(), [1, 1, 1]);
  });

  const uncertain: Record<string, () => void | Promise<void>> = {
    "an answer that was lost": () => resend.loseAnswers(1),
    "a failure on Resend's side": () => resend.plan(refusal(503, "down")),
    "a call that is still at it": () => resend.plan(refusal(409, "concurrent_idempotent_requests")),
  };
  for (const [what, fail] of Object.entries(uncertain)) {
    await t.step(
      `${what}: nobody knows whether it was sent, so it goes as it is, under its own key`,
      async () => {
        const { people, got } = await stage.set();
        await fail();
        await office.dispatch();
        await read(people[0]!.id);
        await wait("22 hours");
        assert.equal((await office.dispatch()).email_batches.done, 1);
        expectTheSame();
        assert.deepEqual(got(), [1, 1, 1]);
      },
    );
  }

  await t.step("what a lost answer left in doubt no later refusal makes certain", async () => {
    const { people, got } = await stage.set();
    resend.loseAnswers(1);
    await office.dispatch();
    await stage.hurry();
    await resend.plan(refusal(429, "rate_limit_exceeded"));
    assert.equal((await office.dispatch()).email_batches.postponed, 1);
    await read(people[0]!.id);
    await wait("1 hour");
    assert.equal((await office.dispatch()).email_batches.done, 1);
    assert.equal(new Set(office.calls().map(({ key }) => key)).size, 1);
    assert.deepEqual(got(), [1, 1, 1], "each once");
  });

  await t.step("mails that no job could write again go as they are", async () => {
    const { id, people, got } = await stage.set();
    await resend.plan(refusal(429, "daily_quota_exceeded"));
    await office.dispatch();
    await sql`update public.communication_logs set notification_id = null where employee_id = ${
      people[1]!.id
    }`;
    await read(people[0]!.id);
    await wait("1 hour");
    assert.equal((await office.dispatch()).email_batches.done, 1);
    expectTheSame();
    assert.deepEqual([got(), (await logsOf(sql, id)).length], [[1, 1, 1], 3]);
  });

  await t.step(
    "for a day, surely unsent: it doesn't die of that; what is a day late by then is skipped",
    async () => {
      const { id, got } = await stage.set(2);
      await resend.plan(refusal(429, "monthly_quota_exceeded"));
      await office.dispatch();
      await sql`update private.jobs set due_at = now() - interval '24 hours 1 second'
      where id = (select min(id) from private.jobs where business_id = ${id} and queue = 'email')`;
      await wait("25 hours");
      assert.equal((await office.dispatch()).email_batches.skipped, 1);
      const { email, email_batches } = await office.dispatch();
      assert.deepEqual([email.skipped, email.done, email_batches.done], [1, 1, 1]);
      assert.deepEqual(await fatesOf(sql, id, "email"), [
        { outcome: "skipped", error: "it is too late" },
        { outcome: "done", error: null },
      ]);
      assert.deepEqual(got(), [0, 1]);
    },
  );
});
