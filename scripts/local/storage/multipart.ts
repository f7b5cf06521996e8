import { Buffer } from "node:buffer";
import { invalidRequest } from "./storage-error.ts";

export interface MultipartUpload {
  /** The text fields that came before the file. */
  fields: Map<string, string>;
  mimeType: string;
  body: ReadableStream<Uint8Array>;
}

const LARGEST_FIELD = 1024 * 1024;

/**
 * Reads a form up to its first file and hands that out as a stream. `Request.formData()` won't do: supabase-js
 * sends a Blob under an empty field name, which Deno leaves out, and it would hold the whole file in memory.
 */
export async function readMultipart(
  contentType: string,
  body: ReadableStream<Uint8Array>,
): Promise<MultipartUpload> {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (!boundary) throw invalidRequest("The multipart form names no boundary");
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const source = new Source(body);
  const fields = new Map<string, string>();
  await source.readUntil(delimiter, LARGEST_FIELD);
  while ((await source.readUntil(Buffer.from("\r\n"), 100)).toString() !== "--") {
    // A part without headers begins with the empty line itself.
    const headers = (await source.readUntil(Buffer.from("\r\n\r\n"), 16_384)).toString();
    if (/^content-disposition:.*;\s*filename\*?=/im.test(headers)) {
      const mimeType = /^content-type:\s*(.+?)\s*$/im.exec(headers)?.[1] ?? "application/octet-stream";
      return { fields, mimeType, body: ReadableStream.from(source.streamUntil(delimiter)) };
    }
    const name = /^content-disposition:.*;\s*name="([^"]*)"/im.exec(headers)?.[1] ?? "";
    fields.set(name, (await source.readUntil(delimiter, LARGEST_FIELD)).toString());
  }
  throw invalidRequest("The multipart form has no file");
}

/** A stream that can be read up to a mark, wherever the mark falls between chunks. */
class Source {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  // The first boundary has no line before it; with this one it looks like the others.
  #held = Buffer.from("\r\n");

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  async readUntil(mark: Buffer, limit: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) return this.#take(at, mark.length);
      if (this.#held.length > limit) throw invalidRequest("A field of the multipart form is too large");
      await this.#more();
    }
  }

  async *streamUntil(mark: Buffer): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const at = this.#held.indexOf(mark);
        if (at >= 0) return yield this.#take(at, mark.length);
        // What may be the beginning of the mark waits for the next chunk.
        const safe = this.#held.length - mark.length + 1;
        if (safe > 0) yield this.#take(safe, 0);
        await this.#more();
      }
    } finally {
      await this.#reader.cancel().catch(() => {});
    }
  }

  #take(length: number, skip: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length + skip);
    return taken;
  }

  async #more() {
    const { value, done } = await this.#reader.read();
    if (done) throw invalidRequest("The multipart form broke off");
    this.#held = Buffer.concat([this.#held, value]);
  }
}
