import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Envelope, open, seal, UnknownSecretsKey } from "../../shared/secrets/envelope.ts";
import { adoptEnvironment } from "../support/environment.ts";
import { testEnv } from "../support/functions.ts";

const NOWHERE = "postgres://nobody@127.0.0.1:1/never-asked";
adoptEnvironment(NOWHERE);

const business = crypto.randomUUID();
const name = "whatsapp_token:one";
const secret = "a secret with ünicode 🙂";

Deno.test("what is sealed opens in its place, and is never the same twice", async () => {
  const [first, second] = [await seal(business, name, secret), await seal(business, name, secret)];
  assert.equal(await open(business, name, first), secret);
  assert.equal(await open(business, name, second), secret);
  assert.notDeepEqual(first.nonce, second.nonce);
  assert.notDeepEqual(first.data, second.data);
  assert.ok(!new TextDecoder().decode(first.data).includes("secret"));
  const empty = await seal(business, name, "");
  assert.equal(await open(business, name, empty), "");
});

Deno.test("moved to another business or name it doesn't open", async () => {
  const sealed = await seal(business, name, secret);
  const places = [
    [crypto.randomUUID(), name],
    [business, "whatsapp_token:two"],
    [business, `${name} `],
    [`${business}|${name}`, ""],
    ["", `${business}|${name}`],
  ] as const;
  for (const [otherBusiness, otherName] of places) {
    await assert.rejects(open(otherBusiness, otherName, sealed));
  }
});

Deno.test("a single bit changed anywhere, and it doesn't open", async () => {
  const sealed = await seal(business, name, secret);
  for (const field of ["nonce", "data"] as const) {
    for (let at = 0; at < sealed[field].length; at++) {
      const spoilt = { ...sealed, [field]: sealed[field].slice() };
      spoilt[field][at]! ^= 1;
      await assert.rejects(open(business, name, spoilt), `${field} ${at}`);
    }
  }
  await assert.rejects(open(business, name, { ...sealed, data: sealed.data.slice(0, -1) }));
  const other = await seal(business, name, secret);
  await assert.rejects(open(business, name, { ...sealed, nonce: other.nonce }));
});

Deno.test("a key that isn't known is named by its id, in an error of its own", async () => {
  const sealed = await seal(business, name, secret);
  await assert.rejects(
    open(business, name, { ...sealed, keyId: "lost" }),
    (error) =>
      error instanceof UnknownSecretsKey && error.keyId === "lost" && !error.message.includes(secret),
  );
});

Deno.test("keys rotate: the first seals, all open, and one that is taken out opens no more", async () => {
  const [older, newer] = ["old", "new"].map((id) => `${id}:${btoa(id.padEnd(32, "."))}`) as [string, string];
  const sealed = await inProcess(
    older,
    `seal(${JSON.stringify(business)}, ${JSON.stringify(name)}, "rotated")`,
  );
  assert.equal(sealed.keyId, "old");
  const opening = `open(${JSON.stringify(business)}, ${JSON.stringify(name)}, given)`;
  assert.equal(await inProcess(`${newer},${older}`, opening, sealed), "rotated");
  const resealed = await inProcess(
    `${newer},${older}`,
    `seal(${JSON.stringify(business)}, ${JSON.stringify(name)}, "again")`,
  );
  assert.equal(resealed.keyId, "new");
  assert.equal(await inProcess(newer, opening, resealed), "again");
  assert.deepEqual(
    await inProcess(newer, `${opening}.catch((error) => error.name)`, sealed),
    "UnknownSecretsKey",
  );
  // The same id with another key is not the same key.
  const impostor = `old:${btoa("impostor".padEnd(32, "."))}`;
  assert.equal(await inProcess(impostor, `${opening}.catch(() => "closed")`, sealed), "closed");
});

Deno.test("keys that are none are refused by a sentence that shows none of them", async () => {
  const { name: unset } = await inProcess(
    "",
    `seal("a", "b", "c").catch(({ message }) => ({ name: message }))`,
  );
  assert.match(unset, /FRONTDESK_SECRETS_KEYS is not set/);
  for (const keys of ["old", "old:", `old:${btoa("short")}`, `:${btoa("x".repeat(32))}`]) {
    const { name: message } = await inProcess(
      keys,
      `seal("a", "b", "c").catch(({ message }) => ({ name: message }))`,
    );
    assert.match(message, /FRONTDESK_SECRETS_KEYS must be/);
    assert.ok(!message.includes(btoa("short")));
  }
});

// deno-lint-ignore no-explicit-any -- whatever the expression gives
async function inProcess(keys: string, expression: string, given?: Envelope): Promise<any> {
  const code = `
    import { open, seal } from "./shared/secrets/envelope.ts";
    const bytes = (list) => Uint8Array.from(list);
    const sent = ${
    JSON.stringify(given, (_, value) => value instanceof Uint8Array ? [...value] : value) ?? "null"
  };
    const given = sent && { ...sent, nonce: bytes(sent.nonce), data: bytes(sent.data) };
    const result = await ${expression};
    console.log(JSON.stringify(result, (_, value) => value instanceof Uint8Array ? [...value] : value));`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--node-modules-dir=manual", code],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { ...testEnv(NOWHERE), FRONTDESK_SECRETS_KEYS: keys },
  }).output();
  const text = new TextDecoder();
  assert.ok(success, text.decode(stderr));
  const result = JSON.parse(text.decode(stdout));
  return result?.data
    ? { ...result, nonce: Uint8Array.from(result.nonce), data: Uint8Array.from(result.data) }
    : result;
}
