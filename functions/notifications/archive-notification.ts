import type { EmployeeContext, Input } from "../../shared/http/route.ts";
import { changeNotification } from "./change-notification.ts";
import type { ArchiveNotification } from "./contract.ts";
import type { Counts } from "./count-notifications.ts";

/** Throws `not_found`. */
export function archiveNotification(
  context: EmployeeContext,
  { params: { id } }: Input<typeof ArchiveNotification>,
): Promise<Counts> {
  return changeNotification(context, id, (sql, is) =>
    sql`
      update public.notifications n set archived_at = coalesce(n.archived_at, now()) where ${is}`);
}
