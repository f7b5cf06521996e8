import type { Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import type { EmployeeContext } from "../../shared/http/route.ts";
import { Problem } from "../../shared/problem/problem.ts";
import { type Counts, readCounts } from "./count-notifications.ts";
import { ownNotifications } from "./own-notifications.ts";

type Condition = ReturnType<typeof ownNotifications>;

/**
 * Changes one notification; `change` is a statement on `n` where it `is` that one. Throws `not_found`, also for a
 * colleague's and for one that the caller may no longer know of.
 */
export function changeNotification(
  { actor, origin, tenant }: EmployeeContext,
  id: string,
  change: (sql: Sql, is: Condition) => Promise<{ count: number }>,
): Promise<Counts> {
  return asUser(actor, origin, async (sql) => {
    const { count } = await change(sql, sql`${ownNotifications(sql, tenant)} and n.id = ${id}`);
    if (!count) throw new Problem("not_found", { detail: "There is no such notification." });
    return await readCounts(sql, tenant);
  });
}
