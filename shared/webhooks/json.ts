/** Reading JSON that someone else wrote: nothing is assumed, nothing throws. */
export type Json = string | number | boolean | null | Json[] | JsonRecord;
export type JsonRecord = { [key: string]: Json | undefined };

export const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const record = (value: Json | undefined): JsonRecord => isRecord(value) ? value : {};

export const list = (value: Json | undefined): Json[] => Array.isArray(value) ? value : [];

/** Text, or a number as text: providers change their mind. Empty counts as absent. */
export const text = (value: Json | undefined): string | undefined =>
  typeof value === "number" ? String(value) : typeof value === "string" && value !== "" ? value : undefined;

/** What jsonb can't hold: NUL and half surrogates, written as escapes. */
const UNSTORABLE = /\\u0000|\\u[dD][89a-fA-F]/;

/**
 * Parses JSON into something Postgres can store; characters that it can't become U+FFFD.
 * Throws SyntaxError for what is not JSON, RangeError for what is nested too deeply to walk.
 */
export function parseStorable(source: string): Json {
  const value: Json = JSON.parse(source);
  return UNSTORABLE.test(source) ? clean(value) : value;
}

/** Text that Postgres can store. */
export const cleanText = (value: string): string => value.replaceAll("\0", "\uFFFD").toWellFormed();

function clean(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), clean(item ?? null)]),
  );
}
