import postgres from "postgres";
import type { Caller } from "./caller.ts";

export type Transaction = postgres.TransactionSql;

export interface Database {
  /** Above the policies: what the service itself must know of buckets and versions. */
  owner: postgres.Sql;
  /** One transaction as the caller, so that the policies on storage.objects and storage.buckets decide. */
  as<T>(caller: Caller, operation: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `url` must be the owner's: a role that may become anon, authenticated and service_role. */
export function connectDatabase(url: string): Database {
  const owner = postgres(url, { max: 5, onnotice: () => {} });
  return {
    owner,
    async as(caller, operation, work) {
      const { value } = await owner.begin(async (tx) => {
        await tx`select set_config('role', ${caller.role}, true),
          set_config('request.jwt.claims', ${JSON.stringify(caller.claims)}, true),
          set_config('storage.operation', ${operation}, true)`;
        return { value: await work(tx) };
      });
      return value;
    },
    close: () => owner.end({ timeout: 5 }),
  };
}

/** Steps out of the caller's role for one look, and back into it. */
export async function asOwner<T>(tx: Transaction, caller: Caller, look: () => Promise<T>): Promise<T> {
  await tx`select set_config('role', 'none', true)`;
  const seen = await look();
  await tx`select set_config('role', ${caller.role}, true)`;
  return seen;
}
