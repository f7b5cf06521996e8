import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Output } from "../../shared/http/route.ts";
import type { ListDevices } from "./contract.ts";
import { readDevices } from "./read-devices.ts";

/** Without endpoints and keys: who knows them can write to the browser. */
export async function listDevices(
  { actor, origin, tenant }: EmployeeContext,
): Promise<Output<typeof ListDevices>> {
  return { devices: await asUser(actor, origin, (sql) => readDevices(sql, tenant)) };
}
