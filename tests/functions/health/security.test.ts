import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { WORKER_SECRET } from "../../support/functions.ts";
import { fill } from "../../support/jobs/claims.ts";
import { answerAll, tick, VAULT_SECRET } from "../../support/jobs/clock.ts";
import { openPatient } from "../../support/jobs/health.ts";
import { forgeToken } from "../../support/tokens.ts";

Deno.test("health: what strangers learn", async (t) => {
  await using patient = await openPatient();
  const { sql, call } = patient;
  const business = await makeBusiness(sql, "Confidential");
  await patient.wellAgain();
  await sql`select private.enqueue('push', jsonb_build_array(jsonb_build_object('key', ${
    "key-of-" + business.slug
  }::text,
    'business_id', ${business.id}::uuid, 'payload', jsonb_build_object('about', ${business.slug}::text), 'run_at', now() - interval '1 day')))`;
  await fill(sql, "email", ["a-key-in-full"], "-1 day");
  await tick(sql);
  await answerAll(sql, { status: 500, content: `it failed for ${business.slug}` });
  await tick(sql);
  await sql`insert into private.providers (name, queue, closed_until)
    values ('push https://push.confidential.test', 'push', now() + interval '1 hour')`;

  await t.step("that something is late, and of which kind; no more", async () => {
    const employee = { user: business.employees.admin.userId };
    for (const caller of [{}, employee, { ...employee, business: business.id }]) {
      const { status, json, text } = await call("/health", caller);
      assert.equal(status, 503);
      assert.deepEqual(Object.keys(json), ["status", "late"]);
      for (
        const secret of [
          business.slug,
          business.id,
          "onfidential",
          "key",
          "it failed",
          VAULT_SECRET,
          WORKER_SECRET,
        ]
      ) {
        assert.ok(!text.includes(secret), `${secret} is told`);
      }
    }
  });

  await t.step("details are the worker's, and hold no job's key nor any business", async () => {
    const { json, text } = await call("/health", { headers: { "x-worker-secret": WORKER_SECRET } });
    assert.deepEqual(Object.keys(json.details), [
      "last_tick_at",
      "queues",
      "closed_providers",
      "dispatchers",
    ]);
    for (const secret of [business.id, "key-of", "a-key-in-full", VAULT_SECRET, WORKER_SECRET]) {
      assert.ok(!text.includes(secret), `${secret} is told`);
    }
  });

  await t.step("a wrong credential is refused, not taken for none", async () => {
    const wrong: Record<string, string>[] = [
      { "x-worker-secret": WORKER_SECRET + "x" },
      { "x-worker-secret": VAULT_SECRET },
      { authorization: `Bearer ${await forgeToken(business.employees.admin.userId)}` },
    ];
    for (const headers of wrong) {
      const { status, json } = await call("/health", { headers });
      assert.deepEqual([status, json.code], [401, "credential_invalid"]);
      assert.ok(!("details" in json));
    }
  });

  await t.step(
    "a person's token and the worker's secret at once are refused, even if both are right",
    async () => {
      const { status, json } = await call("/health", {
        user: business.employees.admin.userId,
        headers: { "x-worker-secret": WORKER_SECRET },
      });
      assert.deepEqual([status, json.code], [401, "credential_invalid"]);
    },
  );
});
