import type { Origin } from "../db/transaction.ts";
import { drain } from "../jobs/drain.ts";
import { drainSoon } from "../jobs/drain-soon.ts";

/**
 * Sends in the background the pushes that a transaction has just committed. What encrypts and sends is loaded when there
 * is something to send: who wakes nobody doesn't pay for it.
 */
export const pushSoon = (origin: Origin): void =>
  drainSoon("push", async () => {
    const { pushDispatcher } = await import("./dispatch-push.ts");
    await drain(pushDispatcher, origin);
  });
