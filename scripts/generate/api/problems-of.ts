import type { OperationResponse, Schema } from "../../../functions/api-docs/open-api.ts";
import { PROBLEM_CODES, type ProblemCode } from "../../../shared/problem/problem-codes.ts";
import type { Access, Route } from "../../../shared/http/route.ts";
import { REQUEST_ID } from "./request-id.ts";

/** What each kind of door refuses with, in shared/http/create-flow.ts, before the verb is asked. */
const BY_ACCESS: Record<Access["kind"], ProblemCode[]> = {
  employee: [
    "business_required",
    "credential_missing",
    "credential_invalid",
    "permission_missing",
    "not_found",
  ],
  user: ["credential_missing", "credential_invalid"],
  worker: ["credential_missing", "credential_invalid"],
  webhook: ["credential_missing", "credential_invalid", "body_too_large"],
  open: ["credential_invalid"],
};

/** Every problem a route may answer with, in the order of their statuses. */
export function problemsOf({ method, access, contract }: Route): ProblemCode[] {
  const { params, query, headers, body, problems = [] } = contract;
  const codes = new Set<ProblemCode>([...BY_ACCESS[access.kind], ...problems, "unexpected", "unavailable"]);
  if (access.kind === "employee" && !access.permission) codes.delete("permission_missing");
  // A signed delivery is taken as it is; whatever else comes in is parsed.
  if (access.kind !== "webhook" && (params || query || headers || body)) codes.add("invalid_input");
  if (body) {
    for (const code of ["malformed_json", "body_too_large", "unsupported_media_type"] as const) {
      codes.add(code);
    }
  }
  if (method !== "get") codes.add("busy");
  // The registry is in the order of statuses.
  return (Object.keys(PROBLEM_CODES) as ProblemCode[]).filter((code) => codes.has(code));
}

/** The answers for a list of problems, by status. */
export function problemResponses(codes: ProblemCode[]): Record<string, OperationResponse> {
  const byStatus = Map.groupBy(codes, (code) => String(PROBLEM_CODES[code][0]));
  return Object.fromEntries(
    [...byStatus].map(([status, alike]) => [status, {
      description: alike.map((code) => `\`${code}\`: ${PROBLEM_CODES[code][1]}`).join("\n\n"),
      headers: REQUEST_ID,
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem", properties: { code: { enum: alike } } },
        },
      },
    }]),
  );
}

/** What shared/problem/problem.ts answers. */
export const PROBLEM_SCHEMA: Schema = {
  description:
    "Why something was refused, as RFC 9457 has it. Branch on `code`: it is stable, the texts are not.",
  type: "object",
  properties: {
    type: { type: "string", format: "uri", description: "Names the code as an address." },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(PROBLEM_CODES) },
    detail: { type: "string", description: "A sentence about this very request." },
    errors: {
      description: "With `invalid_input`: every field that doesn't fit.",
      type: "array",
      items: {
        type: "object",
        properties: {
          pointer: { type: "string", description: "A JSON pointer into the input, such as `/query/limit`." },
          detail: { type: "string" },
        },
        required: ["pointer", "detail"],
      },
    },
    instance: {
      type: "string",
      description: "`urn:request:` and the request id, to quote when asking for help.",
    },
  },
  required: ["type", "title", "status", "code", "instance"],
  "x-problems": Object.fromEntries(
    Object.entries(PROBLEM_CODES).map(([code, [status, title]]) => [code, { status, title }]),
  ),
};
