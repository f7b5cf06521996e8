import type { Trial } from "./trial.ts";

/** The job that makes audit partitions: one is taken away, and must be there again. */
export const auditPartitionTrial: Trial = {
  command: "select private.make_audit_partitions()",
  async prepare(owner) {
    const [{ partition } = { partition: "" }] = await owner<{ partition: string }[]>`
      select max(inhrelid::regclass::text) as partition from pg_inherits
      where inhparent = 'public.audit_logs'::regclass and inhrelid::regclass::text ~ '\\d$'`;
    await owner.unsafe(`drop table ${partition}`);
    return {
      async missing() {
        const [{ back } = { back: false }] = await owner<{ back: boolean }[]>`
          select to_regclass(${partition}) is not null as back`;
        return back ? undefined : `did not make ${partition} again`;
      },
      async [Symbol.asyncDispose]() {
        await owner`select private.make_audit_partitions()`;
      },
    };
  },
};
