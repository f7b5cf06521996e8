import type postgres from "postgres";
import { connect } from "../../scripts/local/database.ts";
import { sign } from "../../shared/whatsapp/verify-signature.ts";
import { makeBusiness, type TestBusiness } from "../support/business.ts";
import { APP_SECRET, testEnv } from "../support/functions.ts";
import { delivery, textDelivery, textMessage } from "../support/whatsapp.ts";
import { atLeast, type Bench, type Report } from "./support/bench.ts";
import { hostScript } from "./support/host-script.ts";
import { generateLoad, type LoadRequest, type LoadResult } from "./support/load.ts";
import { median } from "./support/percentile.ts";
import { roundTo } from "./support/round-to.ts";
import { makeThrowawayDatabase } from "./support/throwaway-database.ts";

const CONCURRENCY = 16;
const ROUNDS = 15;
const PER_ROUND = 2000;
const BUSINESSES = 20;
const CLIENTS_EACH = 100;
const BULK = 1000;

export default {
  name: "ingest",
  what: "WhatsApp deliveries over HTTP, against an endpoint that only inserts the body",
  async run(report: Report) {
    // A webhook that answered 200 must outlive a power cut: both sides wait for the disk.
    await using database = await makeThrowawayDatabase({
      fsync: "on",
      synchronous_commit: "on",
      full_page_writes: "on",
    });
    const sql = connect(database.ownerUrl, 1);
    await using _closing = { [Symbol.asyncDispose]: () => sql.end() };
    await sql`create table public.bench_floor (
      id bigint generated always as identity primary key, body text not null)`;
    const env = { ...testEnv(database.ownerUrl), DATABASE_CONNECTIONS: "8" };
    await using floor = await hostScript(new URL("support/floor-endpoint.ts", import.meta.url), env);
    await using flows = await hostScript(
      new URL("../../scripts/local/functions-host.ts", import.meta.url),
      env,
    );
    const webhook = `${flows.url}/functions/v1/whatsapp-webhook`;

    const businesses: TestBusiness[] = [];
    for (let i = 0; i < BUSINESSES; i++) businesses.push(await makeBusiness(sql));
    await fillInboxes(webhook, businesses, report);
    await sql`vacuum analyze`;

    const send = (url: string, concurrency = CONCURRENCY, total = PER_ROUND) => {
      const bodies = Array.from({ length: total }, () => singleDelivery(businesses));
      return load({ concurrency, total, request: (index) => signed(url, bodies[index]!) });
    };
    const floors: LoadResult[] = [];
    const singles: LoadResult[] = [];
    const onesByOne: number[] = [];
    const bulks: number[] = [];
    await send(`${floor.url}/floor`);
    await send(webhook);
    for (let round = 1; round <= ROUNDS; round++) {
      report(`round ${round} of ${ROUNDS}`);
      floors.push(await send(`${floor.url}/floor`));
      singles.push(await send(webhook));
      onesByOne.push((await send(webhook, 1, 300)).throughput);
      bulks.push(
        BULK * (await load({
          concurrency: 1,
          total: 1,
          request: () => signed(webhook, bulkDelivery(businesses)),
        }))
          .throughput,
      );
    }
    await assertAllStored(sql);

    const throughput = (results: LoadResult[]) => median(results.map((result) => result.throughput));
    const ratio = median(singles.map((single, at) => single.throughput / floors[at]!.throughput));
    const row = (what: string, results: LoadResult[], of: number) => ({
      what,
      "per second": Math.round(throughput(results)),
      "p50 ms": roundTo(median(results.map(({ p50 }) => p50)), 3),
      "p95 ms": roundTo(median(results.map(({ p95 }) => p95)), 3),
      "× floor": roundTo(of, 2),
    });
    const bulkRatio = median(bulks.map((bulk, at) => bulk / onesByOne[at]!));
    return {
      name: "ingest",
      results: {
        [`single messages, concurrency ${CONCURRENCY}`]: [
          row("floor: one insert of the body", floors, 1),
          row("whatsapp-webhook", singles, ratio),
        ],
        [`${BULK} messages`]: [
          { what: "one delivery", "messages per second": Math.round(median(bulks)) },
          {
            what: "single deliveries, one after another",
            "messages per second": Math.round(median(onesByOne)),
          },
          {
            what: `single deliveries, ${CONCURRENCY} at once`,
            "messages per second": Math.round(throughput(singles)),
          },
        ],
      },
      bars: [
        atLeast("single messages, throughput × floor", roundTo(ratio, 2), 0.5),
        atLeast(
          `one delivery of ${BULK}, messages per second × single ones, one sender`,
          roundTo(bulkRatio),
          20,
        ),
      ],
    };
  },
} satisfies Bench;

/** Clients who have written before, as nearly all have: a first message is the exception in a running inbox. */
async function fillInboxes(webhook: string, businesses: TestBusiness[], report: Report): Promise<void> {
  report(`filling ${BUSINESSES} inboxes with ${CLIENTS_EACH} clients each`);
  const bodies = businesses.map(({ channel }) =>
    delivery(channel, {
      messages: Array.from({ length: CLIENTS_EACH * 5 }, (_, i) => textMessage({ from: phoneOf(i) })),
    })
  );
  await load({ concurrency: 1, total: bodies.length, request: (index) => signed(webhook, bodies[index]) });
}

let serial = 0;

function singleDelivery(businesses: TestBusiness[]) {
  serial++;
  const { channel } = businesses[serial % BUSINESSES]!;
  return textDelivery(channel, {
    from: phoneOf(serial * 7919),
    text: `hello, is Tuesday at four free? (${serial})`,
  });
}

function bulkDelivery(businesses: TestBusiness[]) {
  const { channel } = businesses[++serial % BUSINESSES]!;
  const messages = Array.from(
    { length: BULK },
    (_, i) => textMessage({ from: phoneOf(i), text: `message ${i}` }),
  );
  return delivery(channel, { messages });
}

const phoneOf = (index: number) => `9613${String(index % CLIENTS_EACH).padStart(6, "0")}`;

function signed(url: string, payload: unknown): LoadRequest {
  const body = new TextEncoder().encode(JSON.stringify(payload));
  const headers = { "content-type": "application/json", "x-hub-signature-256": sign(body, APP_SECRET) };
  return { url, method: "POST", body, headers };
}

/** What is fast but wrong is not fast. */
async function load(options: Parameters<typeof generateLoad>[0]): Promise<LoadResult> {
  const result = await generateLoad(options);
  if (result.failures) {
    throw new Error(`${result.failures} requests failed: ${JSON.stringify(result.causes)}`);
  }
  return result;
}

async function assertAllStored(sql: postgres.Sql): Promise<void> {
  const [counts] = await sql`
    select (select count(*) from public.messages) as messages, (select sum(unread_count) from public.conversations) as unread,
      (select count(*) from private.webhook_events where outcome is distinct from 'done') as failed`;
  if (counts?.failed !== "0" || counts?.messages !== counts?.unread) {
    throw new Error(`Deliveries went wrong: ${JSON.stringify(counts)}`);
  }
}
