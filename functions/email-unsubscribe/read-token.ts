import { readUnsubscribeToken, type Subscription } from "../../shared/mail/unsubscribe-url.ts";
import { Problem } from "../../shared/problem/problem.ts";

/** Whose mails of which category an address is about. Throws `not_found` for an address that we didn't write. */
export function readToken(token: string): Subscription {
  const subscription = readUnsubscribeToken(token);
  if (!subscription) {
    throw new Problem("not_found", {
      detail: "This address stops no mails. Open it from the mail again: part of it may be missing.",
    });
  }
  return subscription;
}
