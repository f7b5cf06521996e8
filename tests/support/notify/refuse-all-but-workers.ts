import assert from "node:assert/strict";
import { type TestFunctions, WORKER_SECRET } from "../functions.ts";
import { signToken } from "../tokens.ts";

/**
 * Asserts that a dispatcher works for the worker secret alone: everyone else, an Admin too, is refused, and `state` stays
 * what it was.
 */
export async function refuseAllButWorkers(
  functions: TestFunctions,
  path: string,
  admin: { userId: string; business: string },
  state: () => Promise<string>,
): Promise<void> {
  const bearer = `Bearer ${await signToken(admin.userId)}`;
  const refusals: [headers: Record<string, string>, code: string][] = [
    [{}, "credential_missing"],
    [{ authorization: bearer, "x-business-id": admin.business }, "credential_missing"],
    [{ "x-worker-secret": "" }, "credential_invalid"],
    [{ "x-worker-secret": `${WORKER_SECRET}x` }, "credential_invalid"],
    [{ "x-worker-secret": WORKER_SECRET.slice(0, -1) }, "credential_invalid"],
    [{ authorization: `Bearer ${WORKER_SECRET}` }, "credential_invalid"],
    [{ authorization: bearer, "x-worker-secret": WORKER_SECRET }, "credential_invalid"],
  ];
  const before = await state();
  for (const [headers, code] of refusals) {
    const answer = await functions.call(path, { method: "POST", headers });
    assert.deepEqual([answer.status, answer.json?.code], [401, code], Object.keys(headers).join());
    assert.equal(await state(), before, "a refusal changed something");
  }
}
