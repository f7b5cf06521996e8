import { hostFunctions, type TestFunctions, WORKER_SECRET } from "../../support/functions.ts";
import { urlFor } from "./holders.ts";

/** The flows that the clock wakes. */
export const FLOWS = ["push-dispatch", "email-dispatch"] as const;
export type DispatcherFlow = typeof FLOWS[number];

/** A process that hosts the flows, and can be killed. */
export interface Dispatcher {
  /** Which one it is, also after it was killed: see holders.ts. */
  number: number;
  /** Wakes a flow as the clock would; resolves once it has answered, or died. Returns whether it answered well. */
  wake(flow: DispatcherFlow): Promise<boolean>;
  /** Ends the process as a crash would (SIGKILL); it is started again. */
  kill(): Promise<void>;
}

export interface Dispatchers extends AsyncDisposable {
  all: Dispatcher[];
}

/** Hosts every flow in `count` processes beside each other. */
export function startDispatchers(ownerUrl: string, env: Record<string, string>, count: number): Dispatchers {
  const hosts = Array.from({ length: count }, (_, number) => hostFunctions(urlFor(ownerUrl, number), env));
  return {
    all: hosts.map(dispatcherOf),
    async [Symbol.asyncDispose]() {
      await Promise.all(hosts.map(({ process }) => process.stop()));
    },
  };
}

function dispatcherOf({ process, call }: TestFunctions, number: number): Dispatcher {
  return {
    number,
    async wake(flow) {
      try {
        const headers = { "x-worker-secret": WORKER_SECRET };
        return (await call(`/${flow}`, { method: "POST", headers })).status === 200;
      } catch {
        // It was killed meanwhile.
        return false;
      }
    },
    kill: () => process.crash(),
  };
}

/** Wakes every flow of every dispatcher again and again, `pause` milliseconds after each answer, until `over`. */
export async function keepWaking(
  { all }: Dispatchers,
  { pause, over }: { pause: number; over: AbortSignal },
): Promise<void> {
  await Promise.all(all.flatMap((dispatcher) =>
    FLOWS.map(async (flow) => {
      while (!over.aborted) {
        await dispatcher.wake(flow);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    })
  ));
}
