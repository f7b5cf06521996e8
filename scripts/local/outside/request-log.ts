/** One request that a stand-in was sent. */
export interface LogEntry {
  id: number;
  /** When it arrived, ISO 8601. */
  at: string;
  method: string;
  /** Without `/_outside/<name>` and without the query. */
  path: string;
  /** The query with its question mark, or empty. */
  query: string;
  /** Names in lower case; credentials shortened to their last four characters. */
  headers: Record<string, string>;
  /** Parsed when it is JSON, else text, else base64; null when there was none. */
  body: unknown;
  /** What was answered; 0 while nothing is, and when the connection was cut. */
  status: number;
}

/** A flood must not fill the memory of a stack that runs for days. */
const KEPT_ENTRIES = 1_000;
const KEPT_BODY_BYTES = 1_048_576;

const CREDENTIAL_HEADERS = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "apikey",
  "api-key",
  "x-api-key",
  "x-goog-api-key",
]);
const CREDENTIAL_PARAMETERS = ["access_token", "client_secret", "key"];

/** The newest 1,000 requests, oldest first. */
export class RequestLog {
  #entries: LogEntry[] = [];
  #lastId = 0;

  /** Keeps the request. The entry is returned so that its status can be filled in once there is one. */
  add(request: Request, path: string, body: Uint8Array): LogEntry {
    const entry: LogEntry = {
      id: ++this.#lastId,
      at: new Date().toISOString(),
      method: request.method,
      path,
      query: readQuery(new URL(request.url)),
      headers: readHeaders(request.headers),
      body: readBody(body),
      status: 0,
    };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_ENTRIES) this.#entries.shift();
    return entry;
  }

  entries(): LogEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
  }
}

const lastFour = (secret: string) => `…${secret.slice(-4)}`;

function readHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, CREDENTIAL_HEADERS.has(name) ? shorten(value) : value]),
  );
}

/** `Bearer abcdefgh` becomes `Bearer …efgh`: enough to tell two tokens apart, too little to use one. */
function shorten(value: string): string {
  const [, scheme = "", secret = value] = /^(\S+\s+)(.+)$/.exec(value) ?? [];
  return scheme + lastFour(secret);
}

function readQuery(url: URL): string {
  for (const name of CREDENTIAL_PARAMETERS) {
    const secret = url.searchParams.get(name);
    if (secret !== null) url.searchParams.set(name, lastFour(secret));
  }
  return url.search;
}

function readBody(body: Uint8Array): unknown {
  if (body.length === 0) return null;
  if (body.length > KEPT_BODY_BYTES) return `(${body.length} bytes, too many to keep)`;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return body.toBase64();
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
