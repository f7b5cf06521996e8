import { fileURLToPath } from "node:url";
import { freePort } from "../../../scripts/local/free-port.ts";

export interface HostedScript extends AsyncDisposable {
  url: string;
}

/** Runs a script that listens on FUNCTIONS_PORT as a process of its own. Its output is dropped: reading it costs us. */
export async function hostScript(script: URL, env: Record<string, string>): Promise<HostedScript> {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--node-modules-dir=manual", "-A", fileURLToPath(script)],
    env: { ...env, FUNCTIONS_PORT: String(port) },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let ended = false;
  child.status.then(() => ended = true);
  while (!await listens(port)) {
    if (ended) throw new Error(`${script.pathname} ended before it listened.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (!ended) child.kill("SIGKILL");
      await child.status;
    },
  };
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
