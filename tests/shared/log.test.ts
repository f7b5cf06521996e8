import assert from "node:assert/strict";
import { makeBusiness } from "../support/business.ts";
import { cloneDatabase } from "../support/database.ts";
import { APP_SECRET, hostFunctions, VERIFY_TOKEN, WORKER_SECRET } from "../support/functions.ts";
import { forgeToken, signToken } from "../support/tokens.ts";
import { textDelivery } from "../support/whatsapp.ts";

const TEXT = "a-message-that-nobody-logs";
const PHONE = "9613777123";
const NAME = "A-client-whom-nobody-logs";

Deno.test("log: one JSON line per request, which tells what happened and nothing private", async () => {
  await using database = await cloneDatabase();
  await using functions = hostFunctions(database.ownerUrl);
  const { sql } = database;
  const business = await makeBusiness(sql);
  const { agent, viewer } = business.employees;
  const token = await signToken(agent.userId);
  const forged = await forgeToken(agent.userId);
  const as = { headers: { authorization: `Bearer ${token}`, "x-business-id": business.id } };
  const search = `/conversations/search?q=${encodeURIComponent(TEXT)}`;
  const delivered = textDelivery(business.channel, { from: PHONE, name: NAME, text: TEXT });

  type Expected = {
    flow: string;
    route: string;
    status: number;
    outcome: string;
    actor: string;
    business?: string;
  };
  const expected = new Map<string, Expected>();
  const ask = async (
    call: ReturnType<typeof functions.call>,
    flow: string,
    route: string,
    actor: string,
    within = false,
  ) => {
    const { status, headers, json } = await call;
    const outcome = status < 300 ? "ok" : json.code;
    const told = { flow, route, status, outcome, actor, ...within ? { business: business.id } : {} };
    expected.set(headers.get("x-request-id")!, told);
    return status;
  };

  assert.equal(await ask(functions.deliver(delivered), "whatsapp-webhook", "/", "webhook"), 200);
  assert.equal(await ask(functions.call("/conversations", as), "conversations", "/", "user", true), 200);
  assert.equal(await ask(functions.call(search, as), "conversations", "/search", "user", true), 200);
  const [{ id }] = await sql<[{ id: string }]>`select id from public.conversations`;
  const marking = { method: "POST", user: viewer.userId, business: business.id, body: { up_to: TEXT } };
  assert.equal(
    await ask(
      functions.call(`/conversations/${id}/read`, marking),
      "conversations",
      "/:id/read",
      "user",
      true,
    ),
    403,
  );
  const wrong = {
    ...as,
    method: "POST",
    body: JSON.stringify({ up_to: TEXT }),
    headers: { ...as.headers, "content-type": "application/json" },
  };
  assert.equal(
    await ask(functions.call(`/conversations/${id}/read`, wrong), "conversations", "/:id/read", "user", true),
    400,
  );
  const broken = { ...wrong, body: `{"up_to": "${TEXT}` };
  assert.equal(
    await ask(
      functions.call(`/conversations/${id}/read`, broken),
      "conversations",
      "/:id/read",
      "user",
      true,
    ),
    400,
  );
  const bad = (headers: Record<string, string>) => functions.call("/conversations", { headers });
  assert.equal(await ask(bad({ authorization: `Bearer ${forged}` }), "conversations", "/", "anonymous"), 401);
  assert.equal(
    await ask(bad({ "x-worker-secret": `${WORKER_SECRET}x` }), "conversations", "/", "anonymous"),
    401,
  );
  assert.equal(await ask(bad({ "x-worker-secret": WORKER_SECRET }), "conversations", "/", "worker"), 401);
  assert.equal(
    await ask(
      functions.call(`/conversations/${crypto.randomUUID()}`, as),
      "conversations",
      "/:id",
      "user",
      true,
    ),
    404,
  );
  const handshake = `/whatsapp-webhook?hub.mode=subscribe&hub.challenge=${TEXT}&hub.verify_token=`;
  assert.equal(
    await ask(functions.call(handshake + VERIFY_TOKEN), "whatsapp-webhook", "/", "anonymous"),
    200,
  );
  assert.equal(
    await ask(functions.call(`${handshake}${APP_SECRET}`), "whatsapp-webhook", "/", "anonymous"),
    403,
  );
  const unsigned = {
    method: "POST",
    body: JSON.stringify(delivered),
    headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
  };
  assert.equal(
    await ask(functions.call("/whatsapp-webhook", unsigned), "whatsapp-webhook", "/", "anonymous"),
    401,
  );
  assert.equal(
    await ask(functions.call(`/conversations/x/y/${PHONE}`), "conversations", "", "anonymous"),
    404,
  );

  // Postgres quotes the offending values in its message and detail: none of that may be in a line.
  await sql`alter function private.search_messages(uuid, text, int) rename to elsewhere`;
  assert.equal(await ask(functions.call(search, as), "conversations", "/search", "user", true), 500);
  const oneRow = `alter table public.messages add constraint no_more check (body <> '${TEXT}') not valid`;
  await sql.unsafe(oneRow);
  const again = textDelivery(business.channel, { from: PHONE, name: NAME, text: TEXT });
  assert.equal(await ask(functions.deliver(again), "whatsapp-webhook", "/", "webhook"), 200);

  const lines = functions.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(lines.length, expected.size, functions.lines.join("\n"));
  for (const line of lines) {
    const { flow, route, status, outcome, actor, business: about } = line;
    const { business: within, ...rest } = expected.get(String(line.requestId))!;
    assert.deepEqual({ flow, route, status, outcome, actor }, rest);
    assert.equal(about, within);
    assert.equal(line.level, rest.status >= 500 ? "error" : "info");
    assert.ok(typeof line.durationMs === "number" && line.durationMs >= 0 && line.durationMs < 60_000);
    assert.ok(Math.abs(Date.parse(String(line.at)) - Date.now()) < 60_000);
    assert.match(String(line.method), /^(GET|POST)$/);
  }

  const log = functions.lines.join("\n");
  const secrets = [
    TEXT,
    PHONE,
    NAME,
    token,
    forged,
    token.split(".")[2]!,
    WORKER_SECRET,
    APP_SECRET,
    VERIFY_TOKEN,
    agent.email,
    "Bearer",
  ];
  for (const secret of secrets) assert.ok(!log.includes(secret), `the log holds ${secret}`);
});
