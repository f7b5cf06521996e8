/** Tells what is being done while it is done, and how long it took. */
export function createProgress(title: string) {
  const started = performance.now();
  const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  console.log(`\n  ${title}\n`);
  return {
    async step<T>(what: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
      const since = performance.now();
      const live = Deno.stdout.isTerminal();
      if (live) await Deno.stdout.write(new TextEncoder().encode(`  · ${what} …`));
      const result = await work();
      console.log(
        `${live ? "\r\x1b[2K" : ""}  ✓ ${what}${detail ? `: ${detail(result)}` : ""} (${seconds(since)})`,
      );
      return result;
    },
    total: () => seconds(started),
  };
}
