import { percentile } from "./percentile.ts";

/** A request, ready before the clock starts: signing and serialising are not what is measured. */
export interface LoadRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
}

export interface LoadOptions {
  /** Requests that are under way at any moment; each worker keeps a connection of its own. */
  concurrency: number;
  /** Stop after so many requests, or (also) after so many milliseconds. One of the two must be given. */
  total?: number;
  durationMs?: number;
  /** The request of that number, from 0; prepared beforehand, or cheap to make. */
  request(index: number): LoadRequest;
  /** Whether an answer is what was hoped for; by default status 200. */
  isGood?(status: number, text: string): boolean;
}

export interface LoadResult {
  /** Requests that were answered as hoped. */
  done: number;
  failures: number;
  /** What the failures were (`status 500`, `TypeError: …`), and how often. */
  causes: Record<string, number>;
  seconds: number;
  /** Good answers a second. */
  throughput: number;
  /** Milliseconds from sending a request to having read its answer, of good answers. */
  p50: number;
  p95: number;
  p99: number;
}

/** Sends requests over kept-alive connections, `concurrency` at a time, each worker the next as soon as it is answered. */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const {
    concurrency,
    total = Infinity,
    durationMs = Infinity,
    request,
    isGood = (status) => status === 200,
  } = options;
  if (total === Infinity && durationMs === Infinity) {
    throw new Error("A load needs an end: total or durationMs.");
  }
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: concurrency, poolIdleTimeout: 60_000 });
  const latencies: number[] = [];
  const causes: Record<string, number> = {};
  let next = 0;
  const started = performance.now();
  const until = started + durationMs;

  const work = async () => {
    while (next < total && performance.now() < until) {
      const { url, ...init } = request(next++);
      const sent = performance.now();
      const cause = await ask(url, { ...init, client, redirect: "manual" }, isGood);
      if (cause) causes[cause] = (causes[cause] ?? 0) + 1;
      else latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));

  const seconds = (performance.now() - started) / 1000;
  return {
    done: latencies.length,
    failures: Object.values(causes).reduce((sum, count) => sum + count, 0),
    causes,
    seconds,
    throughput: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  };
}

/** Why an answer doesn't count; `undefined` if it does. */
async function ask(
  url: string,
  init: RequestInit & { client: Deno.HttpClient },
  isGood: NonNullable<LoadOptions["isGood"]>,
): Promise<string | undefined> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return isGood(response.status, text) ? undefined : `status ${response.status}`;
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`.slice(0, 120);
  }
}
