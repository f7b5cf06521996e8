/** What a request's one log line tells. Never a secret, a name, a phone or a message's text. */
export interface RequestLog {
  requestId: string;
  flow: string;
  method: string;
  /** The route's pattern, not the address: addresses carry ids and tokens. */
  route: string;
  actor: string;
  business?: string;
  status: number;
  /** `ok`, or the problem's code. */
  outcome: string;
  durationMs: number;
  /** For failures nobody foresaw: the error's name and message, for the operator. */
  cause?: string;
}

/** Writes one JSON line. */
export function logRequest(entry: RequestLog): void {
  const level = entry.status >= 500 ? "error" : "info";
  console.log(JSON.stringify({ level, at: new Date().toISOString(), ...entry }));
}
