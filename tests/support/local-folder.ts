import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { removeCluster } from "../../scripts/local/postgres/cluster.ts";
import type { Stack } from "../../scripts/local/stack.ts";
import { testEnv } from "./functions.ts";

/** A checkout's `.local` of a test's own, with a port of its own: nobody's real one is touched. */
export interface LocalFolder extends AsyncDisposable {
  path: string;
  port: number;
  /** Runs one of `scripts/` to its end. */
  run(script: string, ...args: string[]): Promise<{ code: number; output: string }>;
  /** Runs `scripts/start.ts` until it says that it is ready. Throws with its output when it ends before. */
  start(...args: string[]): Promise<StartedStack>;
}

export interface StartedStack {
  stack: Stack;
  process: Deno.ChildProcess;
  /** All that it has written so far. */
  output(): string;
  /** Sends the signal and waits for the end. */
  end(signal: Deno.Signal): Promise<Deno.CommandStatus>;
}

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

export async function makeLocalFolder(): Promise<LocalFolder> {
  const path = await Deno.makeTempDir({ prefix: "frontdesk-stack-" });
  // Root runs Postgres as another user, who must be able to enter.
  await Deno.chmod(path, 0o755).catch(() => {});
  const port = chooseRestingPort();
  const running = new Set<Deno.ChildProcess>();

  const spawn = (script: string, args: string[]) => {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", `scripts/${script}.ts`, ...args],
      cwd: PROJECT,
      clearEnv: true,
      env: { ...ownEnv(), NO_COLOR: "1", FRONTDESK_LOCAL: path, FRONTDESK_PORT: String(port) },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    running.add(process);
    process.status.then(() => running.delete(process));
    return process;
  };

  async function run(script: string, ...args: string[]) {
    const { code, stdout, stderr } = await spawn(script, args).output();
    return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  }

  async function start(...args: string[]): Promise<StartedStack> {
    const process = spawn("start", args);
    const ready = Promise.withResolvers<void>();
    let output = "";
    const listen = async (stream: ReadableStream<Uint8Array>) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        output += text;
        if (/Ready in .*\n/.test(output)) ready.resolve();
      }
    };
    const heard = Promise.all([listen(process.stdout), listen(process.stderr)]);
    process.status.then(async ({ code }) => {
      await heard;
      ready.reject(new Error(`start ended with ${code} before it was ready:\n${output}`));
    });
    await ready.promise;
    return {
      stack: JSON.parse(await Deno.readTextFile(join(path, "stack.json"))),
      process,
      output: () => output,
      async end(signal) {
        process.kill(signal);
        const status = await process.status;
        await heard;
        return status;
      },
    };
  }

  return {
    path,
    port,
    run,
    start,
    async [Symbol.asyncDispose]() {
      for (const process of running) {
        process.kill("SIGTERM");
        await process.status;
      }
      await removeCluster(join(path, "postgres"));
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** Our environment, without what another test file may have put into it for a moment (adoptEnvironment). */
function ownEnv(): Record<string, string> {
  const env = Deno.env.toObject();
  for (const name of Object.keys(testEnv(""))) delete env[name];
  return env;
}

/** A port below those that systems give out unasked: it is still free after a stop. */
function chooseRestingPort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch {
      // Taken: another.
    }
  }
}
