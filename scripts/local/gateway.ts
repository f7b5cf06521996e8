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

const nothingHere = (path: string) =>
  Response.json({ message: `Nothing is served under ${path}. What is stands at /.` }, { status: 404 });
