import { asWorker } from "../../shared/db/transaction.ts";
import type { Context, Input } from "../../shared/http/route.ts";
import { answerReader } from "./answer-reader.ts";
import type { StopEmails } from "./contract.ts";
import { readToken } from "./read-token.ts";
import { DONE } from "./texts.ts";

/**
 * Throws `not_found` for a token that isn't ours. An employee or category that is gone gets no mails: that is success,
 * too.
 */
export async function stopEmails(
  { origin }: Context,
  { params, headers }: Input<typeof StopEmails>,
): Promise<Response> {
  const { employee, category } = readToken(params.token);
  await asWorker(
    "system",
    "unsubscribe",
    origin,
    (sql) => sql`select private.stop_emails(${employee}, ${category})`,
  );
  return answerReader(DONE, headers.accept);
}
