import assert from "node:assert/strict";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { hostFunctions } from "../support/functions.ts";
import { textDelivery } from "../support/whatsapp.ts";

const MILLISECONDS = 4000;
const CALLERS = 12;

/**
 * Connections die at random under load, many times a second, in every state they can be in. The process must live (a
 * dead one shows as a failed fetch), nobody may be told anything but the truth or 503, and afterwards all is well.
 */
Deno.test("connections that die under load harm nobody but their own request", async () => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const as = { user: business.employees.agent.userId, business: business.id };
  assert.equal((await functions.deliver(textDelivery(business.channel, { from: "9617000000" }))).status, 200);
  const read = async () => {
    const answer = await functions.call("/conversations?limit=1", as);
    if (answer.status === 200) assert.equal(answer.json.conversations.length, 1, "an answer lost its rows");
    return answer;
  };

  const until = Date.now() + MILLISECONDS;
  const answers = new Map<number, number>();
  const delivered = new Set<string>();
  const keepCalling = async (caller: number) => {
    while (Date.now() < until) {
      const wamid = crypto.randomUUID();
      const { status, text } = caller % 2
        ? await read()
        : await functions.deliver(textDelivery(business.channel, { from: `9617000${caller}`, wamid }));
      assert.ok(status === 200 || status === 503, `${status} ${text}`);
      if (status === 200 && caller % 2 === 0) delivered.add(wamid);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  const keepKilling = async () => {
    while (Date.now() < until) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'frontdesk' and datname = current_database() and random() < 0.5`;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    }
  };
  await Promise.all([keepKilling(), ...Array.from({ length: CALLERS }, (_, caller) => keepCalling(caller))]);

  assert.ok((answers.get(200) ?? 0) > 50, "hardly anything was answered");
  const [{ kept }] = await sql<[{ kept: number }]>`
    select count(*)::int as kept from public.messages where wamid = any (${[...delivered]})`;
  assert.equal(kept, delivered.size, "a delivery that was answered 200 is lost");
  for (let round = 0; round < 20; round++) {
    // The last ones killed may be found out only now.
    const { status } = await read();
    assert.ok(status === 200 || round === 0 && status === 503);
  }
});
