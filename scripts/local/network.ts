import type postgres from "postgres";

/** One row of net.http_request_queue. */
interface QueuedRequest {
  id: string;
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer> | null;
  timeout: number;
}

/** One row of net._http_response. */
interface Outcome {
  status: number | null;
  contentType: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timedOut: boolean;
  error: string | null;
}

/** How many requests are under way at once at most, as with pg_net. */
const BATCH = 200;

/** Milliseconds between two looks into an empty queue. */
const REST = 100;

/** The same after a look that failed: Postgres may be starting, and need not be asked ten times a second. */
const REST_AFTER_FAILURE = 1_000;

/**
 * Sends what `net.http_post` and its like queued, as pg_net's background worker would: batch by batch, each request
 * once, its answer written to net._http_response. A request that was taken when the process ends is not sent again.
 * Unlike pg_net it follows no redirect: secrets in a header are meant for the address that was given.
 *
 * Returns what stops it: nothing more is taken, and the promise holds until what is under way has its answer.
 */
export function startNetwork(sql: postgres.Sql): () => Promise<void> {
  const stopping = new AbortController();
  const ended = work(sql, stopping.signal);
  return async () => {
    stopping.abort();
    await ended;
  };
}

async function work(sql: postgres.Sql, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      const requests = await takeRequests(sql);
      await Promise.all(requests.map((request) => handle(sql, request)));
      if (requests.length > 0) await forgetOldResponses(sql);
      else await rest(REST, stopping);
    } catch (error) {
      report(error);
      await rest(REST_AFTER_FAILURE, stopping);
    }
  }
}

const report = (error: unknown) => console.error(`network: ${(error as Error).message}`);

/** Waits so many milliseconds, or until the signal. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}

/** Takes the oldest requests out of the queue. What another worker is taking at this moment is left to it. */
const takeRequests = (sql: postgres.Sql) =>
  sql<QueuedRequest[]>`
    with next as materialized (
      select id from net.http_request_queue order by id limit ${BATCH} for update skip locked
    )
    delete from net.http_request_queue q using next where q.id = next.id
    returning q.id, q.method, q.url, q.body, q.timeout_milliseconds as timeout, coalesce(
      (select jsonb_agg(jsonb_build_array(key, value)) from jsonb_each_text(q.headers) where value is not null), '[]'
    ) as headers`;

/** Sends one request and keeps what came of it. Never throws: the others of its batch are waited for in any case. */
async function handle(sql: postgres.Sql, request: QueuedRequest): Promise<void> {
  try {
    await keep(sql, request.id, await send(request));
  } catch (error) {
    report(error);
  }
}

/** Sends one request. Never throws: what goes wrong is the outcome. */
async function send({ method, url, headers, body, timeout }: QueuedRequest): Promise<Outcome> {
  let request: Request;
  try {
    const signal = AbortSignal.timeout(timeout);
    request = new Request(url, { method, headers, body, signal, redirect: "manual" });
  } catch {
    // What fetch says of it would repeat the URL or the header, and with it a secret.
    return failure("The request can't be sent: its URL, a header or its timeout is none");
  }
  try {
    const response = await fetch(request);
    return {
      status: response.status,
      contentType: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      // Postgres can't hold NUL in a text; pg_net's text ends there, too.
      content: (await response.text()).split("\0", 1)[0] || null,
      timedOut: false,
      error: null,
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") {
      return { ...failure(`Timeout of ${timeout} ms reached`), timedOut: true };
    }
    return failure(reasonOf(error));
  }
}

const failure = (error: string): Outcome => ({
  status: null,
  contentType: null,
  headers: null,
  content: null,
  timedOut: false,
  error,
});

/** Why no answer came, in words without the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  if (cause.includes("dns error")) return "The host's name could not be resolved";
  if (cause.includes("(Connect)")) return "The server could not be connected to";
  return "The request could not be sent, or its answer not read";
}

async function keep(sql: postgres.Sql, id: string, outcome: Outcome): Promise<void> {
  const { status, contentType, headers, content, timedOut, error } = outcome;
  await sql`
    insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
    values (${id}, ${status}, ${contentType}, ${
    headers && sql.json(headers)
  }, ${content}, ${timedOut}, ${error})`;
}

/** As pg_net does, and like it only while there is something to do. */
const forgetOldResponses = (sql: postgres.Sql) =>
  sql`delete from net._http_response where created < now() - interval '6 hours'`;
