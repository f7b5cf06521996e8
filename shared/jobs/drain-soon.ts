import { inBackground } from "../observe/background.ts";

/** Queues being drained in this isolate, and whether something was added meanwhile. */
const draining = new Map<string, { again: boolean }>();

/**
 * Works through a queue in the background, in this very isolate: after a commit nobody waits for the clock. Best effort;
 * what is left over, the clock finds. A queue that is being drained already is looked at once more afterwards.
 */
export function drainSoon(queue: string, drain: () => Promise<unknown>): void {
  const current = draining.get(queue);
  if (current) current.again = true;
  else inBackground(drainUntilQuiet(queue, drain));
}

async function drainUntilQuiet(queue: string, drain: () => Promise<unknown>): Promise<void> {
  const state = { again: true };
  draining.set(queue, state);
  try {
    while (state.again) {
      state.again = false;
      await drain();
    }
  } finally {
    draining.delete(queue);
  }
}
