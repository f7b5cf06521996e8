import type { DataApi } from "./data-api.ts";
import type { FunctionsProcess } from "./functions-process.ts";
import type { StandIn } from "./outside/stand-in.ts";

export interface GatewayParts {
  dataApi: Pick<DataApi, "fetch">;
  storage: { fetch(request: Request): Promise<Response> };
  functions: Pick<FunctionsProcess, "fetch">;
  outside: StandIn[];
  local: (request: Request, path: string) => Promise<Response>;
}

/** One port for everything, under the paths a hosted project has. */
export function createGateway({ dataApi, storage, functions, outside, local }: GatewayParts) {
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const [, first, second] = pathname.split("/");
    if (["", "_local", "_outside"].includes(first ?? "") && !isFromHere(request)) {
      return Response.json({ message: "The local page and the stand-ins are for this machine only." }, {
        status: 403,
      });
    }
    switch (first) {
      case "rest":
      case "auth":
        return await dataApi.fetch(request);
      case "storage":
        return await storage.fetch(request);
      case "functions":
        return await functions.fetch(request);
      case "_outside": {
        const standIn = outside.find(({ name }) => name === second);
        return standIn ? await standIn.handle(request) : nothingHere(pathname);
      }
      case "":
      case "_local":
        return await local(request, pathname);
      default:
        return nothingHere(pathname);
    }
  };
}

/**
 * The page shows logins and the stand-ins do as they are told: neither is for a tunnel to the webhook, for a foreign
 * name that resolves to us, nor for another site in the same browser.
 */
function isFromHere(request: Request): boolean {
  const local = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
  const origin = request.headers.get("origin");
  return local.test(request.headers.get("host") ?? "") &&
    (origin === null || local.test(URL.parse(origin)?.host ?? ""));
}

const nothingHere = (path: string) =>
  Response.json({ message: `Nothing is served under ${path}. What is stands at /.` }, { status: 404 });
