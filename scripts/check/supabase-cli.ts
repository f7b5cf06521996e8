import { npx } from "./npx.ts";
import { ROOT } from "./project-files.ts";

/** The version the checks know; what it does when nobody asked may change with another. */
const CLI = "supabase@3.1.0";

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs Supabase's CLI on this project, apart from whatever account or settings its user has on this machine. */
export async function runSupabase(args: string[], env: Record<string, string> = {}): Promise<CliResult> {
  const home = await Deno.makeTempDir({ prefix: "frontdesk-cli-" });
  try {
    const { code, stdout, stderr } = await npx(CLI, [...args, "--workdir", ROOT], {
      env: { SUPABASE_HOME: home, SUPABASE_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...env },
      stdin: "null",
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
