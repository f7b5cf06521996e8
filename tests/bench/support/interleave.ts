import { median } from "./percentile.ts";

export interface InterleaveOptions {
  rounds: number;
  /** How often each side runs in one round. */
  perRound: number;
  /** Runs of each side before anything is counted: caches, prepared statements and plans settle. */
  warmUp: number;
}

export interface Comparison {
  /** Median of the rounds' medians, milliseconds. */
  floorMs: number;
  measuredMs: number;
  /** Median of the rounds' own ratios: what slows the machine for a while slows both sides of a round. */
  ratio: number;
  /** The smallest and the largest ratio of a round: how far to trust it. */
  spread: [number, number];
}

/** One run of a side. Returns the milliseconds that count, so that what prepares or tidies up stays outside. */
export type Timed = () => Promise<number>;

/** Compares two sides in rounds, turn by turn, each round beginning with the other side. */
export async function compareInterleaved(
  floor: Timed,
  measured: Timed,
  { rounds, perRound, warmUp }: InterleaveOptions,
): Promise<Comparison> {
  for (let i = 0; i < warmUp; i++) {
    await floor();
    await measured();
  }
  const floors: number[] = [];
  const measures: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < perRound; i++) {
      if (round % 2) ours.push(await measured());
      theirs.push(await floor());
      if (!(round % 2)) ours.push(await measured());
    }
    floors.push(median(theirs));
    measures.push(median(ours));
    ratios.push(median(ours) / median(theirs));
  }
  return {
    floorMs: median(floors),
    measuredMs: median(measures),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
