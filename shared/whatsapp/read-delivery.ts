import { createHash } from "node:crypto";
import { isRecord, type Json, type JsonRecord, list, record, text } from "../webhooks/json.ts";
import type { Gathering, Identity } from "./gathering.ts";
import { canonicalPhone } from "./phone.ts";
import { type MessageSource, readMessage, readMove, systemPerson } from "./read-message.ts";
import { readTime } from "./time.ts";

/** Where in a delivery we stand. */
interface Place {
  wabaId?: string;
  phoneNumberId?: string;
  businessPhone?: string;
  field: string;
  time?: Json;
  number: number;
  gathering: Gathering;
}

/** Keys of a change that say where it belongs rather than what happened. */
const ADDRESSING = new Set(["messaging_product", "metadata", "contacts"]);

/**
 * Gathers all that a delivery of Meta's contains: every element of every array, under whatever field it came, for
 * fixtures exist that mix them. What has no name here becomes an event, whole. Total: takes any JSON, never throws.
 * Returns the addresses it speaks of. Source of the shapes: Meta's webhook reference (2026).
 */
export function readDelivery(body: Json, gathering: Gathering): string[] {
  const numbers = new Set<number>();
  for (const item of list(record(body).entry)) {
    const entry = record(item);
    for (const change of list(entry.changes)) {
      const { field, value } = record(change);
      const metadata = record(record(value).metadata);
      const wabaId = text(entry.id);
      // Handovers name the number as their recipient instead.
      const phoneNumberId = text(metadata.phone_number_id) ??
        text(record(record(value).recipient).phone_number_id);
      const number = gathering.numberOf(phoneNumberId, wabaId);
      numbers.add(number);
      readChange(value, {
        wabaId,
        phoneNumberId,
        businessPhone: canonicalPhone(text(metadata.display_phone_number)),
        field: text(field) ?? "unknown",
        time: entry.time,
        number,
        gathering,
      });
    }
  }
  return [...numbers].map(gathering.addressOf);
}

function readChange(value: Json | undefined, place: Place): void {
  if (!isRecord(value)) return addEvent(value ?? null, place);
  // What concerns the whole account is one statement, arrays and all.
  if (!place.phoneNumberId) return addEvent(value, place, value);
  const contacts = contactsOf(value);
  const echo = place.field.endsWith("message_echoes");
  const scalars: JsonRecord = {};
  let told = false;
  for (const [key, part] of Object.entries(value)) {
    if (ADDRESSING.has(key)) continue;
    if (key === "standby" && isRecord(part)) {
      told = true;
      readChange({ contacts: value.contacts, ...part }, place);
      continue;
    }
    if (!Array.isArray(part)) {
      scalars[key] = part;
      continue;
    }
    told = true;
    // What is no object says nothing by itself: together it is one statement.
    const rest = part.filter((item) => !isRecord(item));
    if (rest.length) addEvent({ [key]: rest }, place);
    for (const item of part.filter(isRecord)) {
      if (key === "messages" && !echo) addMessage(item, contacts, place);
      else if (key === "messages" || key === "message_echoes") addEcho(item, place);
      else if (key === "statuses" && item.type !== "call") addStatus(item, place);
      else if (key === "history") addHistory(item, place);
      else addEvent({ [key]: item }, place, item);
    }
  }
  if (Object.keys(scalars).length || !told) addEvent(told ? scalars : value, place, value);
}

/** Contacts by the ids that messages know them by; a map, since a delivery may hold thousands of both. */
function contactsOf(value: JsonRecord): Map<string, JsonRecord> {
  const contacts = new Map<string, JsonRecord>();
  const all = list(value.contacts).map(record);
  for (const contact of all) {
    for (const id of [text(contact.wa_id), text(contact.user_id)]) {
      if (id !== undefined && !contacts.has(id)) contacts.set(id, contact);
    }
  }
  // The only one there is belongs to a message that names nobody.
  if (all.length === 1) contacts.set("", all[0]!);
  return contacts;
}

function addMessage(message: JsonRecord, contacts: Map<string, JsonRecord>, place: Place): void {
  if (place.field === "history") return addHistoryMessage(message, {}, place);
  const [from, fromUser] = [text(message.from), text(message.from_user_id)];
  const contact = contacts.get(from ?? fromUser ?? "") ?? contacts.get(fromUser ?? from ?? "") ?? {};
  const system = message.type === "system";
  const person = system ? systemPerson(message) : {
    phone: canonicalPhone(text(message.from) ?? text(contact.wa_id)),
    user_id: text(message.from_user_id) ?? text(contact.user_id),
  };
  const move = readMove(message);
  if (move) place.gathering.addMove(place.number, move);
  store(
    message,
    person,
    { origin: "client", direction: "inbound" },
    place,
    system ? undefined : senderOf(contact, message),
  );
}

