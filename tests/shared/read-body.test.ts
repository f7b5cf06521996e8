import assert from "node:assert/strict";
import { Problem } from "../../shared/problem/problem.ts";
import { readBody } from "../../shared/http/read-body.ts";

/** A body in pieces of this size; counts how much of it was asked for. */
function streamed(size: number, piece: number) {
  const told = { sent: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (told.sent >= size) return controller.close();
      const next = Math.min(piece, size - told.sent);
      told.sent += next;
      controller.enqueue(new Uint8Array(next).fill(7));
    },
    cancel() {
      told.cancelled = true;
    },
  }, { highWaterMark: 0 });
  return { told, body };
}

const requestWith = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://flow.test/", { method: "POST", body, headers });

const isTooLarge = (error: unknown) =>
  error instanceof Problem && error.code === "body_too_large" && error.status === 413;

Deno.test("readBody: all bytes up to the limit, in order", async () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  assert.deepEqual(await readBody(requestWith(bytes), 300), bytes);
  assert.equal((await readBody(requestWith(streamed(300, 7).body), 300)).length, 300);
  assert.equal((await readBody(requestWith(null), 300)).length, 0);
  assert.equal((await readBody(requestWith(new Uint8Array()), 0)).length, 0);
});

Deno.test("readBody: content-length over the limit is refused without reading", async () => {
  const { told, body } = streamed(10, 1);
  await assert.rejects(readBody(requestWith(body, { "content-length": "301" }), 300), isTooLarge);
  assert.equal(told.sent, 0);
});

Deno.test("readBody: a content-length that lies doesn't help", async () => {
  for (const claimed of ["1", "0", "-1", "NaN", "", "1e2", "0x10"]) {
    const lie = { "content-length": claimed };
    await assert.rejects(readBody(requestWith(streamed(1000, 100).body, lie), 300), isTooLarge, claimed);
  }
});

Deno.test("readBody: a content-length beside chunks is not believed, so an endless body is left early", async () => {
  const { told, body } = streamed(Infinity, 100);
  const headers = { "content-length": "10", "transfer-encoding": "chunked" };
  await assert.rejects(readBody(requestWith(body, headers), 300), isTooLarge);
  assert.ok(told.sent <= 500, `read ${told.sent} bytes for a limit of 300`);
});

Deno.test("readBody: a stream without end is left as soon as it is too long", async () => {
  const { told, body } = streamed(Infinity, 64);
  await assert.rejects(readBody(requestWith(body), 300), isTooLarge);
  assert.ok(told.sent < 1000, `read ${told.sent} bytes`);
  assert.ok(told.cancelled);
});

Deno.test("readBody: one byte over is over, whatever the pieces", async () => {
  for (const piece of [1, 3, 300, 301]) {
    await assert.rejects(readBody(requestWith(streamed(301, piece).body), 300), isTooLarge);
    assert.equal((await readBody(requestWith(streamed(300, piece).body), 300)).length, 300);
  }
});
