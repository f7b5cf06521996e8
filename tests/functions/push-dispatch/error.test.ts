import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { fatesOf, jobsOf, logsOf } from "../../support/notify/jobs-of.ts";
import { notify } from "../../support/notify/notify.ts";
import { type Device, openPushOffice } from "../../support/notify/push-office.ts";

const REPORT = { done: 0, skipped: 0, retry: 0, postponed: 0, dead: 0, empty: true };

Deno.test("push-dispatch: when a push service doesn't take it", async (t) => {
  await using database = await cloneDatabase();
  await using office = openPushOffice(database);
  const { sql, service, other } = { ...database, ...office };
  const lines = () => office.functions.lines;

  /** Something told to an agent with so many browsers, one push each. Earlier steps leave nothing behind. */
  const stage = async (browsers = 1, event = {}) => {
    await sql`delete from private.jobs`;
    await sql`delete from private.providers`;
    service.requests.length = other.requests.length = 0;
    const { id, employees: { agent } } = await makeBusiness(sql);
    const devices: Device[] = [];
    for (let n = 0; n < browsers; n++) devices.push(await office.addBrowser(id, agent.id));
    await notify(sql, id, { audience: { employees: [agent.id] }, ...event });
    return { id, agent, devices, device: devices[0]!, fates: () => fatesOf(sql, id, "push") };
  };
  const isKnown = async ({ id }: Device) =>
    (await sql`select from public.push_subscriptions where id = ${id}`).count === 1;
  const failuresOf = async ({ id }: Device) =>
    (await sql`select failures from public.push_subscriptions where id = ${id}`)[0]?.failures;
  const answer = (device: Device, status: number, more = {}) =>
    service.plan({ path: new URL(device.endpoint).pathname.split("/").at(-1), status, ...more });
  const providers = () =>
    sql`select name, failures, closed_until > now() as closed from private.providers order by name`;

  for (const status of [404, 410]) {
    await t.step(
      `${status}: the browser has unsubscribed; the device is forgotten, and no other`,
      async () => {
        const { id, agent, devices: [gone, stays], fates } = await stage(2);
        await answer(gone!, status);
        assert.deepEqual(await office.dispatch(), { ...REPORT, done: 1, skipped: 1 });
        assert.deepEqual(await fates(), [
          { outcome: "skipped", error: `gone ${status}` },
          { outcome: "done", error: null },
        ]);
        assert.deepEqual([await isKnown(gone!), await isKnown(stays!)], [false, true]);
        const statuses = (await logsOf(sql, id)).map(({ status, error }) => [status, error]).sort();
        assert.deepEqual(statuses, [["failed", `gone ${status}`], ["sent", null]]);
        await notify(sql, id, { audience: { employees: [agent.id] } });
        assert.equal((await office.dispatch()).done, 1);
        assert.deepEqual([...await providers()], [], "no fault of the push service");
      },
    );
  }

  for (const status of [401, 403]) {
    await t.step(
      `${status}: our key is refused; the device stays, the operator hears of it, nobody else waits`,
      async () => {
        const { device, devices, id, fates } = await stage(2);
        const before = lines().length;
        await answer(device, status);
        assert.deepEqual(await office.dispatch(), { ...REPORT, done: 1, retry: 1 });
        assert.equal(await isKnown(device), true);
        assert.equal(await failuresOf(device), 1);
        assert.deepEqual(await fates(), [
          { outcome: null, error: `unauthorized ${status}` },
          { outcome: "done", error: null },
        ]);
        const [job] = await jobsOf(sql, id, "push");
        assert.equal(job!.attempts, 1);
        assert.ok(job!.waits > 590, `${job!.waits} s: an operator needs time`);
        const warnings = lines().slice(before).filter((line) =>
          line.includes("a push service refuses our key")
        );
        assert.equal(warnings.length, 1);
        const told = JSON.parse(warnings[0]!);
        assert.deepEqual([told.level, told.service], ["warn", service.origin]);
        assert.ok(!warnings[0]!.includes(new URL(device.endpoint).pathname));
        assert.equal(await failuresOf(devices[1]!), 0);
        assert.deepEqual([...await providers()], []);
      },
    );
  }

  await t.step("413: once more, and smaller", async () => {
    const { device, fates } = await stage(1, {
      texts: { en: { title: "Layla", body: "طويل ".repeat(200) } },
    });
    await answer(device, 413);
    assert.deepEqual(await office.dispatch(), { ...REPORT, done: 1 });
    const [first, second, ...more] = service.requests.map(({ bytes }) => bytes.length);
    assert.equal(more.length, 0);
    assert.ok(second! < first! && second! <= 1024 + 103 && first! > 1500, `${first}, then ${second} bytes`);
    assert.deepEqual(await fates(), [{ outcome: "done", error: null }]);
    const [message] = await office.messages(device);
    assert.equal(message!.payload.notification.title, "Layla");
  });

  await t.step("413 twice: it dies, the device stays", async () => {
    const { device, devices, fates } = await stage(2);
    await answer(device, 413, { times: 2 });
    assert.deepEqual(await office.dispatch(), { ...REPORT, done: 1, dead: 1 });
    assert.deepEqual((await fates())[0], { outcome: "dead", error: "too_large 413" });
    assert.equal(service.requests.length, 3);
    assert.deepEqual([await isKnown(device), await isKnown(devices[1]!)], [true, true]);
  });

  await t.step("400: this message can't be sent there; it dies alone", async () => {
    const { device, fates } = await stage(3);
    await answer(device, 400);
    assert.deepEqual(await office.dispatch(), { ...REPORT, done: 2, dead: 1 });
    assert.deepEqual((await fates())[0], { outcome: "dead", error: "refused 400" });
    assert.equal(await isKnown(device), true);
  });

  for (const status of [429, 406]) {
    await t.step(
      `${status} is about one device: it waits as long as it was told to, the others go on`,
      async () => {
        const { device, devices, id } = await stage(3);
        await answer(device, status, { headers: { "retry-after": "120" } });
        assert.deepEqual(await office.dispatch(), { ...REPORT, done: 2, retry: 1 });
        const [told] = (await jobsOf(sql, id, "push")).filter(({ outcome }) => outcome === null);
        assert.ok(told!.waits > 115 && told!.waits < 130, `${told!.waits} s`);
        assert.deepEqual([await isKnown(device), await isKnown(devices[1]!)], [true, true]);
        assert.ok([...await providers()].every(({ closed }) => !closed), "no circuit is open");
      },
    );
  }

  await t.step(
    "503 with Retry-After: all of that service wait so long, and no attempt is lost",
    async () => {
      const { id, agent, fates } = await stage(1);
      await service.plan({ status: 503, headers: { "retry-after": "120" }, times: 100 });
      const elsewhere = await office.addBrowser(id, agent.id, { at: other });
      await notify(sql, id, { audience: { employees: [agent.id] } });
      const report = await office.dispatch();
      assert.deepEqual([report.done, report.postponed, report.dead], [1, 2, 0]);
      assert.equal((await office.look(elsewhere)).accepted, 1);
      const calls = service.requests.length;
      assert.ok(calls >= 1 && calls <= 2);
      for (
        const { outcome, attempts, waits } of (await jobsOf(sql, id, "push")).filter((job) => !job.outcome)
      ) {
        assert.deepEqual([outcome, attempts], [null, 0]);
        assert.ok(waits > 115 && waits < 200, `${waits} s`);
      }
      // However often it is woken: while the circuit is open nothing is called.
      await sql`update private.jobs set run_at = now() where outcome is null`;
      assert.equal((await office.dispatch()).postponed, 2);
      assert.equal(service.requests.length, calls);
      assert.deepEqual([...await providers()].map(({ name, closed }) => [name, closed]), [[
        `push ${service.origin}`,
        true,
      ]]);

      await fetch(`${service.url}/faults`, { method: "DELETE" });
      await sql`update private.providers set closed_until = now() - interval '1 second'`;
      await sql`update private.jobs set run_at = now() where outcome is null`;
      assert.equal((await office.dispatch()).done, 2);
      assert.deepEqual((await fates()).map(({ outcome }) => outcome), ["done", "done", "done"]);
    },
  );

  await t.step(
    "503 without a word: it may be the push's own fault, so it is tried again; three in a row are an outage",
    async () => {
      const { id, fates } = await stage(1);
      await service.plan({ status: 503, times: 100 });
      for (const attempt of [1, 2]) {
        await sql`update private.jobs set run_at = now() where outcome is null`;
        assert.deepEqual(await office.dispatch(), { ...REPORT, retry: 1 });
        const [job] = await jobsOf(sql, id, "push");
        assert.deepEqual([job!.attempts, job!.error], [attempt, "busy 503"]);
        const backoff = 10 * 2 ** (attempt - 1);
        assert.ok(job!.waits > backoff / 2 - 2 && job!.waits < backoff * 1.5, `${job!.waits} s`);
      }
      await sql`update private.jobs set run_at = now() where outcome is null`;
      assert.deepEqual(await office.dispatch(), { ...REPORT, postponed: 1 });
      const [job] = await jobsOf(sql, id, "push");
      assert.equal(job!.attempts, 2, "an outage costs nothing");
      assert.deepEqual((await fates()).map(({ outcome }) => outcome), [null]);
      await fetch(`${service.url}/faults`, { method: "DELETE" });
    },
  );

  await t.step("a connection that breaks off: tried again, shown once", async () => {
    const { id, device, fates } = await stage(1);
    service.loseAnswers(1);
    assert.deepEqual(await office.dispatch(), { ...REPORT, retry: 1 });
    assert.equal((await jobsOf(sql, id, "push"))[0]!.error, "unreachable network");
    await sql`update private.jobs set run_at = now() where outcome is null`;
    assert.deepEqual(await office.dispatch(), { ...REPORT, done: 1 });
    assert.deepEqual((await fates()).map(({ outcome }) => outcome), ["done"]);
    const { accepted, collapsed } = await office.look(device);
    assert.deepEqual([accepted, collapsed], [2, 1], "the second replaces the first, by its topic");
    assert.equal((await office.messages(device)).length, 1);
  });

  const broken: Record<string, [assignment: string, error: string]> = {
    "an endpoint that is no address": [
      "endpoint = 'nothing of the kind'",
      "the endpoint is of no push service we know",
    ],
    "keys that are no keys": [`p256dh = '${"A".repeat(87)}'`, "refused keys"],
  };
  for (const [what, [assignment, error]] of Object.entries(broken)) {
    await t.step(`${what}: it dies alone`, async () => {
      const { device, fates } = await stage(3);
      await sql`update public.push_subscriptions set ${sql.unsafe(assignment)} where id = ${device.id}`;
      assert.deepEqual(await office.dispatch(), { ...REPORT, done: 2, dead: 1 });
      assert.deepEqual((await fates())[0], { outcome: "dead", error });
      assert.equal(service.requests.length, 2);
    });
  }

  await t.step("a job that says something else than a push: it dies alone", async () => {
    const { id, fates } = await stage(2);
    await sql`update private.jobs set payload = '{"notification": "1"}'
      where id = (select min(id) from private.jobs where business_id = ${id} and queue = 'push')`;
    assert.deepEqual(await office.dispatch(), { ...REPORT, done: 1, dead: 1 });
    assert.deepEqual((await fates())[0], { outcome: "dead", error: "the payload doesn't fit: notification" });
  });
});
