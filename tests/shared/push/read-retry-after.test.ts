import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { readRetryAfter } from "../../../shared/http/read-retry-after.ts";

Deno.test("Retry-After: each form that HTTP knows, and nothing that looks like one", () => {
  const now = Date.UTC(1994, 10, 6, 8, 49, 0);
  const forms: [string | null, number | undefined][] = [
    ["Sun, 06 Nov 1994 08:49:37 GMT", 37_000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 37_000],
    ["Sun Nov  6 08:49:37 1994", 37_000],
    ["Sun, 06 Nov 1994 08:48:00 GMT", 0],
    [" 30 ", 30_000],
    ["999999999", 999_999_999_000],
    [null, undefined],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["5 minutes", undefined],
    ["99999999999999999999", undefined],
    ["Sun, 99 Nov 1994 08:49:37 GMT", undefined],
    ["tomorrow 08:49:37", undefined],
  ];
  for (const [header, expected] of forms) assert.equal(readRetryAfter(header, now), expected, String(header));
});

Deno.test("Retry-After: a date that names no zone is of Greenwich, wherever this machine stands", async () => {
  const { href } = new URL("../../../shared/http/read-retry-after.ts", import.meta.url);
  const code = `import { readRetryAfter } from ${JSON.stringify(href)};
    console.log(readRetryAfter("Sun Nov  6 08:49:37 1994", ${Date.UTC(1994, 10, 6, 8, 49, 0)}));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    // Elsewhere, so that no deno.json and no lock file of ours is read.
    cwd: tmpdir(),
    env: { TZ: "Asia/Beirut", NO_COLOR: "1" },
  }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), "37000");
});
