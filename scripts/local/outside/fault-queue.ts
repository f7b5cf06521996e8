import { z } from "zod";

const PLAN_SHAPE = "A plan is { faults: [{ path?, times?, status?, body?, headers?, delayMs?, cut? }] }";

const faultSchema = z.strictObject({
  /** Part of the path (with its query), or a regular expression for it. Absent: every path. */
  path: z.string().min(1).refine(isPattern, "must be part of a path, or a valid regular expression")
    .optional(),
  /** How many matching requests it spoils. */
  times: z.int().min(1).default(1),
  /** 200 when only a body or headers are given. */
  status: z.int().min(200).max(599).optional(),
  /** A string is sent as it stands, so that broken JSON can be planned; anything else as JSON. */
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).refine(areHeaders, "must be valid header names and values")
    .optional(),
  /** Waits first. Alone it makes the provider slow, not wrong. */
  delayMs: z.int().min(1).max(600_000).optional(),
  /** Breaks the connection off instead of answering. */
  cut: z.literal(true).optional(),
})
  .refine((fault) => answersItself(fault) || fault.delayMs || fault.cut, "must say what goes wrong")
  .refine(
    (fault) => !(fault.cut && answersItself(fault)),
    "cut sends no answer: leave out status, body and headers",
  );

const planSchema = z.strictObject({ faults: z.array(faultSchema) });

/** What a stand-in does to the next `times` requests that match `path`, instead of behaving well. */
export type Fault = z.infer<typeof faultSchema>;

/** Whether a fault brings its own answer; otherwise the provider's follows (or nothing, when cut). */
export function answersItself(fault: { status?: number; body?: unknown; headers?: unknown }): boolean {
  return fault.status !== undefined || fault.body !== undefined || fault.headers !== undefined;
}

/** Planned faults, used up in the order in which they were planned. */
export class FaultQueue {
  #faults: Fault[] = [];

  /** Adds a plan, given as JSON text. Returns null, or a sentence that says what is wrong with it. */
  add(plan: string): string | null {
    let json: unknown;
    try {
      json = JSON.parse(plan);
    } catch {
      return `The plan is not JSON. ${PLAN_SHAPE}.`;
    }
    const { success, data, error } = planSchema.safeParse(json);
    if (!success) return `${error.issues.map(describeIssue).join("; ")}. ${PLAN_SHAPE}.`;
    this.#faults.push(...data.faults);
    return null;
  }

  /** The fault for a request to `path`, counted down; undefined when none is planned for it. */
  take(path: string): Fault | undefined {
    const fault = this.#faults.find((planned) => matches(planned, path));
    if (fault && --fault.times === 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
    return fault;
  }

  pending(): Fault[] {
    return [...this.#faults];
  }

  clear(): void {
    this.#faults = [];
  }
}

function matches({ path: pattern }: Fault, path: string): boolean {
  return pattern === undefined || path.includes(pattern) || new RegExp(pattern).test(path);
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return `${path.length > 0 ? path.join(".") : "The plan"}: ${message}`;
}

function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}

function areHeaders(headers: Record<string, string>): boolean {
  try {
    return Boolean(new Headers(headers));
  } catch {
    return false;
  }
}
