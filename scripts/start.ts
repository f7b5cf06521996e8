import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createProgress } from "./local/progress.ts";
import { resetStack } from "./local/reset-stack.ts";
import { runStack } from "./local/run-stack.ts";
import { STACK_FILE } from "./local/stack.ts";

const port = Number(Deno.env.get("FRONTDESK_PORT") || 54321);

if (Deno.args.includes("--help")) {
  console.log(
    "deno task start [--reset]   --reset forgets all data; FRONTDESK_PORT chooses the port (54321), FRONTDESK_LOCAL the folder (.local)",
  );
  Deno.exit(0);
}

try {
  Deno.listen({ hostname: "127.0.0.1", port }).close();
} catch {
  console.error(
    `Port ${port} is taken, perhaps by another Frontdesk. Stop that, or choose another: FRONTDESK_PORT=54331 deno task start`,
  );
  Deno.exit(1);
}

const progress = createProgress("Frontdesk");
try {
  if (Deno.args.includes("--reset")) await progress.step("Reset", resetStack);
  const { stack, stop } = await runStack(port, progress, (line) => console.log(`  ${line}`));
  console.log(`
  Ready in ${progress.total()}: ${stack.url}

  Try it, in another window:
    deno task say "hello"
  Sign in as ${stack.logins[0]?.email} with the password ${
    stack.logins[0]?.password
  }; all else stands on the page
  and in ${relative(Deno.cwd(), fileURLToPath(STACK_FILE))}. Ctrl-C stops.
`);
  await interrupted();
  console.log("\n  Stopping …");
  await stop();
  Deno.exit(0);
} catch (error) {
  console.error(`\n  Frontdesk could not start: ${(error as Error).message}`);
  Deno.exit(1);
}

/** Until somebody asks us to stop. */
function interrupted(): Promise<void> {
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  return new Promise((resolve) =>
    signals.forEach((signal) => Deno.addSignalListener(signal, () => resolve()))
  );
}
