import { Hono } from "hono";
import postgres from "postgres";
import { connectSocket } from "../../../shared/db/connect-socket.ts";

/**
 * The least that can be done with a webhook: an endpoint that inserts the raw body into one table, and nothing else.
 * Same router, driver and number of connections as the flows, so that what is compared is the work.
 */
const options = {
  max: Number(Deno.env.get("DATABASE_CONNECTIONS")),
  socket: connectSocket,
  fetch_types: false,
};
const sql = postgres(Deno.env.get("SUPABASE_DB_URL") ?? "", options);
const app = new Hono();

app.post("/floor", async (c) => {
  await sql`insert into public.bench_floor (body) values (${await c.req.text()})`;
  return c.json({ received: true });
});

Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.env.get("FUNCTIONS_PORT")), onListen: () => {} },
  app.fetch,
);
