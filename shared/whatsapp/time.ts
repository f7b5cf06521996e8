import { type Json, text } from "../webhooks/json.ts";

const EARLIEST = Date.UTC(2009, 0);
const LATEST = Date.UTC(2100, 0);

/** ISO time of a provider's timestamp (seconds, or milliseconds in some account events); `undefined` if implausible. */
export function readTime(value: Json | undefined): string | undefined {
  const number = Number(text(value));
  const milliseconds = number > 1e11 ? number : number * 1000;
  return milliseconds >= EARLIEST && milliseconds < LATEST ? new Date(milliseconds).toISOString() : undefined;
}
