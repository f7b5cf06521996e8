/** Random choices that a seed repeats. What the machine's timing makes of them is another matter. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  next(): number;
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T | undefined;
  /** Another one, whose choices don't depend on how often this one is asked meanwhile. */
  fork(): Chance;
}

/** Marsaglia's xorshift with 32 bits: short, and far better than needed here. */
export function createChance(seed: number): Chance {
  // Zero would stay zero for ever.
  let state = (Math.imul(seed, 0x9e3779b1) >>> 0) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[Math.floor(next() * items.length)],
    fork: () => createChance(Math.floor(next() * 2 ** 32)),
  };
}

/** DRILL_SEED, or a new one; a whole number. Throws RangeError for anything else. */
export function readSeed(given: string | undefined = Deno.env.get("DRILL_SEED")): number {
  if (!given) return Math.floor(Math.random() * 1_000_000);
  const seed = Number(given);
  if (!Number.isInteger(seed)) throw new RangeError("DRILL_SEED is a whole number.");
  return seed;
}
