import type postgres from "postgres";
import type { TestEmployee } from "./business.ts";

/** Columns of a notification that is otherwise plain, as SQL takes them. */
export type NotificationColumns = Partial<
  Record<
    "category" | "permission" | "seen_at" | "read_at" | "archived_at" | "expires_at" | "updated_at",
    string
  > & {
    bell: boolean;
  }
>;

/** Tells an employee something without `private.notify`: no push, no mail. Returns its id. */
export async function insertNotification(
  sql: postgres.Sql,
  employee: TestEmployee,
  columns: NotificationColumns = {},
) {
  const [{ business }] = await sql<[{ business: string }]>`
    select business_id as business from public.employees where id = ${employee.id}`;
  const row = {
    business_id: business,
    employee_id: employee.id,
    category: "system.test",
    priority: "normal",
    title: "title",
    body: "body",
    language: "en",
    action_path: "/",
    bell: true,
    ...columns,
  };
  // As JSON, because the driver would make dates of times, and lose their microseconds.
  const names = sql(Object.keys(row));
  const [{ id }] = await sql<[{ id: string }]>`
    insert into public.notifications (${names})
    select ${names} from jsonb_populate_record(null::public.notifications, ${sql.json(row)}) returning id`;
  return id;
}
