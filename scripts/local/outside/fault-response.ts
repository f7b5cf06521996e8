import { answersItself, type Fault } from "./fault-queue.ts";

/** Statuses that HTTP allows no body for. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** Thrown into an answer's stream on purpose. A server's `onError` may keep silent about it. */
export class ConnectionCut extends Error {
  override name = "ConnectionCut";

  constructor() {
    super("The connection was cut, as a planned fault asked for.");
  }
}

/** The answer that a fault brings, or undefined when it brings none and the provider answers after all. */
export function faultResponse(fault: Fault): Response | undefined {
  if (fault.cut) return cutResponse();
  if (!answersItself(fault)) return undefined;
  const status = fault.status ?? 200;
  const headers = new Headers(fault.headers);
  if (fault.body === undefined || WITHOUT_BODY.has(status)) return new Response(null, { status, headers });
  if (typeof fault.body === "string") return new Response(fault.body, { status, headers });
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return new Response(JSON.stringify(fault.body), { status, headers });
}

/**
 * `Deno.serve` gives a handler no hold on the connection, and has sent the head before it looks at the body's
 * stream (tried: an already failed stream, a wrong content-length, a reset socket as the body, throwing). So the
 * answer breaks off right after its head: `fetch` resolves, and reading the body rejects.
 */
function cutResponse(): Response {
  return new Response(new ReadableStream({ start: (controller) => controller.error(new ConnectionCut()) }));
}
