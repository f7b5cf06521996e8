import { Problem } from "../problem/problem.ts";

/**
 * Reads a body of at most `limit` bytes. Where no length is declared the stream is counted, so that an endless one is
 * cut off; a declared one is held to by the server, and checked again here. Throws `body_too_large`, and
 * `invalid_input` when the caller breaks off.
 *
 * A chunked body has no length, whatever is declared beside it: Deno 2.1.4 hands both headers over.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await read(request, limit);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("invalid_input", { detail: "The body ended early.", cause: error });
  }
}

async function read(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get("content-length");
  if (Number(declared) > limit) throw tooLarge(limit);
  if (declared === null || request.headers.has("transfer-encoding")) {
    return await readCounting(request, limit);
  }
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.byteLength > limit) throw tooLarge(limit);
  return body;
}

async function readCounting(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > limit) {
      await reader?.cancel();
      throw tooLarge(limit);
    }
    chunks.push(read.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const tooLarge = (limit: number) =>
  new Problem("body_too_large", { detail: `At most ${limit} bytes are taken.` });
