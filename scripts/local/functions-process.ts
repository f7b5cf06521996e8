import { fileURLToPath } from "node:url";

export interface FunctionsOptions {
  env: Record<string, string>;
  /** The deno to host with; by default this one. CI hosts with 2.1.4, the hosted runtime's. */
  deno?: string;
  /** Start again when a flow's file changes. */
  watch?: boolean;
  onLine?: (line: string) => void;
}

export interface FunctionsProcess {
  /** Sends a request on to the host; waits while it starts again. */
  fetch(request: Request): Promise<Response>;
  /** Where the host listens, once it does. */
  url(): Promise<string>;
  /** Kills the host as a crash would; it is started again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** How long, in milliseconds, a host that ended at once is left alone before the next try. */
const PAUSE = 300;

/** Variables a Deno needs to run and find its packages; nothing else of our environment reaches the flows. */
const INHERITED = [
  "PATH",
  "HOME",
  "DENO_DIR",
  "TMPDIR",
  "TEMP",
  "SystemRoot",
  "LOCALAPPDATA",
  "USERPROFILE",
  "XDG_CACHE_HOME",
];

/** Runs the functions host as a process of its own, as the hosted runtime does, and keeps it running. */
export function startFunctions(options: FunctionsOptions): FunctionsProcess {
  let listening = Promise.withResolvers<string>();
  let child: Deno.ChildProcess | undefined;
  let stopped = false;

  const supervise = async () => {
    while (!stopped) {
      child = spawnHost(options);
      readLines(child.stderr, options.onLine);
      readLines(child.stdout, (line) => {
        const port = /^\{"listening":(\d+)\}$/.exec(line)?.[1];
        if (!port) return options.onLine?.(line);
        // Watching, a host listens again after each change.
        listening.resolve(`http://127.0.0.1:${port}`);
        listening = {
          ...Promise.withResolvers<string>(),
          promise: Promise.resolve(`http://127.0.0.1:${port}`),
        };
      });
      await child.status;
      if (stopped) return;
      listening = Promise.withResolvers<string>();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };
  const supervised = supervise();

  return {
    url: () => listening.promise,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      try {
        return await fetch(await listening.promise + pathname + search, forwarded(request));
      } catch {
        return Response.json({ code: "unavailable", message: "The functions are starting again." }, {
          status: 503,
        });
      }
    },
    async crash() {
      const dying = child;
      dying?.kill("SIGKILL");
      await dying?.status;
    },
    async stop() {
      stopped = true;
      try {
        child?.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await supervised;
    },
  };
}

function spawnHost({ env, deno, watch }: FunctionsOptions): Deno.ChildProcess {
  const inherited = INHERITED.flatMap((name) => Deno.env.get(name) ? [[name, Deno.env.get(name)!]] : []);
  return new Deno.Command(deno ?? Deno.execPath(), {
    args: [
      "run",
      "--no-lock",
      "--node-modules-dir=manual",
      "-A",
      ...(watch ? ["--watch", "--no-clear-screen"] : []),
      fileURLToPath(new URL("functions-host.ts", import.meta.url)),
      "--end-with-stdin",
    ],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
    // Never written to: it ends when we do, also when we are killed.
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

const forwarded = (request: Request): RequestInit => ({
  method: request.method,
  headers: request.headers,
  body: request.body,
  redirect: "manual",
});

async function readLines(stream: ReadableStream<Uint8Array>, onLine?: (line: string) => void) {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) onLine?.(line);
  }
}
