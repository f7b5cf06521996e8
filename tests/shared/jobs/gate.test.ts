import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { closeConnection } from "../../../shared/db/client.ts";
import { createGate, type Gate } from "../../../shared/jobs/provider-gate.ts";
import { cloneDatabase } from "../../support/database.ts";
import { adoptEnvironment } from "../../support/environment.ts";
import { makeQueue } from "../../support/jobs/make-queue.ts";
import { passTime, storedProvider } from "../../support/jobs/providers.ts";
import { ORIGIN } from "../../support/jobs/run-drain.ts";

const database = await cloneDatabase();
const { sql } = database;
adoptEnvironment(database.ownerUrl);
Deno.test.afterAll(async () => {
  await closeConnection();
  await database[Symbol.asyncDispose]();
});

const queue = await makeQueue(sql);
const HOUR = 3_600_000;

/** What may befall a gate. */
type Event =
  | { kind: "ask"; wanted: number }
  | { kind: "success" }
  | { kind: "failure"; retryAfter?: number }
  /** Time passes: if `over`, until the circuit closes or the probe is given up; else a part of that, some seconds before it. */
  | { kind: "wait"; over: boolean };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("ask"), wanted: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: "success" }) },
  { weight: 4, arbitrary: fc.constant({ kind: "failure" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("failure"),
      retryAfter: fc.integer({ min: 60_000, max: 3 * HOUR }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait"), over: fc.boolean() }) },
);

/** The rules of a gate in words of their own, to hold the real one against. */
class Rules {
  private known = false;
  private failures = 0;
  private circuit: "closed" | "open" | "to be tried" | "being tried" = "closed";
  private allowance = Infinity;

  constructor(private gate: Gate, private provider: string, private sql: postgres.Sql) {}

  async ask(wanted: number) {
    const { allowed, wait, spacing, watched } = await this.gate.admit(wanted);
    assert.equal(spacing, 0);
    assert.equal(watched, this.failures > 0 || this.allowance < Infinity);
    if (this.circuit === "open" || this.circuit === "being tried") {
      assert.equal(allowed, 0, `a call while the circuit is ${this.circuit}`);
      assert.ok(wait > 0 && wait <= (this.circuit === "open" ? 1.25 * HOUR : 30_000), `${wait} ms`);
      return;
    }
    assert.equal(wait, 0);
    assert.equal(allowed, this.circuit === "to be tried" ? 1 : Math.min(wanted, this.allowance));
    if (this.circuit === "to be tried") this.circuit = "being tried";
  }

  async success() {
    await this.gate.succeeded();
    if (!this.known || this.circuit === "open") return;
    if (this.circuit !== "closed") this.allowance = 2;
    else this.allowance = this.allowance < 500 ? this.allowance * 2 : Infinity;
    this.circuit = "closed";
    this.failures = 0;
  }

  async failure(retryAfter?: number) {
    const wasOpen = this.circuit === "open";
    const closed = await this.gate.failed(retryAfter);
    this.known = true;
    if (!wasOpen) this.failures++;
    if (!wasOpen && this.failures < 3 && retryAfter === undefined) {
      assert.equal(closed, null, "fewer than three in a row are an accident");
      if (this.circuit === "being tried") this.circuit = "to be tried";
      return;
    }
    assert.ok(closed !== null && closed > 0, "the circuit is open");
    const asked = Math.min(retryAfter ?? 0, HOUR);
    const backOff = this.failures < 3 ? 0 : Math.min(5_000 * 2 ** (this.failures - 3), 120_000);
    if (!wasOpen) {
      assert.ok(closed >= Math.max(asked, backOff * 0.75) - 1_000, `${closed} ms are too short`);
      assert.ok(closed <= Math.max(asked, backOff) * 1.25, `${closed} ms are too long`);
    } else assert.ok(closed >= asked - 1_000);
    this.circuit = "open";
    this.allowance = 1;
  }

  async wait(over: boolean) {
    const { closedFor, probeFor } = await storedProvider(this.sql, this.provider) ?? {};
    const left = this.circuit === "open" ? closedFor! : this.circuit === "being tried" ? probeFor! : 0;
    await passTime(
      this.sql,
      this.provider,
      over ? left + 1_000 : Math.max(0, Math.min(left / 2, left - 2_000)),
    );
    if (over && this.circuit !== "closed") this.circuit = "to be tried";
  }
}

Deno.test("whatever befalls a gate, it lets through what its rules say", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 30 }), async (events) => {
      const provider = crypto.randomUUID();
      const rules = new Rules(createGate(provider, queue, ORIGIN), provider, sql);
      for (const given of events) {
        if (given.kind === "ask") await rules.ask(given.wanted);
        else if (given.kind === "failure") await rules.failure(given.retryAfter);
        else if (given.kind === "wait") await rules.wait(given.over);
        else await rules.success();
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("what was asked for in vain forever is still bounded: an hour, and a quarter", async () => {
  const gate = createGate("for ever", queue, ORIGIN);
  const closed = await gate.failed(1e12);
  assert.ok(closed! > HOUR - 1_000 && closed! <= 1.25 * HOUR, `${closed} ms`);
});

Deno.test("one provider's outage is no other's", async () => {
  const [down, up] = [createGate("down", queue, ORIGIN), createGate("up", queue, ORIGIN)];
  for (let time = 0; time < 3; time++) await down.failed();
  assert.equal((await down.admit(10)).allowed, 0);
  assert.equal((await up.admit(10)).allowed, 10);
});

Deno.test("asked by 40 at once after an outage, it lets one call through", async () => {
  const gate = createGate("crowded", queue, ORIGIN);
  await gate.failed(60_000);
  await passTime(sql, "crowded", 80_000);
  const { asked } = await sql.begin(async (tx) => {
    await tx`select from private.providers where name = 'crowded' for update`;
    const asked = Array.from({ length: 40 }, () => gate.admit(10));
    let over = false;
    Promise.race(asked).finally(() => over = true);
    // Held up together, so that they go on together.
    while (!over && await countWaiting() < 2);
    return { asked };
  });
  const admissions = await Promise.all(asked);
  assert.equal(admissions.reduce((sum, { allowed }) => sum + allowed, 0), 1);
});

async function countWaiting(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row!.count;
}
