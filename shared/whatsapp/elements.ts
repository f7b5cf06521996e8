import type { Json, JsonRecord } from "../webhooks/json.ts";

/**
 * All that deliveries contain, in our words: rows that private.receive_whatsapp reads, with the names it knows. Each
 * says by its place in `numbers` what it is about.
 */
export interface Elements {
  numbers: NumberElement[];
  /** Everyone whose messages are here, once per number. */
  people: Person[];
  messages: MessageElement[];
  statuses: StatusElement[];
  moves: MoveElement[];
  events: EventElement[];
}

/** A number of a business, or an account as a whole. */
export interface NumberElement {
  /** Both of the below in words: how deliveries and their elements are told to belong together. */
  address: string;
  /** Absent when the whole account is meant. */
  phone_number_id?: string;
  waba_id?: string;
}

interface OfNumber {
  number: number;
}

/** A client, by canonical phone and business-scoped id: at least one of them. */
export interface Person extends OfNumber {
  phone?: string;
  user_id?: string;
  /** The earliest moment in the delivery at which they were this. */
  at?: string;
  /** What the newest message of theirs in the delivery says of them. */
  sender?: JsonRecord;
}

export interface MessageElement extends OfNumber {
  wamid: string;
  /** Whose conversation it belongs to, whoever wrote: a place in `people`. */
  person: number;
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

export interface StatusElement extends OfNumber {
  wamid: string;
  status: string;
  recipient: string;
  at?: string;
  error?: Json;
  payload: JsonRecord;
}

/** A client goes on under another number or id. */
export interface MoveElement extends OfNumber {
  from_phone?: string;
  from_user?: string;
  to_phone?: string;
  to_user?: string;
  at?: string;
}

/** Anything else that was said of the number or account. */
export interface EventElement extends OfNumber {
  field: string;
  event?: string;
  payload: Json;
  dedupe_key: string;
  at?: string;
}
