import assert from "node:assert/strict";
import type postgres from "postgres";
import { type Answer, hostFunctions, WORKER_SECRET } from "../functions.ts";
import { cloneDatabase } from "../database.ts";
import { makeFingerprint } from "../battery/fingerprint.ts";
import { resetClock } from "./clock.ts";

/** A stack whose health a test can spoil; begun anew with `wellAgain`. */
export interface Patient extends AsyncDisposable {
  sql: postgres.Sql;
  call: ReturnType<typeof hostFunctions>["call"];
  /** Ticked just now, nothing due, no failure. */
  wellAgain(): Promise<void>;
  /** Health as a worker is told it. */
  ask(): Promise<Answer>;
  /** It is late for exactly these reasons, in any order, told to everyone alike, and asking changed nothing. */
  expectLate(...reasons: RegExp[]): Promise<void>;
}

export async function openPatient(): Promise<Patient> {
  await using started = new AsyncDisposableStack();
  const database = started.use(await cloneDatabase());
  const functions = started.use(hostFunctions(database.ownerUrl));
  const { sql } = database;
  const fingerprint = await makeFingerprint(sql);
  const ask = () => functions.call("/health", { headers: { "x-worker-secret": WORKER_SECRET } });
  const running = started.move();
  return {
    sql,
    call: functions.call,
    ask,
    async wellAgain() {
      await resetClock(sql);
      await sql`select private.tick()`;
    },
    async expectLate(...reasons) {
      const before = await fingerprint();
      const stranger = await functions.call("/health");
      const { status, json, headers } = await ask();
      assert.deepEqual(
        [status, stranger.status],
        reasons.length ? [503, 503] : [200, 200],
        JSON.stringify(json),
      );
      assert.equal(json.status, reasons.length ? "late" : "ok");
      assert.equal(json.late.length, reasons.length, json.late.join("\n"));
      for (const reason of reasons) {
        assert.ok(
          json.late.some((line: string) => reason.test(line)),
          `${reason} not in\n${json.late.join("\n")}`,
        );
      }
      assert.deepEqual(stranger.json, { status: json.status, late: json.late });
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(await fingerprint(), before, "asking changed something");
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
