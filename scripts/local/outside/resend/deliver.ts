import { createSvixId, postEvent, type ResendWebhook } from "./events.ts";
import type { Mailbox } from "./mailbox.ts";
import { addressOf } from "./wire-mail.ts";

/** Svix goes on for a day; a stack that was just started has its flows up within a minute. */
export const RETRY_AFTER_MS = [500, 2_000, 10_000, 30_000];

/** What becomes of a mail to somebody of this name, whatever stands behind a `+`, at any domain. */
const ENDS: Record<string, string[]> = {
  bounced: ["email.bounced"],
  complained: ["email.delivered", "email.complained"],
  suppressed: ["email.suppressed"],
};

/** The events that a mail to these readers brings about by itself. */
export function fateOf(readers: string[], autoDeliver: boolean): string[] {
  for (const reader of readers) {
    const [local = ""] = addressOf(reader).split(/[+@]/);
    const end = Object.hasOwn(ENDS, local) ? ENDS[local] : undefined;
    if (end) return local === "suppressed" ? end : ["email.sent", ...end];
  }
  return autoDeliver ? ["email.sent", "email.delivered"] : [];
}

interface Delivery {
  mailbox: Mailbox;
  webhook: ResendWebhook;
  now: () => number;
  /** Milliseconds before each further attempt. */
  retryAfterMs: number[];
}

/** Tells the webhook of a mail's events one after the other, each until it is taken or given up. */
export async function deliverEvents(
  { mailbox, webhook, now, retryAfterMs }: Delivery,
  id: string,
  types: string[],
): Promise<void> {
  for (const type of types) {
    const svixId = createSvixId();
    for (const wait of [0, ...retryAfterMs]) {
      if (wait > 0) await pause(wait);
      const mail = mailbox.get(id);
      if (!mail) return;
      const told = await postEvent(webhook, { mail, type, svixId }, now());
      mailbox.note(id, told);
      if (told.status >= 200 && told.status < 300) break;
    }
  }
}

/** Keeps no process alive that has nothing else to do. */
const pause = (ms: number) => new Promise<void>((resolve) => Deno.unrefTimer(setTimeout(resolve, ms)));
