import type { Flow } from "../../../shared/http/create-flow.ts";
import type { Route } from "../../../shared/http/route.ts";

const FOLDER = new URL("../../../functions/", import.meta.url);

/** A route together with the flow it belongs to. */
export interface FlowRoute {
  flow: Flow;
  route: Route;
}

/** `GET /conversations/:id`: how the battery calls a route. */
export const nameOf = ({ flow, route }: FlowRoute): string =>
  `${route.method.toUpperCase()} /${flow.name}${route.path === "/" ? "" : route.path}`;

/** Every flow there is, by walking `functions/`. Throws for a folder that is not a flow. */
export async function readFlows(): Promise<Flow[]> {
  const flows: Flow[] = [];
  for await (const { name, isDirectory } of Deno.readDir(FOLDER)) {
    if (isDirectory) flows.push(await readFlow(name));
  }
  return flows.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function readFlow(folder: string): Promise<Flow> {
  const { default: flow } = await import(new URL(`${folder}/index.ts`, FOLDER).href);
  if (typeof flow?.fetch !== "function" || !Array.isArray(flow.routes)) {
    throw new Error(
      `functions/${folder}/index.ts has no flow as its default export: make one with createFlow.`,
    );
  }
  if (flow.name !== folder) {
    throw new Error(
      `The flow in functions/${folder} calls itself '${flow.name}': folder and name must be one.`,
    );
  }
  if (flow.routes.length === 0) throw new Error(`The flow '${folder}' declares no route.`);
  return flow;
}
