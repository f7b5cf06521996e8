import { join } from "node:path";
import { commandLineOf } from "../command-line.ts";

/** How long, in milliseconds, a Postgres is given to end; it may have to write down what it holds in memory. */
const PATIENCE = 60_000;

/**
 * Ends a Postgres that outlived the Frontdesk that started it (which was killed, say), so that another can be started
 * on its data. Only who holds the claim on the data may ask for it.
 */
export async function endOrphan(data: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  const [pid, directory] = await readLines(lock);
  if (!pid || !directory) return;
  const command = await commandLineOf(Number(pid));
  // It has ended. Postgres itself knows what to do with a lock like that.
  if (!command) return;
  // The number was given to some other process since, which Postgres would take for the one that it was.
  if (!command.includes(directory)) return await Deno.remove(lock);
  // A copy of data that is in use elsewhere: Postgres refuses it.
  if (await Deno.realPath(directory).catch(() => "") !== await Deno.realPath(data)) return;

  // SIGINT is Postgres's "fast" shutdown.
  Deno.kill(Number(pid), Deno.build.os === "windows" ? "SIGKILL" : "SIGINT");
  const since = performance.now();
  while ((await commandLineOf(Number(pid)))?.includes(directory)) {
    if (performance.now() - since > PATIENCE) {
      throw new Error(
        `A Postgres that was left behind (process ${pid}) doesn't end. End it, then try again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await Deno.readTextFile(file)).split(/\r?\n/);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
