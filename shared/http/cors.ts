/**
 * CORS for every answer, refusals included: without these headers a browser hides the reason from the app.
 * Any origin may call, since access follows from the bearer token alone; cookies are never used.
 */
export const CORS_HEADERS = [
  ["access-control-allow-origin", "*"],
  ["access-control-expose-headers", "x-request-id, retry-after"],
] as const;

/** What a preflight is told. `methods` are those of the address asked about. */
export const preflight = (methods: string[]): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers":
        "authorization, apikey, content-type, idempotency-key, traceparent, x-business-id, x-client-info",
      "access-control-max-age": "86400",
    },
  });
