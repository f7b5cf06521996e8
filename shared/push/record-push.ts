import { createBatcher } from "../db/create-batcher.ts";
import { callAsWorker, type Origin } from "../db/transaction.ts";

/** What became of one push to one device. */
export interface PushRecord {
  business_id: string | null;
  subscription_id: string;
  notification_id: string;
  /** The origin of its push service. */
  service: string;
  /** Absent where it was taken. */
  error?: string;
  /** The browser has given the subscription up. */
  gone?: boolean;
}

/** Notes pushes in the log and on their devices, together what happens together; dead devices are removed. */
export const createPushRecorder = (origin: Origin): (record: PushRecord) => Promise<void> =>
  createBatcher(async (records) => {
    await callAsWorker(
      "worker",
      "push",
      origin,
      (sql) => sql`select private.record_pushes(${JSON.stringify(records)}::text::jsonb)`,
    );
  }, 100);