function addEcho(message: JsonRecord, place: Place): void {
  if (place.field === "history") return addHistoryMessage(message, {}, place);
  store(message, receiverOf(message), { origin: "echo", direction: "outbound" }, place);
}

function addHistory(chunk: JsonRecord, place: Place): void {
  const threads = list(chunk.threads).map(record);
  for (const thread of threads) {
    for (const message of list(thread.messages)) {
      if (isRecord(message)) addHistoryMessage(message, thread, place);
      else addEvent({ history: message }, place);
    }
  }
  // Progress, and refusals of the business to share its history, are news of the account.
  if (!threads.length || list(chunk.errors).length) {
    addEvent({ history: { ...chunk, threads: undefined } }, place, chunk);
  }
}

function addHistoryMessage(message: JsonRecord, thread: JsonRecord, place: Place): void {
  const context = record(thread.context);
  const ours = text(message.to) !== undefined || text(message.to_user_id) !== undefined ||
    place.businessPhone !== undefined && canonicalPhone(text(message.from)) === place.businessPhone;
  const known: Identity = {
    phone: canonicalPhone(text(context.wa_id) ?? text(thread.id)),
    user_id: text(context.user_id),
  };
  const person = known.phone || known.user_id ? known : ours ? receiverOf(message) : {
    phone: canonicalPhone(text(message.from)),
    user_id: text(message.from_user_id),
  };
  store(message, person, { origin: "history", direction: ours ? "outbound" : "inbound" }, place);
}

function store(
  message: JsonRecord,
  person: Identity,
  source: MessageSource,
  place: Place,
  sender?: JsonRecord,
): void {
  // Whoever can't be named can't be answered: kept, but not as a conversation.
  if (!person.phone && !person.user_id) return addEvent({ messages: message }, place, message);
  place.gathering.addMessage(place.number, person, readMessage(message, source, sender));
}

function addStatus(status: JsonRecord, place: Place): void {
  const wamid = text(status.id);
  const name = text(status.status);
  if (!wamid || !name) return addEvent({ statuses: status }, place, status);
  place.gathering.addStatus(place.number, {
    wamid,
    status: name,
    recipient: text(status.recipient_participant_id) ?? "",
    at: readTime(status.timestamp),
    error: list(status.errors)[0],
    payload: status,
  });
}

function addEvent(payload: Json, place: Place, item: JsonRecord = {}): void {
  const { wabaId, phoneNumberId, field, time, number, gathering } = place;
  const at = readTime(item.timestamp) ?? readTime(record(item.metadata).timestamp) ?? readTime(time);
  const said = JSON.stringify([wabaId, phoneNumberId, field, time, payload]);
  gathering.addEvent(number, {
    field,
    event: text(item.event) ?? text(item.status) ?? text(item.action) ?? text(item.type),
    payload,
    dedupe_key: createHash("sha256").update(said).digest("hex"),
    at,
  });
  const ids = record(item.user_id);
  const from = text(ids.previous) ?? text(item.previous_user_id);
  const to = text(ids.current) ?? text(item.user_id);
  // Meta says this field can't be subscribed to; others have seen it arrive.
  if (field === "user_id_update" && from && to) {
    gathering.addMove(number, { from_user: from, to_user: to, at });
  }
}

const receiverOf = (message: JsonRecord): Identity => ({
  phone: canonicalPhone(text(message.to)),
  user_id: text(message.to_user_id),
});

/** What the delivery says of the writer; absent keys say nothing. */
function senderOf(contact: JsonRecord, message: JsonRecord): JsonRecord | undefined {
  const profile = record(contact.profile);
  const said = {
    name: text(profile.name),
    username: text(profile.username) ?? text(contact.username),
    wa_id: text(contact.wa_id) ?? text(message.from),
    user_id: text(contact.user_id) ?? text(message.from_user_id),
    parent_user_id: text(contact.parent_user_id) ?? text(message.from_parent_user_id),
  };
  const told = Object.entries(said).filter(([, value]) => value !== undefined);
  return told.length ? Object.fromEntries(told) : undefined;
}
