import { PROBLEM_CODES, type ProblemCode } from "./problem-codes.ts";

/** One field of the input that was refused: a JSON pointer and a sentence. */
export interface FieldError {
  pointer: string;
  detail: string;
}

interface ProblemOptions {
  /** A sentence the caller may read. Never a database message, a secret or another business's data. */
  detail?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** For the operator's log only. */
  cause?: unknown;
}

/** The one way to fail: thrown anywhere, answered as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(readonly code: ProblemCode, readonly options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEM_CODES[code][1], { cause: options.cause });
    this.name = "Problem";
    [this.status, this.title] = PROBLEM_CODES[code];
  }

  toResponse(requestId: string): Response {
    const { detail, errors, headers } = this.options;
    const body = {
      type: `https://frontdesk.dev/problems/${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      ...(detail ? { detail } : {}),
      ...(errors ? { errors } : {}),
      instance: `urn:request:${requestId}`,
    };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    });
  }
}
