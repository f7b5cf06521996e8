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

const fullness = ({ origin, kind }: MessageElement): number =>
  (origin === "history" ? 0 : 2) + (kind === "media_placeholder" ? 0 : 1);

/** Collects the elements of deliveries that will be stored together, each number and each person once. */
export class Gathering {
  readonly elements: Elements = {
    numbers: [],
    people: [],
    messages: [],
    statuses: [],
    moves: [],
    events: [],
  };
  readonly #numbers = new Map<string, number>();
  readonly #people = new Map<string, Person & { place: number }>();
  readonly #messages = new Map<string, MessageElement>();

  /** The place of a number, or of an account as a whole. */
  numberOf(phone_number_id: string | undefined, waba_id: string | undefined): number {
    const address = phone_number_id === undefined ? `account ${waba_id}` : `phone number ${phone_number_id}`;
    let place = this.#numbers.get(address);
    if (place === undefined) {
      place = this.elements.numbers.push({ address, phone_number_id, waba_id }) - 1;
      this.#numbers.set(address, place);
    }
    return place;
  }

  addressOf = (number: number): string => this.elements.numbers[number]!.address;

  /** A message told twice, in history and live, or as a placeholder and with its media, is kept as told more fully. */
  addMessage(number: number, identity: Identity, told: Of<MessageElement>): void {
    const message = { number, person: this.#personOf(number, identity, told), ...told };
    const key = `${number} ${told.wamid}`;
    const known = this.#messages.get(key);
    if (!known) {
      this.elements.messages.push(message);
      this.#messages.set(key, message);
      return;
    }
    const status = STATUSES.indexOf(known.status) > STATUSES.indexOf(message.status)
      ? known.status
      : message.status;
    if (fullness(message) > fullness(known)) Object.assign(known, message);
    known.status = status;
  }

  addStatus(number: number, status: Of<StatusElement>): void {
    this.elements.statuses.push({ number, ...status });
  }

  addMove(number: number, move: Of<MoveElement>): void {
    this.elements.moves.push({ number, ...move });
  }

  addEvent(number: number, event: Of<EventElement>): void {
    this.elements.events.push({ number, ...event });
  }

  /** Where the person stands, who learns from the message what it tells of them. */
  #personOf(number: number, identity: Identity, { at, sender }: Of<MessageElement>): number {
    const key = JSON.stringify([number, identity.phone, identity.user_id]);
    let person = this.#people.get(key);
    if (!person) {
      person = { number, ...identity, at, sender, place: this.elements.people.length };
      this.elements.people.push(person);
      this.#people.set(key, person);
    }
    if (at !== undefined && (person.at === undefined || at < person.at)) person.at = at;
    person.sender = sender ?? person.sender;
    return person.place;
  }
}
