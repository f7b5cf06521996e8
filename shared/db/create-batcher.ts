import { setImmediate } from "node:timers";

interface Waiting<T> {
  item: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers what arrives while the database is busy and does it in one call, as a database does with its commits. What
 * arrives alone waits for nobody but those who are being read in the same turn of the event loop. Where a batch of at
 * most `most` items fails, each is tried by itself, so that nobody suffers for another's fault.
 *
 * One batch is under way at a time: two smaller ones beside each other do the same work with more calls, and a call
 * costs as much as some four items in it (tests/bench/ingest.ts).
 */
export function createBatcher<T>(
  run: (items: T[]) => Promise<void>,
  most: number,
): (item: T) => Promise<void> {
  const waiting: Waiting<T>[] = [];
  let working = false;

  async function settle(batch: Waiting<T>[]): Promise<void> {
    try {
      await run(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await settle([one]);
    }
  }

  async function work(): Promise<void> {
    while (waiting.length) {
      await nextTurn();
      await settle(waiting.splice(0, most));
    }
    working = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (working) return;
      working = true;
      work();
    });
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
