import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { fatesOf, jobsOf, logsOf } from "../../support/notify/jobs-of.ts";
import { openMailOffice } from "../../support/notify/mail-office.ts";
import { beQuiet, notify, prefer } from "../../support/notify/notify.ts";

Deno.test("email-dispatch looks again just before it writes", async (t) => {
  await using database = await cloneDatabase();
  await using office = openMailOffice(database);
  const { sql } = database;
  /** Something that was told to an agent, and is to be mailed; and the same for a viewer, of whom nothing changes. */
  const stage = async (event = {}) => {
    office.resend.requests.length = 0;
    const { id, employees: { agent, viewer } } = await makeBusiness(sql);
    await notify(sql, id, { audience: { employees: [agent.id] }, ...event });
    await notify(sql, id, { audience: { employees: [viewer.id] } });
    const got = () => [office.mails(agent.email).length, office.mails(viewer.email).length];
    return { id, agent, viewer, got };
  };
  type Stage = Awaited<ReturnType<typeof stage>>;
  const mine = ({ agent }: Stage) => sql`where employee_id = ${agent.id}`;

  const unwanted: Record<string, [change: (stage: Stage) => PromiseLike<unknown>, reason: string]> = {
    "read before its delay": [
      (s) => sql`update public.notifications set read_at = now() ${mine(s)}`,
      "it was read meanwhile",
    ],
    "archived meanwhile": [
      (s) => sql`update public.notifications set archived_at = now() ${mine(s)}`,
      "it was read meanwhile",
    ],
    "deleted meanwhile": [
      (s) => sql`delete from public.notifications ${mine(s)}`,
      "the notification is gone",
    ],
    "expired meanwhile": [
      (s) => sql`update public.notifications set expires_at = now() ${mine(s)}`,
      "it expired",
    ],
    "muted meanwhile": [
      ({ id, agent }) => prefer(sql, id, agent.id, { email: false }),
      "the employee muted it meanwhile",
    ],
    "denied what it tells of": [
      ({ id, agent }) =>
        sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
          values (${id}, ${agent.id}, 'conversations.read', 'deny')`,
      "the employee may not know it any more",
    ],
    "no longer employed": [
      ({ agent }) => sql`update public.employees set active = false where id = ${agent.id}`,
      "the employee or the business is gone",
    ],
    "an address that nobody has confirmed": [
      ({ agent }) => sql`update auth.users set email_confirmed_at = null where id = ${agent.userId}`,
      "the employee has no confirmed address",
    ],
    "no address at all": [
      ({ agent }) => sql`update auth.users set email = null where id = ${agent.userId}`,
      "the employee has no confirmed address",
    ],
  };
  for (const [what, [change, reason]] of Object.entries(unwanted)) {
    await t.step(`${what}: no mail, and only that one`, async () => {
      const current = await stage();
      await change(current);
      const { email } = await office.sendAll();
      assert.deepEqual([email.skipped, email.done, email.retry, email.dead], [1, 1, 0, 0]);
      assert.deepEqual(await fatesOf(sql, current.id, "email"), [
        { outcome: "skipped", error: reason },
        { outcome: "done", error: null },
      ]);
      assert.deepEqual(current.got(), [0, 1]);
      assert.deepEqual((await logsOf(sql, current.id)).map(({ recipient }) => recipient), [
        current.viewer.email,
      ]);
    });
  }

  await t.step("a business that was closed writes to nobody", async () => {
    for (const closed of ["active = false", "deleted_at = now()"]) {
      const current = await stage();
      await sql`update public.businesses set ${sql.unsafe(closed)} where id = ${current.id}`;
      assert.equal((await office.sendAll()).email.skipped, 2);
      assert.deepEqual(current.got(), [0, 0]);
    }
  });

  await t.step("seen isn't read: who saw the bell's number still gets the mail", async () => {
    const current = await stage();
    await sql`update public.notifications set seen_at = now() where business_id = ${current.id}`;
    await office.sendAll();
    assert.deepEqual(current.got(), [1, 1]);
  });

  await t.step("it goes to the address that the employee has by then", async () => {
    const current = await stage();
    const address = `New.${crypto.randomUUID()}@People.Test`;
    await sql`update auth.users set email = ${address} where id = ${current.agent.userId}`;
    await office.sendAll();
    assert.deepEqual([current.got()[0], office.mails(address).length], [0, 1]);
    assert.equal(
      (await logsOf(sql, current.id)).filter((log) => log.recipient === address.toLowerCase()).length,
      1,
    );
  });

  await t.step("quiet hours that began since put it off until their end, and cost no attempt", async () => {
    const current = await stage();
    await beQuiet(sql, current.id, current.agent.id, 1, 30);
    const { email } = await office.sendAll();
    assert.deepEqual([email.done, email.postponed], [1, 1]);
    const [job] = await jobsOf(sql, current.id, "email");
    assert.deepEqual([job!.outcome, job!.error, job!.attempts], [null, "quiet hours", 0]);
    assert.ok(Math.abs(job!.waits - 1800) < 30, String(job!.waits));
    assert.deepEqual(current.got(), [0, 1]);
    await sql`delete from public.quiet_hours where employee_id = ${current.agent.id}`;
    await office.sendAll();
    assert.deepEqual(current.got(), [1, 1]);
  });

  await t.step("urgent doesn't wait for them", async () => {
    const current = await stage({ priority: "urgent" });
    await beQuiet(sql, current.id, current.agent.id, 1, 30);
    await office.sendAll();
    assert.deepEqual(current.got(), [1, 1]);
  });

  await t.step("a suppressed address is not written to, and the log says so", async () => {
    const current = await stage();
    const { id, agent } = current;
    // In whatever case the person once typed it.
    await sql`update auth.users set email = upper(email) where id = ${agent.userId}`;
    await sql`insert into public.email_suppressions (business_id, address, reason) values (${id}, ${agent.email}, 'bounced')`;
    const { email } = await office.sendAll();
    assert.deepEqual([email.skipped, email.done], [1, 1]);
    assert.deepEqual((await fatesOf(sql, id, "email"))[0], {
      outcome: "skipped",
      error: "the address is suppressed",
    });
    assert.deepEqual(current.got(), [0, 1]);
    const [log] = (await logsOf(sql, id)).filter(({ recipient }) => recipient === agent.email);
    assert.deepEqual(
      [log!.status, log!.provider_id, log!.employee, log!.kind, log!.error],
      ["suppressed", null, agent.id, "notification", null],
    );
    assert.deepEqual(office.calls().flatMap(({ mails }) => mails.map(({ to }) => to)), [
      current.viewer.email,
    ]);
  });

  await t.step("no call at all where all are suppressed", async () => {
    const { id, agent, viewer } = await stage();
    await sql`insert into public.email_suppressions (business_id, address, reason)
      values (${id}, ${agent.email}, 'complained'), (${id}, ${viewer.email}, 'by_hand')`;
    await office.sendAll();
    assert.deepEqual(office.calls(), []);
    assert.deepEqual((await logsOf(sql, id)).map(({ status }) => status), ["suppressed", "suppressed"]);
  });

  await t.step("what another business, or the installation, may not write to, this one may", async () => {
    const [current, other] = [await stage(), await stage()];
    const { email } = current.agent;
    await sql`insert into public.email_suppressions (business_id, address, reason)
      values (${other.id}, ${email}, 'bounced'), (null, ${email}, 'bounced')`;
    await office.sendAll();
    assert.deepEqual(current.got(), [1, 1]);
  });
});
