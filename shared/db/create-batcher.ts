interface BatcherOptions {
  /** How many items a batch holds at most. */
  most: number;
  /** How many must have gathered for a second batch to set out beside one that is under way. */
  enough: number;
}

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers what arrives while the database is busy and does it in one call, as a database does with its commits. What
 * arrives alone is done at once. Where a batch fails, each of its items is tried by itself, so that nobody suffers for
 * another's fault. `run` answers in the order of its items.
 *
 * Two batches at most are under way: one in the database while the other is put together. Letting every few items set
 * out at once was slower (tests/bench/ingest.ts): a call costs as much as some six items in it.
 */
export function createBatcher<T, R>(run: (items: T[]) => Promise<R[]>, { most, enough }: BatcherOptions) {
  const waiting: Waiting<T, R>[] = [];
  let underWay = 0;

  async function settle(batch: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, at) => resolve(results[at]!));
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await settle([one]);
    }
  }

  function setOut(): void {
    if (!waiting.length || underWay === 2 || underWay === 1 && waiting.length < enough) return;
    underWay++;
    settle(waiting.splice(0, most)).finally(() => {
      underWay--;
      setOut();
    });
  }

  return (item: T): Promise<R> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      setOut();
    });
}
