import { z } from "zod";
import { Time } from "../../shared/http/time.ts";

const Client = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  profile_name: z.string().nullable(),
  phone: z.string().nullable(),
  wa_id: z.string().nullable(),
  wa_user_id: z.string().nullable(),
  username: z.string().nullable(),
  language: z.string().nullable(),
}).meta({ id: "Client" });

const LastMessage = z.object({
  direction: z.enum(["inbound", "outbound"]),
  kind: z.string(),
  body: z.string().nullable(),
  status: z.string(),
});

const Conversation = z.object({
  id: z.uuid(),
  business_id: z.uuid(),
  channel_id: z.uuid(),
  state: z.enum(["open", "snoozed", "closed"]),
  handled_by: z.enum(["ai", "human", "both"]),
  assignee_id: z.uuid().nullable(),
  unread_count: z.int(),
  last_message_at: Time.nullable(),
  last_inbound_at: Time.nullable(),
  window_expires_at: Time.nullable(),
  created_at: Time,
  client: Client.nullable().describe("Null to those who may not see clients"),
  last_message: LastMessage.nullable(),
}).meta({ id: "Conversation" });

const Message = z.object({
  id: z.uuid(),
  conversation_id: z.uuid(),
  direction: z.enum(["inbound", "outbound"]),
  origin: z.enum(["client", "employee", "ai", "system", "echo", "history"]),
  wamid: z.string().nullable(),
  kind: z.string(),
  body: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  reply_to_wamid: z.string().nullable(),
  forwarded: z.boolean(),
  reactions: z.array(z.object({ from: z.enum(["inbound", "outbound"]), emoji: z.string(), at: z.string() })),
  status: z.string(),
  error: z.unknown().nullable(),
  edited_at: Time.nullable(),
  revoked_at: Time.nullable(),
  sent_at: Time.nullable(),
  delivered_at: Time.nullable(),
  read_at: Time.nullable(),
  failed_at: Time.nullable(),
  created_at: Time,
}).meta({ id: "Message" });

const params = z.object({ id: z.uuid() });
const limit = z.coerce.number().int().min(1).max(100).default(50);
const cursor = z.string().max(200).optional().describe("`next` of the page before");

export const ListConversations = {
  summary: "The inbox: conversations, newest message first",
  query: z.object({
    state: z.enum(["open", "snoozed", "closed"]).optional(),
    assignee: z.union([z.uuid(), z.literal("me"), z.literal("none")]).optional(),
    handled_by: z.enum(["ai", "human", "both"]).optional(),
    unread: z.enum(["true", "false"]).optional(),
    limit,
    cursor,
  }),
  output: z.object({ conversations: z.array(Conversation), next: z.string().nullable() }),
};

export const GetConversation = { summary: "One conversation with its client", params, output: Conversation };

export const ListMessages = {
  summary: "The messages of a conversation",
  description:
    "Newest first by default. `order=oldest` reads forwards; with a cursor from either order, pages go on in " +
    "the order asked for.",
  params,
  query: z.object({ order: z.enum(["newest", "oldest"]).default("newest"), limit, cursor }),
  output: z.object({ messages: z.array(Message), next: z.string().nullable() }),
};

export const MarkRead = {
  summary: "Mark a conversation read",
  description: "Up to and including one message, or wholly. What arrives meanwhile stays unread.",
  params,
  body: z.object({ up_to: z.uuid().optional() }),
  output: z.object({ unread_count: z.int() }),
};

export const SearchConversations = {
  summary: "Search messages and clients",
  query: z.object({
    q: z.string().trim().min(2).max(200),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  output: z.object({ messages: z.array(Message), clients: z.array(Client) }),
};
