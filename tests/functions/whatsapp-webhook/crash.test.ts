import assert from "node:assert/strict";
import { makeBusiness } from "../../support/business.ts";
import { cloneDatabase } from "../../support/database.ts";
import { hostFunctions } from "../../support/functions.ts";
import { textDelivery } from "../../support/whatsapp.ts";

const WEBHOOKS = 2000;
const CLIENTS = 40;
const KILLS = 4;

Deno.test(`killing the host during a flood of ${WEBHOOKS} redelivered webhooks loses and doubles nothing`, async () => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const { channel } = await makeBusiness(sql);
  const payloads = Array.from(
    { length: WEBHOOKS },
    (_, i) =>
      textDelivery(channel, {
        from: `96135${String(i % CLIENTS).padStart(5, "0")}`,
        wamid: `wamid.flood.${i}`,
        text: `${i}`,
      }),
  );

  let refused = 0;
  let answered = 0;
  const queue = [...payloads.keys()];
  // As Meta does: each delivery again and again until it is answered 200, and some once more after that.
  const phone = async () => {
    for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
      while (true) {
        try {
          const { status } = await functions.deliver(payloads[i]);
          assert.equal(status, 200);
          answered++;
          break;
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          refused++;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
      if (i % 3 === 0) await functions.deliver(payloads[i]).catch(() => {});
    }
  };
  const killer = async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      while (answered < (WEBHOOKS * kill) / (KILLS + 1)) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await functions.process.crash();
    }
  };
  await Promise.all([killer(), ...Array.from({ length: 16 }, phone)]);

  assert.ok(refused >= KILLS, `the kills hit nothing (${refused} requests were cut)`);
  const [state] = await sql`
    select count(*)::int as messages, count(distinct wamid)::int as wamids,
      (select sum(unread_count)::int from public.conversations) as unread,
      (select count(*)::int from public.conversations) as conversations,
      (select count(*)::int from private.webhook_events where outcome = 'done') as done,
      (select count(*)::int from private.webhook_events) as receipts
    from public.messages`;
  assert.deepEqual({ ...state }, {
    messages: WEBHOOKS,
    wamids: WEBHOOKS,
    unread: WEBHOOKS,
    conversations: CLIENTS,
    done: WEBHOOKS,
    receipts: WEBHOOKS,
  });
});
