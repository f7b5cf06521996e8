import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import type { RestoreDefault } from "./contract.ts";

/** Retires the business's own versions. Mails that are frozen already still go out as they were written. */
export async function restoreDefault(
  { actor, origin, tenant }: EmployeeContext,
  { params: { kind, language } }: Input<typeof RestoreDefault>,
): Promise<Output<typeof RestoreDefault>> {
  const [{ retired }] = await asUser(actor, origin, (sql) =>
    sql<[{ retired: number }]>`
      select private.retire_email_template(${tenant.businessId}, ${kind}, ${language}) as retired`);
  return { retired };
}
