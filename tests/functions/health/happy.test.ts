import assert from "node:assert/strict";
import { claim, endLeases, fill, settle } from "../../support/jobs/claims.ts";
import { answerAll, tick } from "../../support/jobs/clock.ts";
import { openPatient } from "../../support/jobs/health.ts";

Deno.test("health: what is on time, and what is late", async (t) => {
  await using patient = await openPatient();
  const { sql, ask, expectLate } = patient;
  const step = (name: string, run: () => Promise<void>) =>
    t.step(name, async () => {
      await patient.wellAgain();
      await run();
    });

  await step("a clock that ticks, with nothing due, is well", async () => {
    await expectLate();
    const { json: { details } } = await ask();
    assert.ok(Date.now() - Date.parse(details.last_tick_at) < 60_000);
    assert.deepEqual(details.queues.push, { oldest_due_at: null, dead: 0 });
    assert.deepEqual([details.closed_providers, details.dispatchers], [[], {}]);
  });

  await step("a clock that never ticked, or stopped", async () => {
    await sql`update private.clock set last_tick_at = null`;
    await expectLate(/^the clock has never ticked$/);
    await sql`update private.clock set last_tick_at = now() - interval '4 minutes'`;
    await expectLate();
    await sql`update private.clock set last_tick_at = now() - interval '6 minutes'`;
    await expectLate(/^the clock has not ticked since \d{4}-/);
  });

  await step("a job that has been due for long", async () => {
    await fill(sql, "push", ["young"], "-4 minutes");
    await fill(sql, "email", ["later"], "1 hour");
    await expectLate();
    await fill(sql, "push", ["old"], "-6 minutes");
    await expectLate(/^the queue 'push' has waited since \d{4}-/);
    await fill(sql, "email_batches", ["old"], "-1 day");
    await expectLate(/^the queue 'email_batches' /, /^the queue 'push' /);
  });

  await step(
    "the oldest of what is due counts, and when it is tried next, not when it was first due",
    async () => {
      await fill(sql, "push", ["postponed", "due"], "-1 hour");
      const [postponed, due] = await claim(sql, "push");
      await settle(sql, postponed!.token, [
        { id: postponed!.id, outcome: "postponed", after_ms: 600_000 },
        { id: due!.id, outcome: "postponed", after_ms: 0 },
      ]);
      await expectLate();
      const [row] = await sql<{ at: Date }[]>`select run_at as at from private.jobs where key = 'due'`;
      const { json: { details } } = await ask();
      assert.equal(Date.parse(details.queues.push.oldest_due_at), row!.at.getTime());
    },
  );

  await step("work under way is not late; work that was lost is", async () => {
    await fill(sql, "push", ["a"], "-1 hour");
    await claim(sql, "push");
    await expectLate();
    await endLeases(sql, "push");
    await expectLate(/^the queue 'push' /);
  });

  await step("dead jobs are counted; they are no lateness", async () => {
    await fill(sql, "push", ["a", "b"], "-1 hour");
    const jobs = await claim(sql, "push");
    await settle(sql, jobs[0]!.token, jobs.map(({ id }) => ({ id, outcome: "dead", error: "a reason" })));
    await expectLate();
    assert.equal((await ask()).json.details.queues.push.dead, 2);
  });

  await step("a dispatcher that failed when it was last woken", async () => {
    await fill(sql, "push", ["a"]);
    await tick(sql);
    await expectLate();
    await answerAll(sql, { status: 500, content: "what it said" });
    await tick(sql);
    await expectLate(/^'push-dispatch' failed when it was last woken \(500\)$/);
    const { json: { details } } = await ask();
    assert.deepEqual([
      details.dispatchers["push-dispatch"].status,
      details.dispatchers["push-dispatch"].error,
    ], [
      500,
      "what it said",
    ]);
    await answerAll(sql, { timedOut: true });
    await tick(sql);
    await expectLate(/^'push-dispatch' failed when it was last woken \(no answer\)$/);
    await answerAll(sql, { status: 200, content: "{}" });
    await tick(sql);
    await expectLate();
  });

  await step(
    "a failure that nobody repeated is over: what is still to be done is asked for each minute",
    async () => {
      await fill(sql, "push", ["a"]);
      await tick(sql);
      await answerAll(sql, { status: 500 });
      await tick(sql);
      await sql`delete from private.jobs`;
      await sql`update private.wake_ups set answered_at = now() - interval '9 minutes' where answered_at is not null`;
      await expectLate(/^'push-dispatch' failed /);
      await sql`update private.wake_ups set answered_at = now() - interval '11 minutes' where answered_at is not null`;
      await expectLate();
    },
  );

  await step("a provider that can't be reached", async () => {
    const close = (name: string, until: string) =>
      sql`
        insert into private.providers (name, queue, failures, closed_until)
        values (${name}, 'email_batches', 3, now() + ${until}::interval)
        on conflict (name) do update set closed_until = excluded.closed_until`;
    await sql`insert into private.providers (name, queue, failures) values ('stumbled', 'push', 2)`;
    await expectLate();
    await close("a provider", "1 minute");
    await expectLate(/^'a provider' can't be reached$/);
    const [closed] = (await ask()).json.details.closed_providers;
    assert.deepEqual([closed.name, closed.failures], ["a provider", 3]);
    await close("another", "-1 minute");
    await expectLate(/^'a provider' can't be reached$/, /^'another' can't be reached$/);
    // No job has tried either for so long: none needs them.
    await close("a provider", "-1 hour");
    await close("another", "-1 hour");
    await expectLate();
  });

  await step(
    "a push service that can't be reached is a detail: any employee may name one that isn't there",
    async () => {
      await sql`
      insert into private.providers (name, queue, failures, closed_until)
      values ('push https://nowhere.notify.windows.com', 'push', 3, now() + interval '1 hour')`;
      await expectLate();
      const { json: { details } } = await ask();
      assert.deepEqual(details.closed_providers.map(({ queue }: { queue: string }) => queue), ["push"]);
    },
  );

  await step("all that is late is told at once", async () => {
    await fill(sql, "push", ["old"], "-1 hour");
    await tick(sql);
    await answerAll(sql, { status: 500 });
    await tick(sql);
    await sql`insert into private.providers (name, queue, closed_until) values ('down', 'email_batches', now() + interval '1 hour')`;
    await sql`update private.clock set last_tick_at = now() - interval '10 minutes'`;
    await expectLate(/^the clock /, /^the queue 'push' /, /^'push-dispatch' failed /, /^'down' can't/);
  });
});
