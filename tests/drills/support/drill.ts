import type postgres from "postgres";
import type { Report, Row } from "../../bench/support/bench.ts";
import type { Chance } from "./seeded-chance.ts";

/** Something Frontdesk promises, held against what was found. */
export interface Promised {
  promise: string;
  found: number;
  /** What `found` must be: `= 0`, `≤ 5`. */
  wanted: string;
  held: boolean;
}

/** What a drill, or one part of it, found. Units stand in the column names. */
export interface Findings {
  tables: Record<string, Row[]>;
  promises: Promised[];
}

/** A promise proven under violence: everything that goes wrong in it is done on purpose. */
export interface Drill {
  name: string;
  what: string;
  run(report: Report): Promise<Findings>;
}

/** What each part of a drill stands on. */
export interface Ground {
  /** A database of its own with every migration, and nothing in it. */
  ownerUrl: string;
  /** The owner of that database: sets the stage, and looks at what really is there. */
  sql: postgres.Sql;
  chance: Chance;
  report: Report;
}

export const exactly = (promise: string, found: number, wanted: number): Promised => ({
  promise,
  found,
  wanted: `= ${wanted}`,
  held: found === wanted,
});

export const atMost = (promise: string, found: number, most: number): Promised => ({
  promise,
  found,
  wanted: `≤ ${most}`,
  held: found <= most,
});

export const atLeast = (promise: string, found: number, least: number): Promised => ({
  promise,
  found,
  wanted: `≥ ${least}`,
  held: found >= least,
});
