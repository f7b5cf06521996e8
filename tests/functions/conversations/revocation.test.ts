import assert from "node:assert/strict";
import { addEmployee, makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { signToken } from "../../support/tokens.ts";
import { textDelivery } from "../../support/whatsapp.ts";

Deno.test("what is taken away is gone on the very next request, with the same token", async () => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const employee = await addEmployee(sql, business.id, "agent");
  assert.equal((await functions.deliver(textDelivery(business.channel, { from: "9613110001" }))).status, 200);
  const [{ id }] = await sql<[{ id: string }]>`
    select id from public.conversations where business_id = ${business.id}`;
  const headers = {
    authorization: `Bearer ${await signToken(employee.userId)}`,
    "x-business-id": business.id,
    "content-type": "application/json",
  };

  const expect = async (reading: number, marking: number, when: string) => {
    const read = await functions.call(`/conversations/${id}`, { headers });
    assert.equal(read.status, reading, `reading when ${when}`);
    const mark = await functions.call(`/conversations/${id}/read`, { method: "POST", headers, body: "{}" });
    assert.equal(mark.status, marking, `marking read when ${when}`);
  };
  const take = (key: string) =>
    sql`delete from public.role_permissions rp using public.roles r
      where rp.role_id = r.id and r.business_id = ${business.id} and r.key = 'agent' and rp.permission = ${key}`;
  const give = (key: string) =>
    sql`insert into public.role_permissions (business_id, role_id, permission)
      select business_id, id, ${key} from public.roles where business_id = ${business.id} and key = 'agent'`;
  const except = (permission: string, effect: "grant" | "deny") =>
    sql`insert into public.employee_permissions (business_id, employee_id, permission, effect)
      values (${business.id}, ${employee.id}, ${permission}, ${effect})`;
  const setRole = (key: string) =>
    sql`update public.employees set role_id = (select id from public.roles where business_id = ${business.id} and key = ${key})
      where id = ${employee.id}`;

  await expect(200, 200, "nothing is taken");
  await take("conversations.reply");
  await expect(200, 403, "the role lost replying");
  await take("conversations.read");
  await expect(403, 403, "the role lost reading");
  await give("conversations.read");
  await give("conversations.reply");
  await expect(200, 200, "the role has both again");

  await except("conversations.reply", "deny");
  await expect(200, 403, "replying is denied to the employee");
  await except("conversations.read", "deny");
  await expect(403, 403, "reading is denied too");
  await sql`delete from public.employee_permissions where employee_id = ${employee.id}`;
  await expect(200, 200, "the denials are lifted");

  await setRole("viewer");
  await expect(200, 403, "the role is viewer");
  await except("conversations.reply", "grant");
  await expect(200, 200, "the viewer was granted replying");
  await sql`delete from public.employee_permissions where employee_id = ${employee.id}`;
  await expect(200, 403, "the grant is gone");
  await setRole("agent");

  await sql`update public.employees set active = false where id = ${employee.id}`;
  await expect(404, 404, "the employee is inactive");
  await sql`update public.employees set active = true where id = ${employee.id}`;
  await expect(200, 200, "the employee is active again");

  await sql`update public.businesses set active = false where id = ${business.id}`;
  await expect(404, 404, "the business is inactive");
  await sql`update public.businesses set active = true, deleted_at = now() where id = ${business.id}`;
  await expect(404, 404, "the business is deleted");
  await sql`update public.businesses set deleted_at = null where id = ${business.id}`;
  await expect(200, 200, "the business is back");

  await sql`delete from public.employees where id = ${employee.id}`;
  await expect(404, 404, "the employee is removed");
});
