import assert from "node:assert/strict";
import { cloneDatabase } from "../../support/database.ts";
import { WORKER_SECRET } from "../../support/functions.ts";
import { mailStage, refusal } from "../../support/notify/due-mails.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";

Deno.test("email-dispatch: when Resend takes nothing", async (t) => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { resend } = office;
  const stage = mailStage(database.sql, office);

  const busy = [[429, "rate_limit_exceeded"], [500, "application_error"], [503, "down"]] as const;
  for (const [status, name] of busy) {
    await t.step(`${status}: all wait as long as Resend says, and no attempt is lost`, async () => {
      const { got } = await stage.set();
      await resend.plan({ ...refusal(status, name), headers: { "retry-after": "90" } });
      assert.equal((await office.dispatch()).email_batches.postponed, 1);
      const [job] = await stage.batches();
      assert.deepEqual([job!.outcome, job!.attempts], [null, 0]);
      assert.ok(job!.waits > 85 && job!.waits < 150, `${job!.waits} s`);
      await stage.hurry();
      assert.equal((await office.dispatch()).email_batches.postponed, 1);
      assert.equal(resend.requests.length, 1, "while the circuit is open nothing is called");
      await stage.passClosedTime();
      await stage.hurry();
      assert.equal((await office.dispatch()).email_batches.done, 1);
      assert.deepEqual(got(), [1, 1, 1]);
      const [first, second] = office.calls();
      assert.deepEqual([second!.key, second!.text], [first!.key, first!.text]);
    });
  }

  const misconfigured = [
    [401, "missing_api_key"],
    [403, "invalid_api_key"],
    [429, "daily_quota_exceeded"],
  ] as const;
  for (const [status, name] of misconfigured) {
    await t.step(`${name}: mails wait for the operator, who is told; health shows it`, async () => {
      const { got } = await stage.set();
      const before = office.functions.lines.length;
      await resend.plan(refusal(status, name));
      assert.equal((await office.dispatch()).email_batches.postponed, 1);
      const [job] = await stage.batches();
      assert.deepEqual([job!.outcome, job!.attempts, job!.error], [null, 0, name]);
      assert.ok(job!.waits > 295 && job!.waits < 500, `${job!.waits} s`);
      const lines = office.functions.lines.slice(before);
      const warnings = lines.filter((line) => line.includes("until an operator acts"));
      assert.deepEqual(warnings.map((line) => JSON.parse(line).code), [name]);

      const headers = { "x-worker-secret": WORKER_SECRET };
      const sick = await office.functions.call("/health", { headers });
      assert.equal(sick.status, 503);
      assert.ok(sick.json.late.some((sentence: string) => sentence.includes("can't be reached")), sick.text);
      const closed = sick.json.details.closed_providers.map(({ name }: { name: string }) => name);
      assert.deepEqual(closed, ["resend"]);

      await stage.passClosedTime();
      await stage.hurry();
      assert.equal((await office.dispatch()).email_batches.done, 1);
      assert.deepEqual(got(), [1, 1, 1]);
      const well = await office.functions.call("/health", { headers });
      assert.deepEqual(well.json.details.closed_providers, []);
    });
  }
});
