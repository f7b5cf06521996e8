import assert from "node:assert/strict";
import type postgres from "postgres";
import { addEmployee, makeBusiness, type TestBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { addConversation, addDevice, notify, readTold, tellingState } from "../support/notify/notify.ts";

Deno.test("who is told", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  /** A business whose conversation is its agent's, and a second agent. */
  const stage = async () => {
    const business = await makeBusiness(sql);
    const { admin, manager, agent, viewer } = business.employees;
    const second = await addEmployee(sql, business.id, "agent");
    const conversation = await addConversation(sql, business, agent.id);
    return { ...business, admin, manager, agent, viewer, second, conversation };
  };
  const told = async (business: TestBusiness, audience: Record<string, unknown>, category?: string) => {
    const count = await notify(sql, business.id, { audience, category });
    const rows = await readTold(sql, business.id);
    assert.equal(count, rows.length, "the number that was returned");
    await sql`delete from public.notifications where business_id = ${business.id}`;
    return rows.map(({ employee }) => employee).sort();
  };
  const ids = (...employees: { id: string }[]) => employees.map(({ id }) => id).sort();

  await t.step("people by name, by role, by permission, and whose conversation it is", async () => {
    const all = await stage();
    const { admin, manager, agent, viewer, second, conversation } = all;
    assert.deepEqual(await told(all, { employees: [viewer.id] }), ids(viewer));
    assert.deepEqual(await told(all, { roles: ["agent"] }), ids(agent, second));
    assert.deepEqual(await told(all, { roles: ["agent", "viewer"] }), ids(agent, second, viewer));
    assert.deepEqual(await told(all, { assignee_of: conversation }), ids(agent));
    assert.deepEqual(
      await told(all, { permission: "conversations.reply" }),
      ids(admin, manager, agent, second),
    );
    assert.deepEqual(await told(all, { permission: "roles.manage" }), ids(admin));
  });

  await t.step("who is meant in several ways is told once", async () => {
    const all = await stage();
    const { admin, manager, agent, viewer, second, conversation } = all;
    const audience = {
      employees: [agent.id, agent.id, viewer.id],
      roles: ["agent", "agent"],
      assignee_of: conversation,
      permission: "conversations.reply",
    };
    assert.deepEqual(await told(all, audience), ids(admin, manager, agent, second, viewer));
  });

  await t.step("nobody is meant by nothing", async () => {
    const all = await stage();
    const unassigned = await addConversation(sql, all);
    for (
      const audience of [
        {},
        { employees: [] },
        { roles: [] },
        { roles: ["nobody"] },
        { permission: "no.such" },
        { employees: [crypto.randomUUID()] },
        { assignee_of: unassigned },
        { assignee_of: crypto.randomUUID() },
      ]
    ) {
      assert.deepEqual(await told(all, audience), [], JSON.stringify(audience));
    }
  });

  await t.step(
    "a permission is held as everywhere: granted and denied to one employee, denial first",
    async () => {
      const all = await stage();
      const { admin, manager, agent, viewer, second } = all;
      const granted = await addEmployee(sql, all.id, "viewer");
      await exception(sql, all.id, granted.id, "conversations.reply", "grant");
      await exception(sql, all.id, second.id, "conversations.reply", "deny");
      const audience = { permission: "conversations.reply" };
      assert.deepEqual(await told(all, audience), ids(admin, manager, agent, granted));
      // An exception is that one employee's, and that one permission's.
      await exception(sql, all.id, viewer.id, "business.update", "grant");
      await exception(sql, all.id, agent.id, "business.read", "deny");
      assert.deepEqual(await told(all, audience), ids(admin, manager, agent, granted));
      await sql`delete from public.employee_permissions where employee_id = ${second.id}`;
      await sql`update public.employee_permissions set effect = 'deny' where employee_id = ${granted.id}`;
      assert.deepEqual(await told(all, audience), ids(admin, manager, agent, second));
    },
  );

  await t.step("who lacks the category's permission isn't told, however they are meant", async () => {
    const all = await stage();
    const { agent, second, conversation } = all;
    await exception(sql, all.id, agent.id, "conversations.read", "deny");
    const outsider = await addEmployee(sql, all.id, await emptyRole(sql, all.id));
    const let_in = await addEmployee(sql, all.id, "isolated");
    await exception(sql, all.id, let_in.id, "conversations.read", "grant");
    const audience = {
      employees: [agent.id, outsider.id, let_in.id],
      roles: ["agent", "isolated"],
      assignee_of: conversation,
    };
    assert.deepEqual(await told(all, audience), ids(second, let_in));
    // A category that asks for none tells them all.
    assert.deepEqual(await told(all, audience, "system.test"), ids(agent, second, outsider, let_in));
  });

  await t.step("former employees, those of others, and a closed business: nobody", async () => {
    const [all, others] = [await stage(), await stage()];
    const everyone = (business: TestBusiness) => Object.values(business.employees).map(({ id }) => id);
    await sql`update public.employees set active = false where id = ${all.agent.id}`;
    assert.deepEqual(
      await told(all, { employees: [all.agent.id], roles: ["agent"], assignee_of: all.conversation }),
      ids(all.second),
    );
    // By the same role's name, by id and by conversation: those of the other business are not meant.
    assert.deepEqual(await told(all, { employees: everyone(others) }), []);
    assert.deepEqual(await told(all, { assignee_of: others.conversation }), []);
    assert.deepEqual(await told(all, { roles: ["viewer"] }), ids(all.viewer));
    const before = await tellingState(sql);
    await addDevice(sql, others.id, others.viewer.id);
    const audience = { employees: everyone(others), permission: "conversations.reply", roles: ["viewer"] };
    for (
      const close of [
        sql`update public.businesses set active = false where id = ${others.id}`,
        sql`update public.businesses set active = true, deleted_at = now() where id = ${others.id}`,
      ]
    ) {
      await close;
      assert.equal(await notify(sql, others.id, { audience }), 0);
      assert.equal(await notify(sql, crypto.randomUUID(), { audience }), 0);
      assert.equal(await tellingState(sql), before);
    }
    await sql`update public.businesses set deleted_at = null where id = ${others.id}`;
    assert.equal(await notify(sql, others.id, { audience: { roles: ["viewer"] } }), 1);
  });
});

const exception = (
  sql: postgres.Sql,
  business: string,
  employee: string,
  permission: string,
  effect: string,
) =>
  sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
    values (${business}, ${employee}, ${permission}, ${effect})`;

/** A role that holds nothing; returns its key. */
async function emptyRole(sql: postgres.Sql, business: string): Promise<string> {
  await sql`insert into public.roles (business_id, key, name) values (${business}, 'isolated', 'Isolated')`;
  return "isolated";
}
