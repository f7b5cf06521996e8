import assert from "node:assert/strict";
import { compareUpload } from "../../scripts/check/deploy/compare-upload.ts";
import type { Upload } from "../../scripts/check/deploy/management-api.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const WANTED = new Map([["deno.json", bytes("{}")], [
  "functions/inbox/index.ts",
  bytes("export default 1;"),
]]);

const upload = (bend: Partial<Upload["metadata"]> = {}, files = WANTED): Upload => ({
  slug: "inbox",
  metadata: {
    name: "inbox",
    entrypoint_path: "functions/inbox/index.ts",
    import_map_path: "deno.json",
    verify_jwt: false,
    static_patterns: [],
    ...bend,
  },
  files: new Map(files),
});

const complaints = (of: Upload) => compareUpload(of, WANTED).map(({ what }) => what);

Deno.test("an upload is what the flow imports, no more and no less", () => {
  assert.deepEqual(complaints(upload()), []);
  assert.deepEqual(complaints(upload({}, new Map([["deno.json", bytes("{}")]]))), [
    "lacks functions/inbox/index.ts, which the flow imports",
  ]);
  assert.deepEqual(complaints(upload({}, new Map([...WANTED, ["shared/README.md", bytes("hi")]]))), [
    "holds shared/README.md, which the flow doesn't import",
  ]);
  assert.deepEqual(complaints(upload({}, new Map([...WANTED, ["deno.json", bytes("{ }")]]))), [
    "holds another deno.json than the project",
  ]);
});

Deno.test("an upload says what supabase/config.toml must have said", () => {
  assert.deepEqual(complaints(upload({ verify_jwt: true })), ["says verify_jwt = true, not false"]);
  assert.deepEqual(complaints(upload({ import_map_path: undefined })), [
    'says import_map_path = undefined, not "deno.json"',
  ]);
  assert.deepEqual(complaints(upload({ entrypoint_path: "supabase/functions/inbox/index.ts" })), [
    'says entrypoint_path = "supabase/functions/inbox/index.ts", not "functions/inbox/index.ts"',
  ]);
  assert.deepEqual(complaints(upload({ static_patterns: ["*.html"] })), [
    "has static files; import what a flow needs",
  ]);
});
