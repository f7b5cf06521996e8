import assert from "node:assert/strict";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { z } from "zod";
import { connect } from "../../scripts/local/database.ts";
import { childrenOf } from "../support/children-of.ts";
import { makeLocalFolder } from "../support/local-folder.ts";

await using cleanup = new AsyncDisposableStack();
const local = cleanup.use(await makeLocalFolder());
const started = await local.start();
const { stack } = started;
const sql = connect(stack.dbUrl, 1);
const kept = cleanup.move();
Deno.test.afterAll(async () => {
  await sql.end();
  await kept.disposeAsync();
});

const PAYLOADS = "tests/functions/whatsapp-webhook/payloads";
const HOME = "samia-tarot";
const AWAY = "cedar-clinic";

const text = z.string().min(1);
const StackShape = z.strictObject({
  url: z.literal(`http://127.0.0.1:${local.port}`),
  dbUrl: z.url(),
  publishableKey: text,
  secretKey: text,
  workerSecret: text,
  whatsapp: z.strictObject({
    appSecret: text,
    verifyToken: text,
    channels: z.array(
      z.strictObject({ business: text, phoneNumberId: text, wabaId: text, displayPhoneNumber: text }),
    ),
  }),
  outside: z.strictObject({
    graph: z.literal(`http://127.0.0.1:${local.port}/_outside/graph`),
    push: z.literal(`http://127.0.0.1:${local.port}/_outside/push`),
    resend: z.literal(`http://127.0.0.1:${local.port}/_outside/resend`),
  }),
  logins: z.array(z.strictObject({ email: text, password: text, business: text, role: text })),
});

const client = (key = stack.publishableKey) =>
  createClient(stack.url, key, { auth: { persistSession: false, autoRefreshToken: false } });

interface SignedIn {
  supabase: SupabaseClient;
  token: string;
  businessId: string;
}

/** The demo login of that role, signed in as an app would. */
async function signIn(business: string, role: string): Promise<SignedIn> {
  const login = stack.logins.find((login) => login.business === business && login.role === role);
  assert.ok(login, `no login for ${business}, ${role}`);
  const supabase = client();
  const { data, error } = await supabase.auth.signInWithPassword(login);
  assert.equal(error, null);
  const { data: businesses } = await supabase.from("businesses").select("id, slug");
  assert.deepEqual(businesses?.map(({ slug }) => slug), [business]);
  return { supabase, token: data.session!.access_token, businessId: businesses![0]!.id };
}

async function call(path: string, init?: RequestInit) {
  const response = await fetch(stack.url + path, init);
  const body = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, body, json: isJson ? JSON.parse(body) : undefined };
}

const send = (path: string, body: unknown, contentType = "application/json") =>
  call(path, {
    method: "POST",
    headers: { "content-type": contentType },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** The newest words of each conversation, as the function shows them. */
async function inboxOf({ token, businessId }: SignedIn): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, "x-business-id": businessId };
  const { status, json } = await call("/functions/v1/conversations", { headers });
  assert.equal(status, 200);
  return json.conversations.map((one: { last_message: { body: string } }) => one.last_message.body);
}

/** The same through the Data API, where only the policies stand between. */
async function messagesOf({ supabase }: SignedIn): Promise<string[]> {
  const { data, error } = await supabase.from("messages").select("body, conversations(state)");
  assert.equal(error, null);
  return data!.map(({ body }) => body);
}

async function run(script: string, ...args: string[]) {
  const { code, output } = await local.run(script, ...args);
  assert.equal(code, 0, output);
  return output;
}

