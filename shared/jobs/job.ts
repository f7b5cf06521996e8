import type { z } from "zod";
import type { Origin } from "../db/transaction.ts";

/** A claimed job: it is this isolate's until its lease ends. */
export interface Job<P = unknown> {
  id: string;
  /** The lease it was claimed under; without it nobody settles it. */
  token: string;
  businessId: string | null;
  key: string;
  payload: P;
  /** This attempt's number, from 1. */
  attempt: number;
  /** When it should have happened. */
  dueAt: Date;
}

/** What became of a job. Times in milliseconds, reasons for the operator: no address, no secret. */
export type Outcome =
  | { kind: "done" }
  /** Looked at again just before, and no longer wanted. */
  | { kind: "skipped"; reason: string }
  /** It failed, perhaps by its own fault: tried again later, until its attempts are used up. */
  | {
    kind: "retry";
    reason: string;
    after?: number;
    /** In a claim of its own: another job of this one's may have been at fault, and must not take it along. */
    alone?: true;
  }
  /** It could not be tried: that costs no attempt. `moved`: it isn't late either, its time itself has moved. */
  | { kind: "postponed"; reason: string; after: number; moved?: true }
  /** Trying again would not help. */
  | { kind: "dead"; reason: string };

/** What a dispatcher works with. */
export interface Work {
  /** Says what became of a job; the first word counts. */
  settle(job: Job, outcome: Outcome): void;
  /** Asks to begin nothing more. */
  signal: AbortSignal;
  origin: Origin;
}

/** How one queue's jobs are done. */
export interface Dispatcher<P = unknown> {
  queue: string;
  payload: z.ZodType<P>;
  /**
   * Does the jobs of one claim, and settles each as soon as its fate is known. What it leaves unsettled when it
   * returns is tried again without harm; when it throws, that counts as a failed attempt of each that is left, and each
   * comes back alone: nobody knows whose fault it was.
   */
  work(jobs: Job<P>[], work: Work): Promise<void>;
}
