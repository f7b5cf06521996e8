import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** How functions are hosted here: with the packages that are installed, and without a lock 2.1.4 can't read. */
export const HOSTING = ["--no-lock", "--node-modules-dir=manual"];

/** Runs a Deno in the project's folder. Returns what it printed; throws with what it complained of. */
export async function runDeno(
  deno: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(deno, {
    args,
    cwd: ROOT,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`'deno ${args.join(" ")}' failed:\n${new TextDecoder().decode(stderr)}`);
}

/** What a script of ours said: the last line it printed, after all that a flow may have logged. */
export const lastLine = (output: string): string => output.trimEnd().split("\n").at(-1) ?? "";
