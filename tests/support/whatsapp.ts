import type { TestBusiness } from "./business.ts";

interface TextMessage {
  from: string;
  text?: string;
  name?: string;
  wamid?: string;
  /** Seconds since 1970. */
  at?: number;
}

/** A delivery of the field `messages` to a channel; what it holds is the caller's. */
export const delivery = (
  channel: TestBusiness["channel"],
  value: Record<string, unknown>,
  field = "messages",
) => ({
  object: "whatsapp_business_account",
  entry: [{
    id: channel.wabaId,
    changes: [{
      field,
      value: {
        messaging_product: "whatsapp",
        metadata: {
          display_phone_number: channel.displayPhoneNumber,
          phone_number_id: channel.phoneNumberId,
        },
        ...value,
      },
    }],
  }],
});

/** One text message of a client. */
export const textDelivery = (channel: TestBusiness["channel"], message: TextMessage) =>
  delivery(channel, {
    contacts: [{ wa_id: message.from, profile: { name: message.name ?? "Client" } }],
    messages: [textMessage(message)],
  });

export const textMessage = ({ from, text = "hello", wamid, at }: TextMessage) => ({
  id: wamid ?? `wamid.test.${crypto.randomUUID()}`,
  from,
  timestamp: String(at ?? Math.floor(Date.now() / 1000)),
  type: "text",
  text: { body: text },
});
