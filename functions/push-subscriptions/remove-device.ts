import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { Problem } from "../../shared/problem/problem.ts";
import type { RemoveDevice } from "./contract.ts";

/** What is on its way to it is looked at again, and not sent. Throws `not_found`, also for a colleague's device. */
export function removeDevice(
  { actor, origin, tenant }: EmployeeContext,
  { params: { id } }: Input<typeof RemoveDevice>,
): Promise<Output<typeof RemoveDevice>> {
  return asUser(actor, origin, async (sql) => {
    const { count } = await sql`
      delete from public.push_subscriptions s
      where s.business_id = ${tenant.businessId} and s.employee_id = ${tenant.employeeId} and s.id = ${id}`;
    if (!count) throw new Problem("not_found", { detail: "There is no such device." });
    return { id };
  });
}
