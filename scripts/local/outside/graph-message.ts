import { z } from "zod";
import { graphError } from "./graph-error.ts";
import { createWamid } from "./wamid.ts";

const messageSchema = z.looseObject({
  messaging_product: z.literal("whatsapp"),
  /** A phone number, or a group's id. */
  to: z.string().min(1).optional(),
  /** A business-scoped user id, for people who show no number. */
  recipient: z.string().min(1).optional(),
  type: z.string().min(1),
});

const receiptSchema = z.looseObject({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().min(1),
});

/** Answers `POST /<phone number id>/messages`: a message to send, or a read receipt (with or without typing). */
export function acceptMessage(body: Uint8Array): Response {
  const json = parseJson(body);
  if ("status" in json) {
    const { success, error } = receiptSchema.safeParse(json);
    return success ? Response.json({ success: true }) : missing(error);
  }

  const { success, data: message, error } = messageSchema.safeParse(json);
  if (!success) return missing(error);
  const { to, recipient, type } = message;
  // Meta takes `to` when both are given.
  const input = to ?? recipient;
  if (input === undefined) return requires("to");
  if (!(type in message)) {
    const details = `The parameter ${type} is required for a message of type ${type}.`;
    return graphError({
      status: 400,
      code: 131008,
      message: "(#131008) Required parameter is missing",
      details,
    });
  }
  return Response.json({
    messaging_product: "whatsapp",
    contacts: [to === undefined ? { input, user_id: input } : { input, wa_id: toWaId(to) }],
    messages: [{
      id: createWamid(toWaId(input)),
      ...(type === "template" && { message_status: "accepted" }),
    }],
  });
}

/** `+961 3 123 456` → `9613123456`; a group's or user's id stays as it is. */
const toWaId = (to: string) => /^[+\d\s().-]+$/.test(to) ? to.replaceAll(/\D/g, "") : to;

/** Meta treats a body that it can't read like one that lacks everything. */
function parseJson(body: Uint8Array): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return {};
  }
}

/** Names the first parameter that is missing or wrong, as Meta does. */
const missing = (error: z.ZodError) => requires(String(error.issues[0]?.path[0]));

const requires = (parameter: string) =>
  graphError({ status: 400, code: 100, message: `(#100) The parameter ${parameter} is required.` });
