import { fileURLToPath } from "node:url";
import { HOSTING, ROOT } from "../../bench/support/run-deno.ts";
import { testEnv } from "../../support/functions.ts";

/** Dispatchers of `poison-worker.ts`, each started again whenever it dies. */
export interface PoisonWorkers extends AsyncDisposable {
  /** How often each job's effect happened, by its number. */
  effects: Map<number, number>;
  deaths(): number;
}

export function startPoisonWorkers(ownerUrl: string, way: string, count: number): PoisonWorkers {
  const effects = new Map<number, number>();
  let deaths = 0;
  let stopped = false;
  const stops: (() => Promise<void>)[] = [];

  const supervise = async (place: number) => {
    while (!stopped) {
      const child = spawn(ownerUrl, way);
      stops[place] = () => child.stdin.close().catch(() => {});
      for await (const n of numbersIn(child.stdout)) effects.set(n, (effects.get(n) ?? 0) + 1);
      await child.status;
      await stops[place]();
      if (!stopped) deaths++;
    }
  };
  const supervised = Promise.all(Array.from({ length: count }, (_, place) => supervise(place)));
  return {
    effects,
    deaths: () => deaths,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await Promise.all(stops.map((stop) => stop()));
      await supervised;
    },
  };
}

const spawn = (ownerUrl: string, way: string) =>
  new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...HOSTING, fileURLToPath(new URL("poison-worker.ts", import.meta.url)), way],
    cwd: ROOT,
    env: { ...testEnv(ownerUrl), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();

async function* numbersIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<number> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.map(Number);
  }
}
