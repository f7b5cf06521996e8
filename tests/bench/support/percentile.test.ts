import assert from "node:assert/strict";
import { compareInterleaved } from "./interleave.ts";
import { median, percentile } from "./percentile.ts";

Deno.test("percentiles are interpolated, and none of nothing", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(percentile([10, 20, 30, 40, 50], 0.95), 48);
  assert.ok(Number.isNaN(median([])));
});

Deno.test("a slow spell of the machine doesn't move an interleaved ratio", async () => {
  let turn = 0;
  const side = (cost: number) => () => Promise.resolve(cost * (turn++ > 60 ? 10 : 1));
  const { ratio, spread } = await compareInterleaved(side(1), side(2), { rounds: 9, perRound: 5, warmUp: 1 });
  assert.equal(ratio, 2);
  assert.ok(spread[0] <= 2 && spread[1] >= 2);
});
