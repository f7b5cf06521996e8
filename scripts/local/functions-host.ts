/**
 * Serves every flow under the hosted paths on one port: `/functions/v1/<flow>/…`. Runs on Deno 2.9 and on 2.1.4, the
 * hosted runtime's. Environment: FUNCTIONS_PORT (absent takes any), and what the flows themselves need. With
 * `--end-with-stdin` it ends when its standard input does, so that it never outlives who started it.
 */
if (Deno.args.includes("--end-with-stdin")) endWithStdin();

const flows = new Map<string, { fetch(request: Request): Response | Promise<Response> }>();
const folder = new URL("../../functions/", import.meta.url);
for await (const { name, isDirectory } of Deno.readDir(folder)) {
  if (!isDirectory) continue;
  try {
    flows.set(name, (await import(new URL(`${name}/index.ts`, folder).href)).default);
  } catch (error) {
    // Each hosted flow is a worker of its own: one that can't load leaves the others be.
    console.error(`The flow '${name}' can't be loaded: ${(error as Error).stack}`);
  }
}

const PREFIX = "/functions/v1/";

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.env.get("FUNCTIONS_PORT") ?? 0),
  onListen: ({ port }) => console.log(JSON.stringify({ listening: port })),
}, (request) => {
  const path = new URL(request.url).pathname;
  const flow = path.startsWith(PREFIX) && flows.get(path.slice(PREFIX.length).split("/", 1)[0]!);
  return flow
    ? flow.fetch(request)
    : Response.json({ code: "NOT_FOUND", message: "Requested function was not found" }, { status: 404 });
});

async function endWithStdin() {
  while (await Deno.stdin.read(new Uint8Array(1)) !== null);
  // Under --watch an exit would only wait for the next change.
  Deno.kill(Deno.pid, "SIGKILL");
}
