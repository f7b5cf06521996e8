import type { EmployeeContext, Input } from "../../shared/http/route.ts";
import { changeNotification } from "./change-notification.ts";
import type { UnreadNotification } from "./contract.ts";
import type { Counts } from "./count-notifications.ts";

/** It stays seen: the badge is for what is new. Throws `not_found`. */
export function unreadNotification(
  context: EmployeeContext,
  { params: { id } }: Input<typeof UnreadNotification>,
): Promise<Counts> {
  return changeNotification(context, id, (sql, is) =>
    sql`
      update public.notifications n set read_at = null where ${is}`);
}
