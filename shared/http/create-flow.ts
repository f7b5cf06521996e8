import { type Context as HonoContext, Hono } from "hono";
import type { Actor } from "../auth/actor.ts";
import { authenticate } from "../auth/authenticate.ts";
import { problemFromPostgres } from "../db/problem-from-postgres.ts";
import type { Origin } from "../db/transaction.ts";
import { describeCause } from "../observe/describe-cause.ts";
import { logRequest } from "../observe/log.ts";
import { reportError } from "../observe/sentry.ts";
import { requirePermission } from "../tenant/require-permission.ts";
import { resolveTenant } from "../tenant/resolve-tenant.ts";
import { CORS_HEADERS, preflight } from "./cors.ts";
import { originOf } from "./origin.ts";
import { parseInput } from "./parse-input.ts";
import { Problem } from "../problem/problem.ts";
import { readBody } from "./read-body.ts";
import type { Route } from "./route.ts";

/** A deployable flow: what the platform calls, and its declaration for documentation and tests. */
export interface Flow {
  name: string;
  routes: Route[];
  fetch(request: Request): Response | Promise<Response>;
}

/** What is known of a request so far; filled in on its way, read by the log. */
interface Passage {
  origin: Origin;
  route: string;
  actor: Actor["kind"];
  business?: string;
  outcome: string;
  cause?: string;
}

const PREFIX = "/functions/v1/";

type Door = HonoContext<{ Variables: { passage: Passage } }>;

/**
 * Makes a flow of its routes. Every request passes the same doors in the same order: credential, tenant, permission,
 * input. Whatever is thrown leaves as a problem; every answer carries CORS and a request id; one line is logged.
 */
export function createFlow(name: string, routes: Route[]): Flow {
  const root = new Hono<{ Variables: { passage: Passage } }>({ getPath });
  const app = root.basePath(`/${name}`);

  root.use("*", async (c, next) => {
    const started = performance.now();
    const passage: Passage = { origin: originOf(c.req.raw), route: "", actor: "anonymous", outcome: "ok" };
    c.set("passage", passage);
    await next();
    // On the headers themselves: c.header() would make the response anew for each.
    const { headers } = c.res;
    for (const [header, value] of CORS_HEADERS) headers.set(header, value);
    headers.set("x-request-id", passage.origin.requestId);
    const { origin: { requestId }, ...told } = passage;
    const durationMs = Math.round((performance.now() - started) * 100) / 100;
    logRequest({ requestId, flow: name, method: c.req.method, ...told, status: c.res.status, durationMs });
  });

  for (const path of new Set(routes.map((route) => route.path))) {
    const here = routes.filter((route) => route.path === path);
    const methods = [...here.map((route) => route.method.toUpperCase()), "OPTIONS"];
    for (const route of here) app.on(route.method.toUpperCase(), path, (c) => answer(route, c));
    app.on("OPTIONS", path, () => preflight(methods));
    app.all(path, () => {
      throw new Problem("method_not_allowed", { headers: { allow: methods.join(", ") } });
    });
  }
  root.notFound((c) =>
    fail(c, new Problem("not_found", { detail: `The flow '${name}' has no such address.` }))
  );
  root.onError((error, c) => fail(c, error));

  function fail(c: Door, error: unknown): Response {
    const passage = c.get("passage");
    const problem = toProblem(error);
    passage.outcome = problem.code;
    if (problem.status >= 500) {
      passage.cause = describeCause(error);
      reportError(error, { flow: name, request_id: passage.origin.requestId, code: problem.code });
    }
    return problem.toResponse(passage.origin.requestId);
  }

  return { name, routes, fetch: (request) => root.fetch(request) };
}

/** The path below the functions' address, whether or not the runtime has taken that away already. */
function getPath(request: Request): string {
  const path = new URL(request.url).pathname;
  return path.startsWith(PREFIX) ? path.slice(PREFIX.length - 1) : path;
}

/** Leads one request through the guards of its route to its verb. */
async function answer(route: Route, c: Door): Promise<Response> {
  const passage = c.get("passage");
  passage.route = route.path;
  const { access } = route;
  const { origin } = passage;

  if (access.kind === "webhook") {
    const bytes = await readBody(c.req.raw, route.bodyLimit);
    const delivery = { params: c.req.param(), bytes };
    const actor = await access.verify({ ...delivery, headers: c.req.raw.headers, origin });
    passage.actor = actor.kind;
    return toResponse(route, await run(route, { actor, origin }, delivery));
  }

  const actor = await authenticate(c.req.raw.headers);
  passage.actor = actor.kind;
  if (access.kind === "open") {
    return toResponse(route, await run(route, { actor, origin }, await parseInput(route, c)));
  }
  if (access.kind === "worker") {
    if (actor.kind !== "worker") throw missing();
    return toResponse(route, await run(route, { actor, origin }, await parseInput(route, c)));
  }
  if (actor.kind !== "user") throw missing();
  if (access.kind === "user") {
    return toResponse(route, await run(route, { actor, origin }, await parseInput(route, c)));
  }

  const tenant = await resolveTenant(actor, c.req.header("x-business-id") ?? null, origin);
  passage.business = tenant.businessId;
  if (access.permission !== null) requirePermission(tenant, access.permission);
  return toResponse(route, await run(route, { actor, origin, tenant }, await parseInput(route, c)));
}

/** The declarations are typed where they are made (route.ts); here they have become one list. */
const run = (route: Route, context: unknown, input: unknown) => route.run(context as never, input as never);

/** What a verb returns passes its contract: columns that nobody declared don't leave. */
function toResponse(route: Route, output: unknown): Response {
  if (output instanceof Response) return output;
  return Response.json(route.contract.output.parse(output), { headers: { "cache-control": "no-store" } });
}

const missing = () => new Problem("credential_missing", { headers: { "www-authenticate": "Bearer" } });

const toProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : problemFromPostgres(error) ?? new Problem("unexpected", { cause: error });
