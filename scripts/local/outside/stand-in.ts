import { FaultQueue } from "./fault-queue.ts";
import { faultResponse } from "./fault-response.ts";
import { type LogEntry, RequestLog } from "./request-log.ts";

/** A provider of the outside world, played on this machine in that provider's own wire format. */
export interface StandIn {
  name: string;
  /** Answers whatever arrives under `/_outside/<name>`. */
  handle(request: Request): Promise<Response>;
  /** What it was sent, oldest first. */
  entries(): LogEntry[];
}

/** Plays the provider: `path` starts with a slash and lacks `/_outside/<name>`; `body` is the request's, read. */
export type Respond = (request: Request, path: string, body: Uint8Array) => Response | Promise<Response>;

/**
 * Puts a log and planned faults around a provider. Under `/_outside/<name>`:
 *
 * - `GET log` answers `{ requests }`, `DELETE log` empties it (planned faults stay);
 * - `POST faults` adds a plan (see `FaultQueue`) to what is still pending, `GET faults` shows what is pending,
 *   `DELETE faults` drops it;
 * - every other path is the provider's, answered by `respond`.
 */
export function createStandIn(name: string, respond: Respond): StandIn {
  const prefix = `/_outside/${name}`;
  const log = new RequestLog();
  const faults = new FaultQueue();

  async function handle(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (pathname !== prefix && !pathname.startsWith(`${prefix}/`)) {
      return refuse(404, `${pathname} is not under ${prefix}, where the stand-in "${name}" answers.`);
    }
    const path = pathname.slice(prefix.length) || "/";
    if (path === "/log") return control(request, { GET: () => showLog(), DELETE: () => log.clear() });
    if (path === "/faults") {
      return control(request, {
        GET: () => showFaults(),
        POST: () => addFaults(request),
        DELETE: () => faults.clear(),
      });
    }

    const body = await request.bytes();
    const entry = log.add(request, path, body);
    const fault = faults.take(path + search);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    // A caller that gave up meanwhile is answered all the same: a slow provider does the work, too.
    const response = (fault && faultResponse(fault)) ?? await respond(request, path, body);
    entry.status = fault?.cut ? 0 : response.status;
    return response;
  }

  const showLog = () => Response.json({ requests: log.entries() });
  const showFaults = () => Response.json({ faults: faults.pending() });

  async function addFaults(request: Request): Promise<Response> {
    const problem = faults.add(await request.text());
    return problem === null ? showFaults() : refuse(400, problem);
  }

  return { name, handle, entries: () => log.entries() };
}

/** Answers a control path by the handler of the method; a handler that returns nothing answers 204. */
async function control(
  request: Request,
  handlers: Record<string, () => Response | Promise<Response> | void>,
): Promise<Response> {
  const handler = handlers[request.method];
  if (handler) return (await handler()) ?? new Response(null, { status: 204 });
  const allow = Object.keys(handlers).join(", ");
  const answer = refuse(405, `${new URL(request.url).pathname} takes ${allow}, not ${request.method}.`);
  answer.headers.set("allow", allow);
  return answer;
}

const refuse = (status: number, error: string) => Response.json({ error }, { status });
