import { createHash } from "node:crypto";
import { type Json, type JsonRecord, list, record, text } from "../webhooks/json.ts";
import type { MessageElement, MoveElement } from "./elements.ts";
import type { Identity } from "./gathering.ts";
import { canonicalPhone } from "./phone.ts";
import { readTime } from "./time.ts";

/** Who speaks, and how we heard of it. */
export type MessageSource = Pick<MessageElement, "origin" | "direction">;

/** Types we show as themselves; any other is shown as an unsupported message, with its payload kept. */
const KINDS = new Set(
  ("text image video document audio sticker location contacts reaction interactive button order system " +
    "unsupported edit revoke request_welcome media_placeholder").split(" "),
);

const HISTORY_STATUSES: Record<string, string> = {
  pending: "pending",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "played",
  error: "failed",
};

/** One message in our words; whose it is, the caller knows. */
export function readMessage(
  message: JsonRecord,
  source: MessageSource,
  sender?: JsonRecord,
): Omit<MessageElement, "number" | "person"> {
  const kind = kindOf(message);
  const context = record(message.context);
  return {
    wamid: text(message.id) ??
      `unnamed.${createHash("sha256").update(JSON.stringify(message)).digest("hex")}`,
    ...source,
    kind,
    body: bodyOf(message, kind),
    payload: message,
    sender,
    refers_to: referenceOf(message, kind),
    reply_to: text(context.id),
    forwarded: context.forwarded === true || context.frequently_forwarded === true,
    status: statusOf(message, source),
    at: readTime(message.timestamp),
  };
}

/** The move that a system message announces; `undefined` for every other message. */
export function readMove(message: JsonRecord): Omit<MoveElement, "number"> | undefined {
  const system = record(message.system);
  const toPhone = canonicalPhone(text(system.wa_id) ?? text(system.new_wa_id));
  const toUser = text(system.user_id);
  const { phone, user_id } = systemPerson(message);
  if (message.type !== "system" || !(toPhone || toUser) || !(phone || user_id)) return undefined;
  return {
    from_phone: phone,
    from_user: user_id,
    to_phone: toPhone,
    to_user: toUser,
    at: readTime(message.timestamp),
  };
}

/** Whom a system message is about: the person as they were known before. */
export function systemPerson(message: JsonRecord): Identity {
  const phone = canonicalPhone(text(message.from));
  const previous = text(record(message.system).previous_user_id);
  return { phone, user_id: previous ?? (phone ? undefined : text(message.from_user_id)) };
}

function kindOf(message: JsonRecord): string {
  const type = text(message.type) ?? "";
  if (type === "voice") return "audio";
  return KINDS.has(type) ? type : "unsupported";
}

function bodyOf(message: JsonRecord, kind: string): string | undefined {
  const part = record(message[kind]);
  switch (kind) {
    case "text":
    case "system":
      return text(part.body);
    case "image":
    case "video":
    case "document":
      return text(part.caption);
    case "reaction":
      return text(part.emoji);
    case "button":
    case "order":
      return text(part.text);
    case "location":
      return [text(part.name), text(part.address)].filter(Boolean).join(", ") || undefined;
    case "contacts":
      return list(message.contacts).map((card) => text(record(record(card).name).formatted_name)).filter(
        Boolean,
      )
        .join(", ") || undefined;
    case "interactive": {
      const reply = record(part[text(part.type) ?? ""]);
      return text(reply.title) ?? text(reply.body) ?? text(reply.response);
    }
    case "edit": {
      const edited = record(part.message ?? message.message);
      return bodyOf(edited, kindOf(edited));
    }
  }
}

/** The message that a reaction, edit or revoke changes. */
function referenceOf(message: JsonRecord, kind: string): string | undefined {
  const part = record(message[kind]);
  if (kind === "reaction") return text(part.message_id);
  if (kind === "edit" || kind === "revoke") {
    return text(part.original_message_id ?? message.original_message_id);
  }
}

function statusOf(message: JsonRecord, { direction, origin }: MessageSource): string {
  if (direction === "inbound") return "received";
  const told: Json | undefined = record(message.history_context).status;
  return origin === "history" ? HISTORY_STATUSES[text(told)?.toLowerCase() ?? ""] ?? "sent" : "sent";
}
