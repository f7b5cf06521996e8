import { ConnectionCut } from "../../../scripts/local/outside/fault-response.ts";
import type { StandIn } from "../../../scripts/local/outside/stand-in.ts";

/** What came for a provider, as it came. */
export interface OutsideRequest {
  method: string;
  /** Without `/_outside/<name>`. */
  path: string;
  headers: Headers;
  bytes: Uint8Array;
}

/** A stand-in over plain HTTP, for flows in a process of their own. */
export interface ServedOutside extends AsyncDisposable {
  origin: string;
  /** `<origin>/_outside/<name>`. */
  url: string;
  /** What flows sent, oldest first; what tests ask of the stand-in itself is not among it. */
  requests: OutsideRequest[];
  /** Plans faults, in the words of `FaultQueue`. */
  plan(...faults: unknown[]): Promise<void>;
  /** Takes so many further requests as the provider does, and cuts the connection instead of answering. */
  loseAnswers(times: number): void;
}

/** Serves a stand-in; `isProviders` tells a provider's own paths from those for tests. */
export function serveOutside(standIn: StandIn, isProviders: RegExp): ServedOutside {
  const requests: OutsideRequest[] = [];
  const prefix = `/_outside/${standIn.name}`;
  let lost = 0;
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError(error) {
      if (!(error instanceof ConnectionCut)) console.error(error);
      return new Response(null, { status: 500 });
    },
  }, async ({ method, url, headers, body }) => {
    const bytes = new Uint8Array(await new Response(body).arrayBuffer());
    const path = new URL(url).pathname.slice(prefix.length);
    const isTheirs = isProviders.test(path);
    if (isTheirs) requests.push({ method, path, headers, bytes });
    const given = { method, headers, ...(bytes.length > 0 ? { body: bytes } : {}) };
    const response = await standIn.handle(new Request(url, given));
    if (!isTheirs || lost === 0) return response;
    lost--;
    await response.body?.cancel();
    return new Response(new ReadableStream({ start: (controller) => controller.error(new ConnectionCut()) }));
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const url = `${origin}${prefix}`;
  return {
    origin,
    url,
    requests,
    async plan(...faults) {
      const response = await fetch(`${url}/faults`, { method: "POST", body: JSON.stringify({ faults }) });
      const answer = await response.text();
      if (!response.ok) throw new Error(`The plan was refused: ${answer}`);
    },
    loseAnswers(times) {
      lost = times;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
