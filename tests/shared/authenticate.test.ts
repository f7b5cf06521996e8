import assert from "node:assert/strict";
import { authenticate } from "../../shared/auth/authenticate.ts";
import { Problem } from "../../shared/problem/problem.ts";
import { badCredentials } from "../support/battery/credentials.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { WORKER_SECRET } from "../support/functions.ts";
import { signLegacyToken, signToken } from "../support/tokens.ts";

adoptEnvironment("postgres://nobody@127.0.0.1:1/never-asked");

const user = crypto.randomUUID();
const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` });
const seconds = () => Math.floor(Date.now() / 1000);

const isInvalid = (error: unknown) =>
  error instanceof Problem && error.code === "credential_invalid" && error.status === 401 &&
  error.options.headers?.["www-authenticate"] === "Bearer" && error.options.detail === undefined;

Deno.test("authenticate: no credential is anonymous", async () => {
  assert.deepEqual(await authenticate(new Headers()), { kind: "anonymous" });
  assert.deepEqual(await authenticate(new Headers({ apikey: "sb_publishable_x", cookie: "a=b" })), {
    kind: "anonymous",
  });
});

Deno.test("authenticate: a good token is its person", async () => {
  const business = crypto.randomUUID();
  const token = await signToken(user, { session_id: "a-session", app_metadata: { business_id: business } });
  const expected = { kind: "user", id: user, sessionId: "a-session", businessHint: business };
  assert.deepEqual(await authenticate(bearer(token)), expected);
  assert.deepEqual(await authenticate(new Headers({ authorization: `bearer   ${token}` })), expected);

  const legacy = await authenticate(bearer(await signLegacyToken(user)));
  assert.equal(legacy.kind === "user" && legacy.id, user);
});

Deno.test("authenticate: a hint that is no id is no hint, and spoils nothing", async () => {
  for (const hint of ["no-id", "' or true --", 1, null, {}, []]) {
    const actor = await authenticate(bearer(await signToken(user, { app_metadata: { business_id: hint } })));
    assert.equal(actor.kind === "user" && actor.businessHint, undefined);
  }
  // What a person may write into their own profile counts for nothing.
  const claimed = { business_id: crypto.randomUUID(), role: "service_role" };
  const actor = await authenticate(
    bearer(await signToken(user, { user_metadata: claimed, ...{ business_id: claimed.business_id } })),
  );
  assert.equal(actor.kind === "user" && actor.businessHint, undefined);
});

Deno.test("authenticate: clocks may differ by five seconds", async () => {
  assert.equal((await authenticate(bearer(await signToken(user, { exp: seconds() - 2 })))).kind, "user");
  assert.equal((await authenticate(bearer(await signToken(user, { nbf: seconds() + 2 })))).kind, "user");
  for (const claims of [{ exp: seconds() - 8 }, { nbf: seconds() + 8 }]) {
    await assert.rejects(authenticate(bearer(await signToken(user, claims))), isInvalid);
  }
});

Deno.test("authenticate: the worker secret is a worker", async () => {
  assert.deepEqual(await authenticate(new Headers({ "x-worker-secret": WORKER_SECRET })), { kind: "worker" });
});

Deno.test("authenticate: whatever is wrong is one and the same problem, never anonymous", async () => {
  const bad = await badCredentials(user);
  assert.ok(bad.length > 30);
  for (const { name, headers } of bad) {
    await assert.rejects(authenticate(new Headers(headers)), isInvalid, name);
  }
});
