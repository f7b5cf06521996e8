import { asWorker, type Origin } from "../db/transaction.ts";
import type { SignedHeader, VapidStore } from "./vapid.ts";

interface Row {
  header: string;
  expires_at: Date;
}

const read = (row: Row): SignedHeader => ({ header: row.header, expiresAt: row.expires_at });

/** The headers that all isolates of this installation share, in Postgres. */
export const createVapidStore = (origin: Origin): VapidStore => ({
  async read(service) {
    const [row] = await asWorker(
      "worker",
      "push",
      origin,
      (sql) => sql<Row[]>`select header, expires_at from private.vapid_headers where origin = ${service}`,
    );
    return row && read(row);
  },
  async write(service, header, expiresAt) {
    const [row] = await asWorker("worker", "push", origin, (sql) =>
      sql<[Row]>`
        with written as (
          insert into private.vapid_headers as known (origin, header, expires_at)
          values (${service}, ${header}, ${expiresAt})
          on conflict (origin) do update set header = excluded.header, expires_at = excluded.expires_at
          where known.expires_at < excluded.expires_at
          returning header, expires_at
        )
        select * from written union all select header, expires_at from private.vapid_headers
        where origin = ${service} and not exists (select from written)`);
    return read(row);
  },
});
