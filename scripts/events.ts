import { parseArgs } from "node:util";
import type { Json } from "../shared/webhooks/json.ts";
import { connect } from "./local/database.ts";
import { readStack } from "./local/stack.ts";

const USAGE = `deno task events                     what failed, was unrouted or never finished
deno task events --all               the newest deliveries, whatever became of them
deno task events --replay <id|all>   run them again`;

const { values } = parseArgs({
  args: Deno.args,
  options: { replay: { type: "string" }, all: { type: "boolean" }, help: { type: "boolean" } },
});
if (values.help || (values.replay !== undefined && !/^(all|\d{1,18})$/.test(values.replay))) {
  console.error(USAGE);
  Deno.exit(2);
}

interface StoredEvent {
  id: string;
  received_at: Date;
  source: string;
  outcome: string | null;
  error: string | null;
  dedupe_key: string;
  payload: Json;
  channel_id: string | null;
}

// On a hosted project SUPABASE_DB_URL names the database; here the running stack does.
const databaseUrl = Deno.env.get("SUPABASE_DB_URL") ?? (await readStack()).dbUrl;
const sql = connect(databaseUrl, 1);
const events = await sql<StoredEvent[]>`
  select id, received_at, source, outcome, error, dedupe_key, payload, channel_id
  from private.webhook_events
  where ${
  values.replay && values.replay !== "all"
    ? sql`id = ${values.replay}`
    : values.all
    ? sql`true`
    : sql`outcome is null or outcome in ('failed', 'unrouted')`
}
  order by id ${values.all ? sql`desc limit 50` : sql``}`;

if (values.replay) await replay(events);
else show(events);
await sql.end();

function show(rows: StoredEvent[]): void {
  if (!rows.length) console.log("Every delivery is done.");
  else {
    console.table(rows.map(({ id, received_at, source, outcome, error }) => ({
      id,
      received: received_at.toISOString().slice(0, 19),
      source,
      outcome: outcome ?? "unfinished",
      error: error?.slice(0, 80) ?? "",
    })));
  }
}

/** Reads each stored delivery as today's code understands it, under the key it came with. */
async function replay(rows: StoredEvent[]): Promise<void> {
  // The flows' own code does it; it takes its database from the environment.
  Deno.env.set("SUPABASE_DB_URL", databaseUrl);
  if (!Deno.env.get("SUPABASE_URL")) Deno.env.set("SUPABASE_URL", "http://127.0.0.1");
  const { replayDelivery } = await import("../shared/whatsapp/receive-delivery.ts");
  const { replayResendEvent } = await import("../shared/webhooks/receive-resend-event.ts");
  const { closeConnection } = await import("../shared/db/client.ts");
  for (const row of rows) {
    const origin = { requestId: crypto.randomUUID() };
    if (row.source === "resend") await replayResendEvent(row.dedupe_key, row.payload, origin);
    else await replayDelivery(row.dedupe_key, row.payload, row.channel_id ?? undefined, origin);
    const [now] = await sql<Pick<StoredEvent, "outcome" | "error">[]>`
      select outcome, error from private.webhook_events where id = ${row.id}`;
    const why = now?.error ? ` (${now.error.slice(0, 100)})` : "";
    console.log(`${row.id}: ${row.outcome ?? "unfinished"} → ${now?.outcome}${why}`);
  }
  if (!rows.length) console.log("There is nothing to run again.");
  await closeConnection();
}
