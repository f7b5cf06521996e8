import { z } from "zod";
import type { Sql } from "../../shared/db/client.ts";
import { asUser } from "../../shared/db/transaction.ts";
import { readCursor, writeCursor } from "../../shared/http/cursor.ts";
import type { EmployeeContext, Input, Output } from "../../shared/http/route.ts";
import { appUrl } from "../../shared/notify/app-url.ts";
import type { ListNotifications } from "./contract.ts";
import { type Counts, selectCounts } from "./count-notifications.ts";
import { ownNotifications } from "./own-notifications.ts";

type Listed = Output<typeof ListNotifications>["notifications"][number];
type Row = Omit<Listed, "action_url"> & { action_path: string; place: string };
/** Every row has the counts; where there are no notifications, one has nothing else. */
type CountedRow = Counts & (Row | { id: null });

/** A page of the caller's notifications, and the counts as they were at the very same moment. */
export async function listNotifications(
  { actor, origin, tenant }: EmployeeContext,
  { query }: Input<typeof ListNotifications>,
): Promise<Output<typeof ListNotifications>> {
  const after = readCursor(query.cursor, z.uuid());
  const counted = await asUser(actor, origin, (sql) =>
    sql<[CountedRow, ...CountedRow[]]>`
      select counts.*, page.*
      from (${selectCounts(sql, tenant)}) counts
      left join lateral (
        select n.id, n.category, n.priority, n.title, n.body, n.language, n.action_path, n.occurrences,
          case when n.related_id is not null then jsonb_build_object('kind', n.related_kind, 'id', n.related_id) end as related,
          n.seen_at, n.read_at, n.archived_at, n.expires_at, n.created_at, n.updated_at,
          to_json(n.updated_at) #>> '{}' as place
        from public.notifications n
        where ${ownNotifications(sql, tenant)} and ${inState(sql, query.state)}
          ${query.category ? sql`and n.category = ${query.category}` : sql``}
          ${
      after ? sql`and (n.updated_at, n.id) < (${after.at}::text::timestamptz, ${after.tie}::uuid)` : sql``
    }
        order by n.updated_at desc, n.id desc
        limit ${query.limit + 1}
      ) page on true
      order by page.updated_at desc, page.id desc`);
  const [{ unread, unseen }] = counted;
  const rows = counted.filter((row): row is Counts & Row => row.id !== null);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    notifications: page.map((row) => ({ ...row, action_url: appUrl(row.action_path) })),
    unread,
    unseen,
    next: rows.length > query.limit && last ? writeCursor({ at: last.place, tie: last.id }) : null,
  };
}

function inState(sql: Sql, state: Input<typeof ListNotifications>["query"]["state"]) {
  switch (state) {
    case "archived":
      return sql`n.archived_at is not null`;
    case "unread":
      return sql`n.archived_at is null and n.read_at is null`;
    case "unseen":
      return sql`n.archived_at is null and n.read_at is null and n.seen_at is null`;
    case "all":
      return sql`n.archived_at is null`;
  }
}
