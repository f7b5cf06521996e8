import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { Problem } from "../../shared/problem/problem.ts";
import type { RenameDevice } from "./contract.ts";
import { readDevices } from "./read-devices.ts";

/** Throws `not_found`, also for a colleague's device. */
export function renameDevice(
  { actor, origin, tenant }: EmployeeContext,
  { params: { id }, body: { name } }: Input<typeof RenameDevice>,
): Promise<Output<typeof RenameDevice>> {
  return asUser(actor, origin, async (sql) => {
    await sql`
      update public.push_subscriptions s set name = ${name}
      where s.business_id = ${tenant.businessId} and s.employee_id = ${tenant.employeeId} and s.id = ${id}`;
    const [device] = await readDevices(sql, tenant, id);
    if (!device) throw new Problem("not_found", { detail: "There is no such device." });
    return device;
  });
}
