import assert from "node:assert/strict";
import { hostFunctions } from "../support/functions.ts";
import { forgeToken, JWKS, JWT_SECRET, signLegacyToken, signToken } from "../support/tokens.ts";

const NOWHERE = "postgres://nobody@127.0.0.1:1/never-asked";

/** What Auth answers just now: the keys, and a user to whom it sees. */
interface StandIn extends AsyncDisposable {
  url: string;
  asked: string[];
  keys: () => Response;
  user: (token: string) => Response;
}

function startAuth(): StandIn {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    auth.asked.push(pathname);
    if (pathname === "/auth/v1/.well-known/jwks.json") return auth.keys();
    return auth.user(request.headers.get("authorization")?.replace("Bearer ", "") ?? "");
  });
  const auth: StandIn = {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked: [],
    keys: () => Response.json(JWKS),
    user: () => Response.json({ id: crypto.randomUUID(), role: "authenticated", app_metadata: {} }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return auth;
}

// A route without a business in the request: 400 says that the token was believed, before the database is asked.
const BELIEVED = "business_required";

Deno.test("tokens checked with what Auth says", async (t) => {
  const user = crypto.randomUUID();
  await using auth = startAuth();
  const env = { SUPABASE_URL: auth.url, SUPABASE_JWKS: "", FRONTDESK_JWT_SECRET: "" };
  const iss = `${auth.url}/auth/v1`;
  const ask = async (functions: ReturnType<typeof hostFunctions>, token: string) => {
    const { status, json } = await functions.call("/conversations", {
      headers: { authorization: `Bearer ${token}` },
    });
    return `${status} ${json.code}`;
  };

  await t.step("published keys are fetched once, and sign for nobody else's tokens", async () => {
    await using functions = hostFunctions(NOWHERE, env);
    const good = await signToken(user, { iss });
    assert.equal(await ask(functions, good), `400 ${BELIEVED}`);
    assert.equal(await ask(functions, good), `400 ${BELIEVED}`);
    assert.equal(await ask(functions, await forgeToken(user)), "401 credential_invalid");
    assert.equal(
      await ask(functions, await signToken(user)),
      "401 credential_invalid",
      "another project's issuer",
    );
    assert.deepEqual(auth.asked, ["/auth/v1/.well-known/jwks.json"]);
  });

  await t.step("keys that can't be had are a 503, not a 401, and are asked for again", async () => {
    const good = await signToken(user, { iss });
    const troubles = [
      () => new Response("bad gateway", { status: 502 }),
      () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    ];
    for (const trouble of troubles) {
      await using functions = hostFunctions(NOWHERE, env);
      auth.keys = trouble;
      assert.equal(await ask(functions, good), "503 unavailable");
      auth.keys = () => Response.json(JWKS);
      assert.equal(await ask(functions, good), `400 ${BELIEVED}`);
    }
    await using functions = hostFunctions(NOWHERE, { ...env, SUPABASE_URL: "http://127.0.0.1:1" });
    assert.equal(
      await ask(functions, await signToken(user, { iss: "http://127.0.0.1:1/auth/v1" })),
      "503 unavailable",
    );
    // What is no token at all needs no keys to be refused.
    assert.equal(await ask(functions, "garbage"), "401 credential_invalid");
  });

  await t.step("without the legacy secret, Auth itself is asked about a legacy token", async () => {
    await using functions = hostFunctions(NOWHERE, env);
    const seen: string[] = [];
    const answers = (answer: () => Response) =>
      auth.user = (token) => {
        seen.push(token);
        return answer();
      };
    const token = await signLegacyToken(user, "whatever the project's secret is");
    answers(() => Response.json({ id: user, role: "authenticated", app_metadata: {} }));
    assert.equal(await ask(functions, token), `400 ${BELIEVED}`);
    assert.deepEqual(seen, [token]);

    answers(() => Response.json({ code: "bad_jwt" }, { status: 403 }));
    assert.equal(await ask(functions, token), "401 credential_invalid");
    answers(() => Response.json({ id: user, role: "service_role" }));
    assert.equal(await ask(functions, token), "401 credential_invalid");
    answers(() => Response.json({ id: user, role: "anon" }));
    assert.equal(await ask(functions, token), "401 credential_invalid");
    answers(() => Response.json({}));
    assert.equal(await ask(functions, token), "401 credential_invalid");

    for (const status of [500, 502, 503, 429]) {
      answers(() => new Response("<html>", { status }));
      assert.equal(await ask(functions, token), "503 unavailable");
    }
    // The public key is no secret of Auth's: this token is Auth's to judge, and ours never to check by a key.
    answers(() => Response.json({ code: "bad_jwt" }, { status: 401 }));
    assert.equal(
      await ask(functions, await signLegacyToken(user, JSON.stringify(JWKS.keys[0]))),
      "401 credential_invalid",
    );
    assert.equal(await ask(functions, await signLegacyToken(user, JWT_SECRET)), "401 credential_invalid");
  });
});
