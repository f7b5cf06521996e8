import { z } from "zod";
import { env } from "../env.ts";
import { readSigned, signText } from "../secrets/sign-text.ts";

/** What a reader wants no more mails of. */
const Subscription = z.object({ employee: z.uuid(), category: z.string().min(1) });
export type Subscription = z.infer<typeof Subscription>;

const PURPOSE = "unsubscribe";

/** Where one click ends a reader's mails of a category, without signing in: the address itself is the proof. */
export function unsubscribeUrl({ employee, category }: Subscription): string {
  const token = signText(PURPOSE, JSON.stringify({ employee, category }));
  return `${env().SUPABASE_URL}/functions/v1/email-unsubscribe/${token}`;
}

/** What a token of ours stands for; `undefined` for any other text. */
export function readUnsubscribeToken(token: string): Subscription | undefined {
  const text = readSigned(PURPOSE, token);
  return text === undefined ? undefined : Subscription.safeParse(JSON.parse(text)).data;
}
