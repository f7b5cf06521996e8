import { z } from "zod";

const params = z.object({ channel: z.string().optional() });

export const Handshake = {
  summary: "Prove to Meta that this address is ours",
  description: "Meta calls this once when the webhook is set up. Echoes the challenge as plain text.",
  params,
  query: z.object({
    "hub.mode": z.literal("subscribe"),
    "hub.verify_token": z.string(),
    "hub.challenge": z.string().max(1000),
  }),
  output: z.string().meta({ contentMediaType: "text/plain" }),
  problems: ["permission_missing"] as const,
};

export const ReceiveDelivery = {
  summary: "Take a delivery of WhatsApp",
  description:
    "Signed by `X-Hub-Signature-256` over the exact bytes. Answers 200 once the delivery is stored, whatever it " +
    "contains; the same delivery again changes nothing.",
  params,
  output: z.object({ received: z.literal(true) }),
};
