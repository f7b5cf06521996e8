/** One line of progress; it goes to stderr, so that stdout holds the result alone. */
export type Report = (line: string) => void;

export type Row = Record<string, string | number | boolean | null>;

/** One promise of speed: a figure measured in this run, and what it may not pass. */
export interface Bar {
  name: string;
  ratio: number;
  bar: number;
  holds: boolean;
}

export interface BenchResult {
  name: string;
  /** What was measured, one list of rows per table. Units stand in the column names. */
  results: Record<string, Row[]>;
  bars: Bar[];
}

/** A benchmark compares with a floor or a peer in the same run: an absolute time says more of the machine than of us. */
export interface Bench {
  name: string;
  what: string;
  run(report: Report): Promise<BenchResult>;
}

/** A bar on a cost: `ratio` may be `bar` or less. */
export const atMost = (name: string, ratio: number, bar: number): Bar => ({
  name,
  ratio,
  bar,
  holds: ratio <= bar,
});

/** A bar on a yield: `ratio` must be `bar` or more. */
export const atLeast = (name: string, ratio: number, bar: number): Bar => ({
  name,
  ratio,
  bar,
  holds: ratio >= bar,
});