async function eventually(what: string, holds: () => Promise<boolean>) {
  const until = performance.now() + 15_000;
  while (!await holds()) {
    assert.ok(performance.now() < until, `still not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

Deno.test("start tells what it does, and then that it is ready", () => {
  const steps = ["Postgres", "Migrations", "Demo businesses", "Data API and Auth", "Functions", "Ready in"];
  const places = steps.map((step) => started.output().indexOf(step));
  assert.deepEqual(places, places.toSorted((a, b) => a - b), started.output());
  assert.ok(places[0]! >= 0);
  assert.match(started.output(), new RegExp(`Ready in [\\d.]+ s: ${stack.url}\\n`));
});

Deno.test("stack.json says all that a script needs, and nothing else", async () => {
  StackShape.parse(stack);
  assert.deepEqual(stack.whatsapp.channels.map(({ business }) => business), [HOME, AWAY]);
  assert.deepEqual(
    stack.logins.map(({ business, role }) => `${business} ${role}`),
    [HOME, AWAY].flatMap((b) => ["admin", "manager", "agent", "viewer"].map((role) => `${b} ${role}`)),
  );
  const [owner] = await sql`select current_user as name, pg_has_role('anon', 'member') as above`;
  assert.deepEqual({ ...owner }, { name: "postgres", above: true });
  if (Deno.build.os !== "windows") {
    assert.equal((await Deno.stat(`${local.path}/stack.json`)).mode! & 0o777, 0o600);
  }
});

Deno.test("every login signs in and sees its own business only", async () => {
  for (const { business, role } of stack.logins) await signIn(business, role);
  const { data, error } = await client().from("businesses").select();
  assert.deepEqual([data, error?.code], [null, "42501"]);
  const { data: all } = await client(stack.secretKey).from("businesses").select("slug");
  assert.deepEqual(all!.map(({ slug }) => slug).sort(), [AWAY, HOME]);
});

Deno.test("what a phone says is a conversation of that business, and of no other", async () => {
  const agent = await signIn(HOME, "agent");
  const outsider = await signIn(AWAY, "admin");
  const { iss, aud, role } = decodeJwt(agent.token);
  assert.deepEqual({ iss, aud, role }, {
    iss: `${stack.url}/auth/v1`,
    aud: "authenticated",
    role: "authenticated",
  });
  await run("say", "hello from a phone", "--from", "+961 3 765 432", "--name", "Layla");
  await run("say", "hello, clinic", "--business", AWAY);
  assert.deepEqual(await inboxOf(agent), ["hello from a phone"]);
  assert.deepEqual(await inboxOf(outsider), ["hello, clinic"]);
  assert.deepEqual(await messagesOf(agent), ["hello from a phone"]);
  assert.deepEqual(await messagesOf(outsider), ["hello, clinic"]);
  const stranger = {
    headers: { authorization: `Bearer ${outsider.token}`, "x-business-id": agent.businessId },
  };
  assert.equal((await call("/functions/v1/conversations", stranger)).status, 404);

  assert.equal((await local.run("say")).code, 2);
  const unknown = await local.run("say", "hello", "--business", "nobody");
  assert.equal(unknown.code, 1);
  assert.match(unknown.output, /no business 'nobody'.*samia-tarot, cedar-clinic/);
});

Deno.test("replay posts files; what nobody was connected for is listed, and heals once somebody is", async () => {
  const agent = await signIn(HOME, "agent");
  const files = ["message-text-arabic", "message-image", "unrouted-phone-number"];
  const output = await run("replay", ...files.map((name) => `${PAYLOADS}/${name}.json`));
  assert.deepEqual(output.match(/^200/gm)?.length, 3);
  assert.equal((await messagesOf(agent)).length, 3);
  assert.equal((await local.run("replay")).code, 2);

  const [event] = await sql`select id from private.webhook_events where outcome = 'unrouted'`;
  const listed = await run("events");
  assert.match(listed, new RegExp(`"${event!.id}".*unrouted`));
  assert.equal(listed.match(/whatsapp/g)?.length, 1);
  assert.match(await run("events", "--replay", event!.id), /unrouted → unrouted/);

  await sql`insert into public.channels (business_id, name, phone_number_id, waba_id)
    values (${agent.businessId}, 'Second number', '888888888888888', '999999999999999')`;
  assert.match(await run("events", "--replay", event!.id), new RegExp(`${event!.id}: unrouted → done`));
  assert.equal((await messagesOf(agent)).length, 4);
  assert.match(await run("events", "--replay", "all"), /nothing to run again/);
  assert.match(await run("events"), /Every delivery is done/);
  assert.match(await run("events", "--all"), /done/);
  assert.equal((await local.run("events", "--replay", "some")).code, 2);
});

Deno.test("the Graph API's stand-in answers, remembers and fails on purpose", async () => {
  const headers = { authorization: "Bearer token-of-a-business-1234", "content-type": "application/json" };
  const message = { messaging_product: "whatsapp", to: "9613765432", type: "text", text: { body: "hi" } };
  const post = () =>
    call("/_outside/graph/v23.0/200000000000001/messages", {
      method: "POST",
      headers,
      body: JSON.stringify(message),
    });
  await call("/_outside/graph/log", { method: "DELETE" });
  assert.match((await post()).json.messages[0].id, /^wamid\./);
  const plan = {
    faults: [{ path: "messages", status: 429, body: { error: { code: 80007 } } }, { cut: true }],
  };
  assert.equal((await send("/_outside/graph/faults", plan)).status, 200);
  assert.equal((await post()).status, 429);
  await assert.rejects(post());
  assert.equal((await post()).status, 200);
  const { json } = await call("/_outside/graph/log");
  assert.deepEqual(json.requests.map(({ status }: { status: number }) => status), [200, 429, 0, 200]);
  assert.ok(!JSON.stringify(json).includes("token-of-a-business"));
  assert.equal((await call("/_outside/nobody/log")).status, 404);
  assert.doesNotMatch(started.output(), /ConnectionCut|planned fault/);
});

Deno.test("Storage answers under the real policies", async () => {
  const agent = await signIn(HOME, "agent");
  const outsider = await signIn(AWAY, "agent");
  const path = `${agent.businessId}/hello.txt`;
  const { error } = await agent.supabase.storage.from("media").upload(path, new Blob(["hello"]));
  assert.equal(error, null);
  const { data } = await agent.supabase.storage.from("media").download(path);
  assert.equal(await data?.text(), "hello");
  const media = outsider.supabase.storage.from("media");
  assert.match((await media.download(path)).error!.message, /not found/i);
  assert.match((await media.upload(`${agent.businessId}/x.txt`, "x")).error!.message, /row-level security/);
});

Deno.test("the page shows what runs where, and every link on it leads somewhere", async () => {
  const { status, body } = await call("/", { headers: { accept: "text/html" } });
  assert.equal(status, 200);
  for (const shown of ["Samia Tarot", "Cedar Clinic", ...stack.logins.map(({ email }) => email)]) {
    assert.ok(body.includes(shown), shown);
  }
  const links = [...body.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, link]) =>
    link!.replaceAll("&amp;", "&")
  );
  assert.ok(links.includes("/functions/v1/api-docs") && links.includes("/_outside/graph/log"), links.join());
  for (const link of links) {
    assert.equal((await call(link, { headers: { accept: "text/html,*/*;q=0.8" } })).status, 200, link);
  }
  const { json } = await call("/_local/activity");
  assert.deepEqual(Object.keys(json), ["events", "messages", "outbox", "jobs", "outside"]);
  assert.equal((await call("/nowhere")).status, 404);
});

Deno.test("the page writes as a client; another site's form can't", async () => {
  const agent = await signIn(HOME, "agent");
  const said = { text: "from the page", from: "+9613111111", business: HOME };
  const before = await messagesOf(agent);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
    assert.equal((await send("/_local/say", said, type)).status, 415, type);
  }
  assert.equal((await send("/_local/say", "{ no JSON")).status, 400);
  assert.equal((await send("/_local/say", { ...said, text: "" })).status, 400);
  assert.equal((await send("/_local/say", { ...said, business: "nobody" })).status, 400);
  assert.deepEqual(await messagesOf(agent), before);
  const { json } = await send("/_local/say", said, "application/json; charset=utf-8");
  assert.equal(json.status, 200);
  assert.ok((await messagesOf(agent)).includes("from the page"));
});

Deno.test("the page and the stand-ins are for this machine only", async () => {
  const { url } = stack;
  for (const path of ["/", "/_local/activity", "/_outside/graph/log"]) {
    const foreign = await fetch(url + path, { headers: { origin: "https://somewhere.example" } });
    assert.equal(foreign.status, 403, path);
    await foreign.body?.cancel();
    // A name that resolves to this machine, as a tunnel or a rebound address would call us.
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
    await connection.write(
      new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: somewhere.example\r\n\r\n`),
    );
    const answer = new Uint8Array(1024);
    const read = await connection.read(answer);
    assert.match(new TextDecoder().decode(answer.subarray(0, read ?? 0)), /^HTTP\/1.1 403/, path);
  }
});

