import type { EmployeeContext, Input } from "../../shared/http/route.ts";
import { changeNotification } from "./change-notification.ts";
import type { ReadNotification } from "./contract.ts";
import type { Counts } from "./count-notifications.ts";

/** Throws `not_found`. */
export function readNotification(
  context: EmployeeContext,
  { params: { id } }: Input<typeof ReadNotification>,
): Promise<Counts> {
  return changeNotification(context, id, (sql, is) =>
    sql`
      update public.notifications n set read_at = coalesce(n.read_at, now()) where ${is}`);
}
