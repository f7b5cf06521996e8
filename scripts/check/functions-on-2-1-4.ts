import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { npx } from "./npx.ts";

/**
 * Runs the tests of the functions with the functions hosted by Deno 2.1.4, which the hosted runtime is compatible
 * with. The tests themselves run on this Deno, which has installed the packages: 2.1.4 can't read its lock file.
 */
const HOSTED = "2.1.4";

// Elsewhere, so that 2.1.4 reads no deno.json and no lock file of ours.
const { success, stdout, stderr } = await npx(`deno@${HOSTED}`, ["eval", "console.log(Deno.execPath())"], {
  cwd: tmpdir(),
  env: { NO_COLOR: "1" },
}).output();
if (!success) throw new Error(`npx deno@${HOSTED}: ${new TextDecoder().decode(stderr)}`);
const deno = new TextDecoder().decode(stdout).trim();

const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["run", "-A", fileURLToPath(new URL("../test.ts", import.meta.url)), "tests/functions", ...Deno.args],
  cwd: fileURLToPath(new URL("../../", import.meta.url)),
  env: { FRONTDESK_FUNCTIONS_DENO: deno },
}).spawn().status;

// What is ours in cryptography runs on 2.1.4 itself: the two runtimes' implementations differ.
const push = await new Deno.Command(deno, {
  args: ["test", "-A", "--no-check", "--no-lock", "--node-modules-dir=manual", "tests/shared/push"],
  cwd: fileURLToPath(new URL("../../", import.meta.url)),
}).spawn().status;
Deno.exit(code || push.code);
