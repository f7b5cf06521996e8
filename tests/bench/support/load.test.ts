import assert from "node:assert/strict";
import { generateLoad } from "./load.ts";

const serve = (handler: (request: Request, index: number) => Response | Promise<Response>) => {
  let index = 0;
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => handler(request, index++),
  );
};

Deno.test("a load sends each request once, so many at a time, and counts what fails apart", async () => {
  const seen: string[] = [];
  let underWay = 0;
  let most = 0;
  await using server = serve(async (request, index) => {
    most = Math.max(most, ++underWay);
    seen.push(await request.text());
    await new Promise((resolve) => setTimeout(resolve, 2));
    underWay--;
    return new Response(null, { status: index % 10 ? 200 : 500 });
  });
  const bodies = Array.from({ length: 100 }, (_, index) => `body ${index}`);
  const result = await generateLoad({
    concurrency: 4,
    total: bodies.length,
    request: (index) => ({
      url: `http://127.0.0.1:${server.addr.port}/`,
      method: "POST",
      body: bodies[index],
    }),
  });
  assert.deepEqual(seen.toSorted(), bodies.toSorted());
  assert.equal(most, 4);
  assert.deepEqual([result.done, result.failures, result.causes], [90, 10, { "status 500": 10 }]);
  assert.ok(result.p50 > 1 && result.p50 <= result.p95 && result.p95 <= result.p99);
  assert.ok(Math.abs(result.throughput - 90 / result.seconds) < 1e-9);
});

Deno.test("a load ends after its time, and one that nobody answers is all failures", async () => {
  await using server = serve(() => new Response("ok"));
  const timed = await generateLoad({
    concurrency: 2,
    durationMs: 100,
    request: () => ({ url: `http://127.0.0.1:${server.addr.port}/` }),
    isGood: (status, text) => status === 200 && text === "ok",
  });
  assert.ok(timed.done > 0 && timed.failures === 0 && timed.seconds < 2);

  const unanswered = await generateLoad({
    concurrency: 2,
    total: 6,
    request: () => ({ url: "http://127.0.0.1:9/" }),
  });
  assert.deepEqual([unanswered.done, unanswered.failures], [0, 6]);
});
