import { deflateRawSync, inflateRawSync } from "node:zlib";
import { addressOf, type WireMail } from "./wire-mail.ts";

/** Something that was told of a mail, and what the webhook answered; 0 if it couldn't be reached. */
export interface ToldEvent {
  type: string;
  at: string;
  status: number;
}

/** A mail that was accepted. */
export interface KeptMail extends WireMail {
  id: string;
  /** ISO 8601. */
  at: string;
  /** The key of the request it came with. */
  idempotencyKey: string | null;
  events: ToldEvent[];
}

interface Packed {
  at: string;
  readers: string[];
  events: ToldEvent[];
  rest: Uint8Array;
}

/** A stack that runs for days, and a test that sends much, must not fill the memory. */
const MOST_KEPT = 20_000;

/** Everything that was accepted, each mail once: the newest 20,000, compressed to about a fifth. */
export class Mailbox {
  #mails = new Map<string, Packed>();
  #accepted = 0;

  /** How many were ever accepted, those dropped since included. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Keeps a mail and gives it an id. */
  add(mail: WireMail, idempotencyKey: string | null, now: number): string {
    const id = crypto.randomUUID();
    const readers = [...mail.to, ...mail.cc ?? [], ...mail.bcc ?? []].map(addressOf);
    // A copy: what zlib gives is a small part of a large buffer, all of which would be kept.
    const rest = new Uint8Array(deflateRawSync(JSON.stringify({ mail, idempotencyKey }), { level: 1 }));
    this.#mails.set(id, { at: new Date(now).toISOString(), readers, events: [], rest });
    this.#accepted++;
    for (const oldest of this.#mails.keys()) {
      if (this.#mails.size <= MOST_KEPT) break;
      this.#mails.delete(oldest);
    }
    return id;
  }

  get(id: string): KeptMail | undefined {
    const packed = this.#mails.get(id);
    return packed && unpack(id, packed);
  }

  /** Ids, oldest first; only of mails to `reader` if one is given. */
  ids(reader?: string): string[] {
    const address = reader && addressOf(reader.trim());
    return [...this.#mails].flatMap(([id, { readers }]) => !address || readers.includes(address) ? id : []);
  }

  note(id: string, event: ToldEvent): void {
    this.#mails.get(id)?.events.push(event);
  }

  clear(): void {
    this.#mails.clear();
  }
}

function unpack(id: string, { at, events, rest }: Packed): KeptMail {
  const { mail, idempotencyKey }: { mail: WireMail; idempotencyKey: string | null } = JSON.parse(
    new TextDecoder().decode(inflateRawSync(rest)),
  );
  return { id, at, ...mail, idempotencyKey, events: [...events] };
}
