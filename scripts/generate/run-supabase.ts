import { fileURLToPath } from "node:url";

/** Supabase's own command line, from npm: it needs neither Docker nor an account for what we ask of it. */
const PACKAGE = "supabase@3.1.0";

/** npm's runner is a batch file on Windows. */
const NPX = Deno.build.os === "windows" ? "npx.cmd" : "npx";

/**
 * Runs a command of Supabase's CLI in the project and returns what it printed. The databases it is given are local
 * ones without TLS. Throws with what it complained of.
 */
export async function runSupabase(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(NPX, {
    args: ["-y", PACKAGE, ...args],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { PGSSLMODE: "disable", SUPABASE_TELEMETRY_DISABLED: "1", SUPABASE_NO_UPDATE_NOTIFIER: "1" },
    stdin: "null",
  }).output().catch((cause) => {
    throw new Error(`${NPX} can't be started: Supabase's CLI needs Node with npm (https://nodejs.org).`, {
      cause,
    });
  });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) {
    throw new Error(`supabase ${args[0]} ${args[1] ?? ""} failed:\n${text(stderr)}${text(stdout)}`);
  }
  return text(stdout);
}
