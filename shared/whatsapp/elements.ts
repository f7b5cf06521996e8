import type { Json, JsonRecord } from "./json.ts";

/** What a delivery contains, in our words. The names are those that private.receive_whatsapp reads. */
export interface Elements {
  messages: MessageElement[];
  statuses: StatusElement[];
  moves: MoveElement[];
  events: EventElement[];
}

export interface MessageElement {
  phone_number_id: string;
  wamid: string;
  /** The client's canonical phone and business-scoped id: at least one of them, whoever wrote. */
  phone?: string;
  user_id?: string;
  direction: "inbound" | "outbound";
  origin: "client" | "echo" | "history";
  kind: string;
  body?: string;
  payload: JsonRecord;
  sender?: JsonRecord;
  refers_to?: string;
  reply_to?: string;
  forwarded: boolean;
  status: string;
  at?: string;
}

export interface StatusElement {
  phone_number_id: string;
  wamid: string;
  status: string;
  recipient: string;
  at?: string;
  error?: Json;
  payload: JsonRecord;
}

/** A client goes on under another number or id. */
export interface MoveElement {
  phone_number_id: string;
  from_phone?: string;
  from_user?: string;
  to_phone?: string;
  to_user?: string;
  at?: string;
}

/** Anything else that was said of a number or an account. */
export interface EventElement {
  phone_number_id?: string;
  waba_id?: string;
  field: string;
  event?: string;
  payload: Json;
  dedupe_key: string;
  at?: string;
}
