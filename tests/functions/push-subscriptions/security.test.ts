import assert from "node:assert/strict";
import { makeFingerprint } from "../../support/battery/fingerprint.ts";
import { makeBusiness, type TestBusiness, type TestEmployee } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { employPerson } from "../../support/employ-person.ts";
import { type Answer, hostFunctions } from "../../support/functions.ts";
import { hostPush } from "../../support/push/host-push.ts";

Deno.test("push subscriptions: what must not be reached", async (t) => {
  await using database = await cloneDatabase();
  await using push = hostPush();
  await using functions = hostFunctions(database.ownerUrl, push.env);
  const { sql } = database;
  const [ours, theirs] = [await makeBusiness(sql, "Ours"), await makeBusiness(sql, "Theirs")];
  const answers: Answer[] = [];
  const call = async (
    [{ id: business }, { userId: user }]: readonly [TestBusiness, TestEmployee],
    method: string,
    path: string,
    body?: Record<string, unknown>,
  ) => {
    const answer = await functions.call(`/push-subscriptions${path}`, { user, business, method, body });
    answers.push(answer);
    return answer;
  };
  const me = [ours, ours.employees.agent] as const;
  const colleague = [ours, ours.employees.admin] as const;
  const stranger = [theirs, theirs.employees.agent] as const;
  // The same person in another business is somebody else there.
  const elsewhere = [theirs, await employPerson(sql, me[1], theirs.id)] as const;
  const browsers = {
    mine: await push.subscribe(),
    colleagues: await push.subscribe(),
    strangers: await push.subscribe(),
  };
  const subscribe = async (who: typeof me, browser: typeof browsers.mine): Promise<string> => {
    const { status, json, text } = await call(who, "POST", "", { ...browser });
    assert.equal(status, 200, text);
    return json.id;
  };
  const mine = await subscribe(me, browsers.mine);
  const others = {
    "a colleague's": await subscribe(colleague, browsers.colleagues),
    "another business's": await subscribe(stranger, browsers.strangers),
    "one's own in another business": await subscribe(elsewhere, await push.subscribe()),
  };
  const fingerprint = await makeFingerprint(sql);

  await t.step("a colleague's device and another business's are ones that don't exist", async () => {
    const before = await fingerprint();
    const ways = [["PATCH", "", { name: "mine now" }], ["DELETE", ""], ["POST", "/test"]] as const;
    for (const [method, way, body] of ways) {
      const refused = async (id: string, whose: string) => {
        const { status, json, text } = await call(me, method, `/${id}${way}`, body);
        assert.equal(json?.code, "not_found", `${method} ${whose}: ${text}`);
        assert.equal(status, 404);
        assert.equal(await fingerprint(), before, `${method} ${whose}: a refusal changed something`);
        return { ...json, instance: "" };
      };
      const unknown = await refused(crypto.randomUUID(), "nobody's");
      for (const [whose, id] of Object.entries(others)) assert.deepEqual(await refused(id, whose), unknown);
    }
    const { json } = await call(me, "GET", "");
    assert.deepEqual(json.devices.map(({ id }: { id: string }) => id), [mine]);
  });

  await t.step("a test goes to one's own devices, and to nobody else's", async () => {
    const { json } = await call(me, "POST", "/test");
    assert.deepEqual(json, { devices: 1 });
    await push.answered(1);
    assert.equal((await push.messagesOf(browsers.mine)).length, 1);
    assert.deepEqual(await push.messagesOf(browsers.colleagues), []);
    assert.deepEqual(await push.messagesOf(browsers.strangers), []);
  });

  await t.step("an employee or business in the body counts for nothing", async () => {
    const body = {
      ...await push.subscribe(),
      employee_id: colleague[1].id,
      business_id: theirs.id,
      id: mine,
    };
    const { json: { id } } = await call(me, "POST", "", body);
    const [row] = await sql`select business_id, employee_id from public.push_subscriptions where id = ${id}`;
    assert.deepEqual(row, { business_id: ours.id, employee_id: me[1].id });
    assert.notEqual(id, mine);
  });

  await t.step("a browser that someone else signs in with tells its former user's news no more", async () => {
    const id = await subscribe(colleague, browsers.mine);
    assert.notEqual(id, mine);
    const { json } = await call(me, "GET", "");
    assert.ok(!json.devices.some((device: { id: string }) => device.id === mine));
    assert.equal((await call(me, "DELETE", `/${id}`)).status, 404);
  });

  await t.step("no endpoint and no key stands in any answer, or in the log", async () => {
    const secrets = [
      ...Object.values(browsers).flatMap(({ endpoint, keys }) => [endpoint, ...Object.values(keys)]),
    ];
    for (const { text } of answers) for (const secret of secrets) assert.ok(!text.includes(secret), text);
    for (const line of functions.lines) for (const secret of secrets) assert.ok(!line.includes(secret), line);
    const audited = await sql<{ row: string }[]>`
      select a::text as row from public.audit_logs a where a.table_name = 'push_subscriptions'`;
    assert.ok(audited.length > 0);
    for (const { row } of audited) for (const secret of secrets) assert.ok(!row.includes(secret), row);
  });
});
