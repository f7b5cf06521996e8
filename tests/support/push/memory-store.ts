import type { SignedHeader, VapidStore } from "../../../shared/push/vapid.ts";

/** A store as Postgres is one: the younger header stands. Counts what it is asked. */
export class MemoryStore implements VapidStore {
  readonly headers = new Map<string, SignedHeader>();
  reads = 0;
  writes = 0;

  read(origin: string): Promise<SignedHeader | undefined> {
    this.reads++;
    return Promise.resolve(this.headers.get(origin));
  }

  write(origin: string, header: string, expiresAt: Date): Promise<SignedHeader> {
    this.writes++;
    const found = this.headers.get(origin);
    const stands = found && found.expiresAt >= expiresAt ? found : { header, expiresAt };
    this.headers.set(origin, stands);
    return Promise.resolve(stands);
  }
}
