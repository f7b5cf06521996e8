/**
 * Controls that nobody sees, apart from tab and line feed, and the marks that turn the direction of all that follows
 * (embeddings, overrides, isolates): with them a name can make a line read as something else. The plain marks
 * (U+200E, U+200F) stay, Arabic texts need them.
 */
// deno-lint-ignore no-control-regex -- controls are what this is about
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text without invisible characters that change how it or its surroundings are read. Line breaks become `\n`. */
export const cleanValue = (value: string): string =>
  value.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n").replace(UNSEEN, "");

/** The same on one line, trimmed: what may stand in a header. */
export const oneLine = (value: string): string => cleanValue(value).replace(/\s+/g, " ").trim();

/** Cuts to at most `most` UTF-16 units, between characters as people count them, and marks the cut with an ellipsis. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    if (index + segment.length > most - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}
