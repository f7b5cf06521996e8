import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { type PayloadFile, readPayloads } from "../../support/payloads.ts";
import {
  clearWhatsappState,
  PAYLOAD_CHANNELS,
  readWhatsappState,
  useChannel,
} from "../../support/whatsapp-state.ts";

/** How many random orders must lead to the same state. */
const ORDERS = 50;

Deno.test("payloads of every kind", async (t) => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  for (const channel of PAYLOAD_CHANNELS) {
    await useChannel(sql, (await makeBusiness(sql)).channel.id, channel);
  }
  const files = await readPayloads();
  const deliver = async (file: PayloadFile) =>
    assert.equal((await functions.deliver(file.bytes)).status, 200, `${file.name} was not taken`);

  await t.step(`${files.length} files are taken, each element stands in the database`, async () => {
    for (const file of files) await deliver(file);
    for (const file of files) await assertAccounted(file);
    const [unfinished] = await sql`
      select count(*)::int as count from private.webhook_events where outcome is null or outcome in ('failed', 'ignored')`;
    assert.equal(unfinished?.count, 0);
    const [unrouted] =
      await sql`select count(*)::int as count from private.webhook_events where outcome = 'unrouted'`;
    assert.equal(unrouted?.count, files.filter(({ name }) => name.startsWith("unrouted-")).length);
  });

  const expected = await readWhatsappState(sql);

  await t.step("all of them twice more, in random order, change nothing", async () => {
    for (let round = 0; round < 2; round++) for (const file of shuffle(files, round)) await deliver(file);
    assert.deepEqual(await readWhatsappState(sql), expected);
  });

  await t.step("the same elements in other bytes, so past the receipts, change nothing either", async () => {
    for (const file of shuffle(files, 2)) {
      await deliver({ ...file, bytes: new TextEncoder().encode(JSON.stringify(file.json, null, 3)) });
    }
    const withoutReceipts = (lines: string[]) => lines.filter((line) => !line.startsWith("receipt "));
    assert.deepEqual(withoutReceipts(await readWhatsappState(sql)), withoutReceipts(expected));
  });

  await t.step(`${ORDERS} random orders end in the same state`, async () => {
    for (let order = 0; order < ORDERS; order++) {
      await clearWhatsappState(sql);
      for (const file of shuffle(files, 1000 + order)) await deliver(file);
      assert.deepEqual(await readWhatsappState(sql), expected, `order ${order} ended otherwise`);
    }
  });

  /** Counts the elements of a file without our reader's help, and looks for each. */
  async function assertAccounted({ name, json }: PayloadFile): Promise<void> {
    if (name.startsWith("unrouted-")) return;
    for (const entry of json.entry) {
      for (const { field, value } of entry.changes) {
        const places = [
          value,
          value.standby ?? {},
          ...(value.history ?? []).flatMap((h: Json) => h.threads ?? []),
        ];
        const messages = places.flatMap((
          place,
        ) => [...(place.messages ?? []), ...(place.message_echoes ?? [])]);
        const statuses = places.flatMap((place) => place.statuses ?? []).filter((s: Json) =>
          s.type !== "call"
        );
        for (const message of messages) {
          const found = await sql`
            select from public.messages where wamid = ${message.id}
            union all select from public.channel_events where payload -> 'messages' = ${sql.json(message)}`;
          assert.equal(found.length, 1, `${name}: message ${message.id}`);
        }
        for (const status of statuses) {
          const found = await sql`
            select from private.message_statuses where wamid = ${status.id} and status = ${status.status}`;
          assert.ok(found.length >= 1, `${name}: status ${status.status} of ${status.id}`);
        }
        if (messages.length || statuses.length) continue;
        const found = await sql`select from public.channel_events where field = ${field}`;
        assert.ok(found.length >= 1, `${name}: field ${field}`);
      }
    }
  }
});

// deno-lint-ignore no-explicit-any -- payloads are what the test takes apart
type Json = any;

/** A random order that a seed repeats. */
function shuffle<T>(items: T[], seed: number): T[] {
  const shuffled = [...items];
  let state = seed + 1;
  for (let i = shuffled.length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const j = Math.floor((state / 2147483648) * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}
