import type { Context, Input } from "../../shared/http/route.ts";
import { answerReader } from "./answer-reader.ts";
import type { ExplainUnsubscribing } from "./contract.ts";
import { readToken } from "./read-token.ts";
import { question } from "./texts.ts";

/** Changes nothing, and doesn't even look into the database. Throws `not_found` for a token that isn't ours. */
// deno-lint-ignore require-await -- what is thrown must be a rejection
export async function explainUnsubscribing(
  _context: Context,
  { params, headers }: Input<typeof ExplainUnsubscribing>,
): Promise<Response> {
  readToken(params.token);
  return answerReader(question(), headers.accept);
}
