import type postgres from "postgres";

/** The settings of a queue; times as Postgres writes intervals. */
export interface QueueSettings {
  dispatcher: string;
  batch: number;
  lease: string;
  attempts: number;
  backoff: string;
  longestBackoff: string;
  ratePerSecond: number | null;
}

const USUAL: QueueSettings = {
  dispatcher: "test-dispatch",
  batch: 100,
  lease: "1 minute",
  attempts: 3,
  backoff: "10 seconds",
  longestBackoff: "1 hour",
  ratePerSecond: null,
};

/** A queue of the test's own, unlike every other one. Returns its name. */
export async function makeQueue(sql: postgres.Sql, settings: Partial<QueueSettings> = {}): Promise<string> {
  const { dispatcher, batch, lease, attempts, backoff, longestBackoff, ratePerSecond } = {
    ...USUAL,
    ...settings,
  };
  const digits = [...crypto.getRandomValues(new Uint8Array(12))];
  const name = `test_${digits.map((digit) => String.fromCharCode(97 + digit % 26)).join("")}`;
  await sql`
    insert into private.queues (name, dispatcher, batch, lease, attempts, backoff, longest_backoff, rate_per_second)
    values (${name}, ${dispatcher}, ${batch}, ${lease}, ${attempts}, ${backoff}, ${longestBackoff}, ${ratePerSecond})`;
  return name;
}
