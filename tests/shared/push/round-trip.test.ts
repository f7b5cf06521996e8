import assert from "node:assert/strict";
import { encryptWithWebCrypto } from "../../../shared/push/encrypt-with-web-crypto.ts";
import { MOST_PLAINTEXT, type PushEncryption } from "../../../shared/push/encryption.ts";
import { makeBrowser } from "../../support/push/subscribe.ts";
import { encryptWithWebPush } from "../../support/push/web-push.ts";

// Needs no database, so that it runs on the hosted Deno, too:
// deno@2.1.4 test -A --no-check --no-lock --node-modules-dir=manual tests/shared/push/round-trip.test.ts

const browsers = Array.from({ length: 50 }, makeBrowser);

/** Lengths up to the longest, the two ends and the block size of AES among them. */
const lengthOf = (n: number) =>
  [0, 1, 15, 16, 17, MOST_PLAINTEXT - 1, MOST_PLAINTEXT][n] ??
    Math.floor(Math.random() ** 2 * (MOST_PLAINTEXT + 1));

/** How many of `count` random texts a browser reads just as they were written. */
async function countReadable({ encrypt }: PushEncryption, count: number, from = 0): Promise<number> {
  let [next, readable] = [from, 0];
  const work = async () => {
    while (next < from + count) {
      const n = next++;
      const { browser, keys } = browsers[n % browsers.length]!;
      const text = crypto.getRandomValues(new Uint8Array(lengthOf(n)));
      const read = await browser.open(await encrypt(keys, text));
      assert.deepEqual(read, text, `${text.length} bytes`);
      readable++;
    }
  };
  await Promise.all(Array.from({ length: 50 }, work));
  return readable;
}

Deno.test("a browser reads each of 20,000 random payloads as it was written", async () => {
  assert.equal(await countReadable(encryptWithWebCrypto, 20_000), 20_000);
});

Deno.test("and those of the package web-push: it is no secret language of ours", async () => {
  // An empty text is none to the package.
  assert.equal(await countReadable(encryptWithWebPush, 1_000, 1), 1_000);
});
