import type {
  Elements,
  EventElement,
  MessageElement,
  MoveElement,
  Person,
  StatusElement,
} from "./elements.ts";

/** Who a person is, before it is known where they stand. */
export type Identity = Pick<Person, "phone" | "user_id">;

type Of<Element> = Omit<Element, "number" | "person">;

/** How far a message has come, as private.status_rank has it. */
const STATUSES = ["received", "pending", "sent", "failed", "delivered", "read", "played"];

const fullness = ({ origin, kind }: Pick<MessageElement, "origin" | "kind">): number =>
  (origin === "history" ? 0 : 2) + (kind === "media_placeholder" ? 0 : 1);

/**
 * More than any delivery of WhatsApp's holds (3 MB, of messages of some 200 bytes): a larger one is made to be slow.
 * Moves are events of a person's life, not of a second.
 */
const MOST_ELEMENTS = 20_000;
const MOST_MOVES = 200;

/** A delivery with more in it than can be meant well; kept whole, as failed. */
export class TooManyElements extends Error {}

type Told = Of<MessageElement> & { number: number; identity: Identity };

/** Collects the elements of deliveries that will be stored together, each number and each person once. */
export class Gathering {
  readonly #numbers = new Map<string, number>();
  readonly #messages = new Map<string, Told>();
  readonly #parts: Pick<Elements, "numbers" | "statuses" | "moves" | "events"> = {
    numbers: [],
    statuses: [],
    moves: [],
    events: [],
  };
  #count = 0;

  /** All that was gathered, as private.receive_whatsapp reads it. */
  get elements(): Elements {
    const people: Person[] = [];
    const places = new Map<string, number>();
    const moved = new Set(this.#parts.moves.flatMap((move) => [move.from_phone, move.to_phone]));
    // Oldest first, so that what a person's newest message says of them is what stays.
    const inOrder = [...this.#messages.values()].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
    const messages = inOrder.map(({ identity, ...message }) => {
      // Whoever writes from a number that changes hands in this very delivery is known by the moment, too.
      const moment = identity.phone && moved.has(identity.phone) ? message.at : undefined;
      const key = JSON.stringify([message.number, identity.phone, identity.user_id, moment]);
      let place = places.get(key);
      if (place === undefined) {
        place = people.push({ number: message.number, ...identity }) - 1;
        places.set(key, place);
      }
      learn(people[place]!, message);
      return { ...message, person: place };
    });
    return { ...this.#parts, people, messages };
  }

  /** The place of a number, or of an account as a whole. */
  numberOf(phone_number_id: string | undefined, waba_id: string | undefined): number {
    const address = phone_number_id === undefined ? `account ${waba_id}` : `phone number ${phone_number_id}`;
    let place = this.#numbers.get(address);
    if (place === undefined) {
      this.#countOne();
      place = this.#parts.numbers.push({ address, phone_number_id, waba_id }) - 1;
      this.#numbers.set(address, place);
    }
    return place;
  }

  addressOf = (number: number): string => this.#parts.numbers[number]!.address;

  /** A message told twice, in history and live, or as a placeholder and with its media, is kept as told more fully. */
  addMessage(number: number, identity: Identity, message: Of<MessageElement>): void {
    const told = { number, identity, ...message };
    const key = `${number} ${message.wamid}`;
    const known = this.#messages.get(key);
    if (!known) {
      this.#countOne();
      this.#messages.set(key, told);
      return;
    }
    const furthest = STATUSES.indexOf(known.status) > STATUSES.indexOf(told.status)
      ? known.status
      : told.status;
    if (fullness(told) > fullness(known)) Object.assign(known, told);
    known.status = furthest;
  }

  addStatus(number: number, status: Of<StatusElement>): void {
    this.#countOne();
    this.#parts.statuses.push({ number, ...status });
  }

  addMove(number: number, move: Of<MoveElement>): void {
    if (this.#parts.moves.push({ number, ...move }) > MOST_MOVES) {
      throw new TooManyElements(`more than ${MOST_MOVES} changes of number`);
    }
  }

  addEvent(number: number, event: Of<EventElement>): void {
    this.#countOne();
    this.#parts.events.push({ number, ...event });
  }

  #countOne(): void {
    if (++this.#count > MOST_ELEMENTS) throw new TooManyElements(`more than ${MOST_ELEMENTS} elements`);
  }
}

/** A message tells of its person: from when they were this at the latest, and what they call themselves. */
function learn(person: Person, { at, sender }: Pick<MessageElement, "at" | "sender">): void {
  if (at !== undefined && (person.at === undefined || at < person.at)) person.at = at;
  if (sender) person.sender = { ...person.sender, ...sender };
}
