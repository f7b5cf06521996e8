import type { Webhook } from "../../shared/auth/actor.ts";
import type { Context, Delivery } from "../../shared/http/route.ts";
import { receiveDelivery as receive } from "../../shared/whatsapp/receive-delivery.ts";

/** Stores the delivery and all it contains. What became of it is for the operator, not for Meta, who would only repeat. */
export async function receiveDelivery(context: Context<Webhook>, { bytes, params }: Delivery) {
  await receive(bytes, params.channel, context.origin);
  return { received: true as const };
}
