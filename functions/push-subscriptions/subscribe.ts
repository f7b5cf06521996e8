import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { Problem } from "../../shared/problem/problem.ts";
import type { Subscribe } from "./contract.ts";
import { readDevices } from "./read-devices.ts";
import { readUserAgent } from "./read-user-agent.ts";

/** Adds the caller's browser or renews it. A name that it was given stays, unless it comes with another. */
export function subscribe(
  { actor, origin, tenant }: EmployeeContext,
  { body }: Input<typeof Subscribe>,
): Promise<Output<typeof Subscribe>> {
  const told = readUserAgent(origin.userAgent);
  const device = {
    endpoint: body.endpoint,
    ...body.keys,
    name: body.name,
    device_type: body.device_type ?? told.deviceType,
    browser: body.browser ?? told.browser,
    system: body.system ?? told.system,
  };
  return asUser(actor, origin, async (sql) => {
    const [{ id }] = await sql<[{ id: string }]>`
      select private.subscribe_push(${tenant.businessId}, ${JSON.stringify(device)}::text::jsonb) as id`;
    const [subscribed] = await readDevices(sql, tenant, id);
    if (!subscribed) throw new Problem("not_found", { detail: "There is no such device." });
    return subscribed;
  });
}
