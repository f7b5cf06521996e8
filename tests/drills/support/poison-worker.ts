import { z } from "zod";
import { drain } from "../../../shared/jobs/drain.ts";
import type { Dispatcher } from "../../../shared/jobs/job.ts";

/**
 * A dispatcher of the drill's own, as a process of its own: works through `drill_<way>` again and again, where `<way>` is
 * its argument and says what the poisonous job does to it, and tells on stdout which job's effect happened. Ends with its
 * standard input.
 */
const way = z.enum(["kills", "exits", "throws"]).parse(Deno.args[0]);

const POISON: Record<typeof way, () => void> = {
  kills: () => Deno.kill(Deno.pid, "SIGKILL"),
  exits: () => Deno.exit(1),
  throws: () => {
    throw new Error("poison");
  },
};

/** Milliseconds between two drains: longer than the back-off, so that those who failed together come together. */
const PAUSE = 400;

const dispatcher: Dispatcher<{ n: number; poison: boolean }> = {
  queue: `drill_${way}`,
  payload: z.object({ n: z.int(), poison: z.boolean() }),
  async work(jobs, { settle }) {
    for (const job of jobs) {
      if (job.payload.poison) {
        // Poison takes a moment; what was done before it is written down by then.
        await pause(250);
        POISON[way]();
      }
      tell(job.payload.n);
      settle(job, { kind: "done" });
    }
  },
};

let over = false;
endOfInput().then(() => over = true);
while (!over) {
  await drain(dispatcher, { requestId: "drill" });
  await pause(PAUSE);
}
Deno.exit(0);

/** At once: what was done must be known also if the process dies in the next moment. */
function tell(n: number) {
  Deno.stdout.writeSync(new TextEncoder().encode(`${n}\n`));
}

async function endOfInput() {
  while (await Deno.stdin.read(new Uint8Array(1)) !== null);
}

function pause(ms: number) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
