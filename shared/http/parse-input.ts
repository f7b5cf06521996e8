import type { Context } from "hono";
import type { z } from "zod";
import { type FieldError, Problem } from "../problem/problem.ts";
import { readBody } from "./read-body.ts";
import type { Route } from "./route.ts";

/**
 * Parses path, query, headers and body by the route's contract; past this only parsed types exist.
 * Throws `body_too_large`, `unsupported_media_type`, `malformed_json`, or `invalid_input` naming every field.
 */
export async function parseInput(route: Route, c: Context) {
  const { params, query, headers, body } = route.contract;
  const errors: FieldError[] = [];
  const parse = (schema: z.ZodType | undefined, where: string, value: unknown) => {
    if (!schema) return undefined;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      errors.push({ pointer: `/${[where, ...issue.path].join("/")}`, detail: issue.message });
    }
  };
  const input = {
    params: parse(params, "params", c.req.param()),
    query: parse(query, "query", c.req.query()),
    headers: parse(headers, "headers", c.req.header()),
    body: parse(body, "body", body && await readJson(c.req.raw, route.bodyLimit)),
  };
  if (errors.length) throw new Problem("invalid_input", { detail: "See 'errors'.", errors });
  return input;
}

async function readJson(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBody(request, limit);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim();
  if (bytes.length && type !== "application/json") throw new Problem("unsupported_media_type");
  if (!bytes.length) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Problem("malformed_json", { cause });
  }
}
