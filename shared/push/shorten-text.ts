const ELLIPSIS = "…";

const segmenter = new Intl.Segmenter();

/**
 * The beginning of a text with an ellipsis, in at most `room` bytes of JSON (UTF-8, escapes counted, quotation marks
 * not); the text itself if it fits, empty if nothing does. It is cut between characters as people see them, so that no
 * emoji loses a part; only one that alone is larger than the room is cut between code points.
 */
export function shortenText(text: string, room: number): string {
  if (sizeOf(text) <= room) return text;
  // A code unit takes a byte at least: more than this never fits, and a very long text costs no more than a long one.
  const start = text.slice(0, Math.max(room, 0));
  const left = room - sizeOf(ELLIPSIS);
  const kept = takeWhole(segments(start), left) || takeWhole(start, left);
  const trimmed = kept.trimEnd();
  return trimmed && trimmed + ELLIPSIS;
}

function takeWhole(parts: Iterable<string>, room: number): string {
  let kept = "";
  let used = 0;
  for (const part of parts) {
    used += sizeOf(part);
    if (used > room) break;
    kept += part;
  }
  return kept;
}

function* segments(text: string): Iterable<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

const sizeOf = (text: string) => new TextEncoder().encode(JSON.stringify(text)).length - 2;
