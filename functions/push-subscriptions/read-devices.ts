import type { Sql } from "../../shared/db/client.ts";
import type { Output } from "../../shared/http/route.ts";
import type { Tenant } from "../../shared/tenant/resolve-tenant.ts";
import type { ListDevices } from "./contract.ts";

type Device = Output<typeof ListDevices>["devices"][number];

/** The caller's own devices, the newest first; only the one of that id, if one is given. */
export async function readDevices(
  sql: Sql,
  { businessId, employeeId }: Tenant,
  id?: string,
): Promise<Device[]> {
  const devices = await sql<(Omit<Device, "name"> & { name: string | null })[]>`
    select s.id, s.name, s.device_type, s.browser, s.system, s.failures, s.last_delivered_at, s.created_at
    from public.push_subscriptions s
    where s.business_id = ${businessId} and s.employee_id = ${employeeId} ${
    id ? sql`and s.id = ${id}` : sql``
  }
    order by s.created_at desc, s.id`;
  return devices.map((device) => ({ ...device, name: device.name ?? describe(device) }));
}

/** A name for who gave none: "Chrome on macOS". */
const describe = ({ browser, system }: Pick<Device, "browser" | "system">) =>
  [browser, system].filter(Boolean).join(" on ") || "A browser";
