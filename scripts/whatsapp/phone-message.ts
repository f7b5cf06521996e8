import { sign } from "../../shared/whatsapp/verify-signature.ts";
import type { Stack, StackChannel } from "../local/stack.ts";

export interface PhoneMessage {
  text: string;
  /** The client's number, as written by a person. */
  from: string;
  /** What the client calls themselves. */
  name?: string;
}

/** The delivery that WhatsApp would send when a phone writes to a channel. */
export function phoneMessage(
  { text, from, name = "Demo client" }: PhoneMessage,
  channel: StackChannel,
): Uint8Array<ArrayBuffer> {
  const phone = from.replace(/\D/g, "");
  return new TextEncoder().encode(JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{
      id: channel.wabaId,
      changes: [{
        field: "messages",
        value: {
          messaging_product: "whatsapp",
          metadata: {
            display_phone_number: channel.displayPhoneNumber,
            phone_number_id: channel.phoneNumberId,
          },
          contacts: [{ profile: { name }, wa_id: phone }],
          messages: [{
            id: `wamid.local.${crypto.randomUUID()}`,
            from: phone,
            timestamp: String(Math.floor(Date.now() / 1000)),
            type: "text",
            text: { body: text },
          }],
        },
      }],
    }],
  }));
}

/** Posts bytes to the stack's webhook as Meta does. */
export const postSigned = (
  bytes: Uint8Array<ArrayBuffer>,
  stack: Pick<Stack, "url" | "whatsapp">,
): Promise<Response> =>
  fetch(`${stack.url}/functions/v1/whatsapp-webhook`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": sign(bytes, stack.whatsapp.appSecret),
    },
    body: bytes,
  });

/** The channel of a business by its slug; without one, of the first. Throws naming those there are. */
export function findChannel(stack: Pick<Stack, "whatsapp">, slug?: string): StackChannel {
  const { channels } = stack.whatsapp;
  const channel = slug ? channels.find(({ business }) => business === slug) : channels[0];
  if (channel) return channel;
  throw new Error(
    `There is no business '${slug}'. There are: ${channels.map(({ business }) => business).join(", ")}.`,
  );
}
