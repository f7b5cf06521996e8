import type { EmployeeContext, Input } from "../../shared/http/route.ts";
import { changeNotification } from "./change-notification.ts";
import type { DeleteNotification } from "./contract.ts";
import type { Counts } from "./count-notifications.ts";

/** Throws `not_found`, also the second time. */
export function deleteNotification(
  context: EmployeeContext,
  { params: { id } }: Input<typeof DeleteNotification>,
): Promise<Counts> {
  return changeNotification(context, id, (sql, is) => sql`delete from public.notifications n where ${is}`);
}