Deno.test("what stands in cron.job is run, and leaves what became of it", async () => {
  const [good] = await sql`select cron.schedule('good', '1 seconds', 'select 1') as id`;
  const [bad] = await sql`select cron.schedule('bad', '1 seconds', 'select 1 / 0') as id`;
  const runs = (id: string) =>
    sql`
    select status, return_message, end_time >= start_time as ended from cron.job_run_details
    where jobid = ${id} and status <> 'running'`;
  await eventually(
    "both ran",
    async () => (await runs(good!.id)).length > 0 && (await runs(bad!.id)).length > 0,
  );
  await sql`select cron.unschedule('good'), cron.unschedule('bad')`;
  assert.deepEqual({ ...(await runs(good!.id))[0] }, {
    status: "succeeded",
    return_message: "SELECT 1",
    ended: true,
  });
  assert.deepEqual({ ...(await runs(bad!.id))[0] }, {
    status: "failed",
    return_message: "division by zero",
    ended: true,
  });
});

Deno.test({
  name: "a functions host that is killed is there again",
  ignore: Deno.build.os === "windows",
  async fn() {
    const [host] = await childrenOf(started.process.pid, "functions-host.ts");
    const agent = await signIn(HOME, "agent");
    const before = await inboxOf(agent);
    Deno.kill(host!, "SIGKILL");
    const headers = { authorization: `Bearer ${agent.token}`, "x-business-id": agent.businessId };
    await eventually("the functions answer", async () => {
      const { status } = await call("/functions/v1/conversations", { headers });
      assert.ok(status === 200 || status === 503, String(status));
      return status === 200;
    });
    assert.deepEqual(await inboxOf(agent), before);
    await run("say", "after the crash");
    // Not necessarily first: WhatsApp's clock counts whole seconds, and another test may have written in this one.
    assert.ok((await inboxOf(agent)).includes("after the crash"));
  },
});
