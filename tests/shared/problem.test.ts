import assert from "node:assert/strict";
import { PROBLEM_CODES, type ProblemCode } from "../../shared/problem/problem-codes.ts";
import { Problem } from "../../shared/problem/problem.ts";

const ID = "3f0f4e0e-0000-4000-8000-000000000000";

Deno.test("a problem is answered as RFC 9457, with nothing but what it names", async () => {
  const problem = new Problem("invalid_input", {
    detail: "See 'errors'.",
    errors: [{ pointer: "/body/name", detail: "Too short." }],
    headers: { "x-more": "1" },
    cause: new Error('relation "secret_table" does not exist'),
  });
  const response = problem.toResponse(ID);
  assert.equal(response.status, 400);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-more"), "1");
  assert.deepEqual(await response.json(), {
    type: "https://frontdesk.dev/problems/invalid_input",
    title: "The request doesn't fit what is expected",
    status: 400,
    code: "invalid_input",
    detail: "See 'errors'.",
    errors: [{ pointer: "/body/name", detail: "Too short." }],
    instance: `urn:request:${ID}`,
  });
});

Deno.test("without a detail it tells its title only, whatever its cause", async () => {
  const told = await new Problem("unexpected", { cause: new Error("password=hunter2") }).toResponse(ID)
    .json();
  assert.deepEqual(Object.keys(told).sort(), ["code", "instance", "status", "title", "type"]);
});

Deno.test("every code has a status that says whose fault it is, and a title for people", () => {
  for (const [code, [status, title]] of Object.entries(PROBLEM_CODES)) {
    assert.match(code, /^[a-z]+(_[a-z]+)*$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.ok(title.length > 5 && !title.endsWith("."), code);
    assert.equal(new Problem(code as ProblemCode).toResponse(ID).status, status);
  }
});
