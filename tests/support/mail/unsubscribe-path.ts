import type { KeptMail } from "../../../scripts/local/outside/resend/mailbox.ts";

/** Where a mail's List-Unsubscribe leads, as a path of the flows. */
export function unsubscribePathOf({ headers }: KeptMail): string {
  const url = /^<([^<>]+)>$/.exec(headers?.["List-Unsubscribe"] ?? "")?.[1];
  if (!url) throw new Error("The mail has no List-Unsubscribe of one address.");
  return new URL(url).pathname.replace("/functions/v1", "");
}
