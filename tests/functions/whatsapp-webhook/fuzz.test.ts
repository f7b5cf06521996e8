import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanText } from "../../../shared/webhooks/json.ts";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { readPayloads } from "../../support/payloads.ts";
import { PAYLOAD_CHANNELS, useChannel } from "../../support/whatsapp-state.ts";

/** The same cases in every run, so that red means a change; FUZZ_SEED and FUZZ_RUNS look further. */
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? 20261120);
const RUNS = Number(Deno.env.get("FUZZ_RUNS") ?? 2500);

/** A step that damages JSON: where (an index into all its places) and what is put there. */
const damage = fc.record({
  place: fc.nat(),
  change: fc.oneof(
    fc.constant({ kind: "remove" as const }),
    fc.constant({ kind: "wrap" as const }),
    fc.constant({ kind: "repeat" as const }),
    fc.record({
      kind: fc.constant("replace" as const),
      value: fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom(
          "",
          "\0",
          "\uD800",
          "1e999",
          "9".repeat(400),
          "'; drop table x; --",
          -1,
          1e300,
          null,
          [],
          {},
        ),
        fc.string({ unit: "binary" }),
      ),
    }),
  ),
});

Deno.test("fuzzed deliveries", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  for (const channel of PAYLOAD_CHANNELS) {
    await useChannel(sql, (await makeBusiness(sql)).channel.id, channel);
  }
  const files = await readPayloads();

  const receiptOf = async (bytes: Uint8Array) => {
    const digest = await crypto.subtle.digest("SHA-256", concat(new TextEncoder().encode("\n"), bytes));
    const [receipt] = await sql`
      select outcome, error, payload from private.webhook_events where dedupe_key = ${
      new Uint8Array(digest).toHex()
    }`;
    return receipt;
  };

  await t.step(`${RUNS} damaged payloads: 200, never lost, never a failure of ours`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.array(damage, { minLength: 1, maxLength: 5 }),
        async (index, steps) => {
          const json = structuredClone(files[index]!.json);
          for (const step of steps) apply(json, step.place, step.change);
          const bytes = new TextEncoder().encode(JSON.stringify(json));
          assert.equal((await functions.deliver(bytes)).status, 200);
          const receipt = await receiptOf(bytes);
          assert.ok(receipt, "no receipt");
          assert.ok(
            ["done", "unrouted", "ignored"].includes(receipt.outcome),
            `${receipt.outcome}: ${receipt.error}`,
          );
          assert.deepEqual(receipt.payload, storable(JSON.parse(JSON.stringify(json))));
          if (receipt.outcome === "done") await assertMessagesStored(json);
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  await t.step("any bytes at all: 200 and kept when signed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map((j) => new TextEncoder().encode(j))),
        async (bytes) => {
          assert.equal((await functions.deliver(bytes)).status, 200);
          const receipt = await receiptOf(bytes);
          assert.ok(receipt?.outcome === "failed" || receipt?.outcome === "ignored", `${receipt?.outcome}`);
          if (receipt.outcome === "failed") assert.ok(receipt.error);
        },
      ),
      { numRuns: 300, seed: SEED },
    );
  });

  await t.step("nested beyond what Postgres takes: kept as text with its error", async () => {
    const bytes = new TextEncoder().encode(`{"entry":${"[".repeat(200_000)}${"]".repeat(200_000)}}`);
    assert.equal((await functions.deliver(bytes)).status, 200);
    const receipt = await receiptOf(bytes);
    assert.equal(receipt?.outcome, "failed");
    assert.equal(typeof receipt?.payload, "string");
  });

  await t.step("unsigned: 401 and nothing kept, whatever it is", async () => {
    const before = await sql`select count(*) from private.webhook_events`;
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.string({ unit: "binary-ascii" }),
        async (bytes, signature) => {
          const { status, json } = await functions.call("/whatsapp-webhook", {
            method: "POST",
            body: bytes as Uint8Array<ArrayBuffer>,
            headers: { "x-hub-signature-256": `sha256=${encodeURIComponent(signature)}` },
          });
          assert.equal(status, 401);
          assert.equal(json.code, "credential_invalid");
        },
      ),
      { numRuns: 200, seed: SEED },
    );
    assert.deepEqual(await sql`select count(*) from private.webhook_events`, before);
  });

  /** Every message object that stands where messages stand is a message or, whole, an event. */
  // deno-lint-ignore no-explicit-any -- damaged JSON has no type
  async function assertMessagesStored(json: any) {
    for (const entry of list(json?.entry)) {
      for (const change of list(entry?.changes)) {
        for (const message of [...list(change?.value?.messages), ...list(change?.value?.message_echoes)]) {
          if (typeof message?.id !== "string" || message.id === "") continue;
          const found = await sql`
            select from public.messages where wamid = ${cleanText(message.id)}
            union all select from public.channel_events where payload @> ${
            sql.json({ messages: storable(message) })
          }
            union all select from public.channel_events where payload @> ${sql.json(storable(change.value))}`;
          assert.ok(found.length >= 1, `message ${message.id} is nowhere`);
        }
      }
    }
  }
});

// deno-lint-ignore no-explicit-any -- damaged JSON has no type
type Json = any;

const list = (value: Json): Json[] => Array.isArray(value) ? value : [];

/** JSON as Postgres can hold it. */
function storable(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), storable(item)]));
}

function apply(root: Json, place: number, change: { kind: string; value?: Json }): void {
  const places: [Json, string][] = [];
  const visit = (node: Json) => {
    if (node === null || typeof node !== "object") return;
    for (const key of Object.keys(node)) {
      places.push([node, key]);
      visit(node[key]);
    }
  };
  visit(root);
  if (!places.length) return;
  const [parent, key] = places[place % places.length]!;
  if (change.kind === "remove") delete parent[key];
  else if (change.kind === "wrap") parent[key] = [parent[key]];
  else if (change.kind === "replace") parent[key] = structuredClone(change.value);
  else if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  if (Array.isArray(parent) && change.kind === "remove") {
    parent.splice(
      0,
      parent.length,
      ...parent.filter((x) => x !== undefined),
    );
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
