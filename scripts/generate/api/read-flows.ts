import type { Flow } from "../../../shared/http/create-flow.ts";

const FOLDER = new URL("../../../functions/", import.meta.url);

/** Every flow, in the order of their names. Throws for a folder that is no flow. */
export async function readFlows(): Promise<Flow[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(FOLDER)) if (isDirectory) names.push(name);
  return await Promise.all(names.sort().map(readFlow));
}

async function readFlow(name: string): Promise<Flow> {
  let flow: Flow;
  try {
    flow = (await import(new URL(`${name}/index.ts`, FOLDER).href)).default;
  } catch (cause) {
    const advice = name === "api-docs"
      ? " If its document.ts is at fault, delete that and generate again."
      : "";
    throw new Error(`functions/${name}/index.ts can't be loaded: ${(cause as Error).message}.${advice}`, {
      cause,
    });
  }
  if (flow?.name !== name || !Array.isArray(flow.routes)) {
    throw new Error(`functions/${name}/index.ts must have createFlow("${name}", […]) as its default export.`);
  }
  return flow;
}
