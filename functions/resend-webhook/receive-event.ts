import type { Webhook } from "../../shared/auth/actor.ts";
import type { Context, Delivery } from "../../shared/http/route.ts";
import { receiveResendEvent } from "../../shared/webhooks/receive-resend-event.ts";

/** Stores the event and what it tells. What became of it is for the operator, not for Resend, which would only repeat. */
export async function receiveEvent({ actor, origin }: Context<Webhook>, { bytes }: Delivery) {
  // verify-event.ts lets nothing pass without one.
  if (actor.deliveryId === undefined) throw new Error("An event has no id.");
  await receiveResendEvent(actor.deliveryId, bytes, origin);
  return { received: true as const };
}
