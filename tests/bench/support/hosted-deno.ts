import { tmpdir } from "node:os";
import { npx } from "../../../scripts/check/npx.ts";

/** The Deno that Supabase's edge runtime is built on. */
export const HOSTED_VERSION = "2.1.4";

/**
 * Where that Deno lies on this machine: FRONTDESK_FUNCTIONS_DENO, else npm's package of it. `undefined` where neither
 * is to be had.
 */
export async function findHostedDeno(): Promise<string | undefined> {
  const given = Deno.env.get("FRONTDESK_FUNCTIONS_DENO");
  if (given) return given;
  try {
    // Elsewhere, so that it doesn't stop at our lock file, whose format is newer than itself.
    const { success, stdout } = await npx(`deno@${HOSTED_VERSION}`, [
      "eval",
      "console.log(Deno.execPath())",
    ], {
      cwd: tmpdir(),
      env: { NO_COLOR: "1" },
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    // Who has an installed Deno may have no npm.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
