import assert from "node:assert/strict";
import type postgres from "postgres";
import { makeBusiness } from "../business.ts";
import type { TestFunctions } from "../functions.ts";
import { delivery, textDelivery } from "../whatsapp.ts";

/** What an employee was told of a conversation. */
export interface ToldOfMessages {
  employee: string;
  category: string;
  title: string;
  body: string;
  occurrences: number;
  action_path: string;
}

/** A business, a client who writes to it, and what its employees are told of that. */
export const inboxStage = (sql: postgres.Sql, functions: TestFunctions) => async () => {
  const business = await makeBusiness(sql);
  const { id, channel, employees } = business;
  const from = `9613${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
  return {
    id,
    ...employees,
    from,
    channel,
    say: async (message: Partial<Parameters<typeof textDelivery>[1]> = {}) =>
      assert.equal(
        (await functions.deliver(textDelivery(channel, { from, name: "Layla", ...message }))).status,
        200,
      ),
    deliver: async (value: Record<string, unknown>, field?: string) =>
      assert.equal((await functions.deliver(delivery(channel, value, field))).status, 200),
    assign: (employee: string) =>
      sql`update public.conversations set assignee_id = ${employee} where business_id = ${id}`,
    forget: () => sql`delete from public.notifications where business_id = ${id}`,
    told: async () =>
      (await sql<
        ToldOfMessages[]
      >`select employee_id as employee, category, title, body, occurrences, action_path
          from public.notifications where business_id = ${id} order by created_at, id`).map((row) => ({
        ...row,
      })),
  };
};
