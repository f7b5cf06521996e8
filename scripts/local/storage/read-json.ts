import type { z } from "zod";
import { invalidRequest } from "./storage-error.ts";

/** The request's JSON in the wanted shape. Throws Storage's 400 that names the field at fault. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const json = await request.json().catch(() => {
    throw invalidRequest("The body is not JSON");
  });
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidRequest(`body/${issue?.path.join("/") ?? ""} ${issue?.message ?? "is invalid"}`);
}
