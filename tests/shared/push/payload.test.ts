import fc from "fast-check";
import assert from "node:assert/strict";
import {
  makePayload,
  MOST_PAYLOAD,
  PayloadFault,
  type PushContent,
  shrinkPayload,
  SMALL_PAYLOAD,
} from "../../../shared/push/payload.ts";
import { shortenText } from "../../../shared/push/shorten-text.ts";

const content: PushContent = {
  title: "Layla Haddad",
  body: "Hello, is Tuesday at four free?",
  navigate: "https://app.example.org/conversations/5b0f4c1e",
  lang: "en",
  tag: "conversation-5b0f4c1e",
};

/** As a browser would read it. */
function read(payload: Uint8Array) {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
}

Deno.test("a payload is a declarative push", () => {
  assert.deepEqual(read(makePayload(content)), {
    web_push: 8030,
    notification: { ...content, dir: "auto" },
  });
  const all = { ...content, silent: true, data: { notification: "n1" } };
  assert.deepEqual(read(makePayload({ ...all, badge: 3 })), {
    web_push: 8030,
    notification: { ...all, dir: "auto" },
    app_badge: 3,
  });
  assert.equal(read(makePayload({ ...content, badge: 0 })).app_badge, 0);
});

Deno.test("Arabic runs from right to left, in all its spellings", () => {
  const direction = (lang: string) => read(makePayload({ ...content, lang })).notification.dir;
  for (const lang of ["ar", "ar-LB", "AR", "he", "fa-IR"]) assert.equal(direction(lang), "rtl", lang);
  for (const lang of ["en", "fr", "arn", "hy", "de-AT"]) assert.equal(direction(lang), "auto", lang);
});

Deno.test("what no browser would show is refused", () => {
  const wrong: [Partial<PushContent>, RegExp][] = [
    [{ title: "" }, /title/],
    [{ title: " \n" }, /title/],
    [{ navigate: "" }, /absolute URL/],
    [{ navigate: "/conversations/1" }, /absolute URL/],
    [{ navigate: "app.example.org" }, /absolute URL/],
    [{ navigate: "javascript:alert(1)" }, /absolute URL/],
    [{ navigate: "https://" }, /absolute URL/],
    [{ badge: -1 }, /badge/],
    [{ badge: 1.5 }, /badge/],
    [{ badge: NaN }, /badge/],
    [{ tag: "t".repeat(2_000) }, /no room/],
    [{ navigate: `https://app.example.org/${"a".repeat(2_000)}` }, /no room/],
  ];
  for (const [change, message] of wrong) {
    assert.throws(() => makePayload({ ...content, ...change }), (error) => {
      assert.ok(error instanceof PayloadFault);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("what is too long loses the end of its body, then of its title, then its data", () => {
  const data = { note: "d".repeat(300) };
  const longBody = read(makePayload({ ...content, data, body: "word ".repeat(1_000) })).notification;
  assert.equal(longBody.title, content.title);
  assert.match(longBody.body, /^(word )+(w|wo|wor|word)…$/);
  assert.deepEqual(longBody.data, data);

  const longTitle = read(makePayload({ ...content, data, title: "t".repeat(3_000) })).notification;
  assert.equal(longTitle.body, undefined);
  assert.match(longTitle.title, /^t{1000,}…$/);
  assert.deepEqual(longTitle.data, data);

  const longData = read(makePayload({ ...content, data: { note: "d".repeat(3_000) } })).notification;
  assert.deepEqual(longData, { ...content, dir: "auto" });
});

Deno.test("the room is used to the last character", () => {
  for (let length = 1_700; length < 2_100; length++) {
    const given = { ...content, body: "b".repeat(length) };
    const payload = makePayload(given);
    if (read(payload).notification.body === given.body) assert.ok(payload.length <= MOST_PAYLOAD);
    else assert.equal(payload.length, MOST_PAYLOAD);
  }
});

Deno.test("after a 413 the same content is made smaller still", () => {
  const long = { ...content, body: "ل".repeat(3_000) };
  const [first, second] = [makePayload(long), shrinkPayload(long)];
  assert.ok(second.length <= SMALL_PAYLOAD && second.length > SMALL_PAYLOAD - 8);
  assert.ok(read(first).notification.body.startsWith(read(second).notification.body.slice(0, -1)));
  assert.deepEqual(shrinkPayload(content), makePayload(content), "what is small enough stays");
});

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 4_000 }),
  fc.string({ unit: "binary", maxLength: 4_000 }),
  fc.array(
    fc.constantFrom(
      "مرحبا ",
      "كيف ",
      "👩‍👩‍👧‍👦",
      "🇱🇧",
      "é",
      "e\u0301",
      '"',
      "\\",
      "\n",
      "\u0000",
      "\u2028",
      "\ud800",
    ),
    {
      maxLength: 2_000,
    },
  ).map((parts) => parts.join("")),
  fc.integer({ min: 0, max: 4_000 }).map((n) => `z${"\u0301".repeat(n)}`),
);

const contents: fc.Arbitrary<PushContent> = fc.record({
  title: words.map((title) => title.trim() ? title : "a title"),
  body: fc.option(words, { nil: undefined }),
  navigate: fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }).filter((url) =>
    url.length < 300
  ),
  lang: fc.constantFrom("en", "ar", "fr-LB"),
  tag: fc.string({ maxLength: 60 }),
  silent: fc.option(fc.boolean(), { nil: undefined }),
  data: fc.option(
    fc.dictionary(fc.string({ maxLength: 10 }), fc.string({ maxLength: 900 }), { maxKeys: 3 }),
    {
      nil: undefined,
    },
  ),
  badge: fc.option(fc.nat(), { nil: undefined }),
});

Deno.test("whatever is said, the payload is JSON of at most 2,048 bytes that says the beginning of it", () => {
  fc.assert(
    fc.property(contents, fc.constantFrom(MOST_PAYLOAD, SMALL_PAYLOAD), (given, most) => {
      const payload = makePayload(given, most);
      assert.ok(payload.length <= most);
      const { web_push, notification } = read(payload);
      assert.equal(web_push, 8030);
      assert.equal(notification.navigate, given.navigate);
      assert.equal(notification.tag, given.tag);
      assert.ok(notification.title.length > 0);
      assertBeginning(notification.title, given.title);
      if (notification.body !== undefined) assertBeginning(notification.body, given.body ?? "");
      if (notification.body !== given.body) {
        assert.ok(
          notification.title === given.title || notification.body === undefined,
          "the body goes first",
        );
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("a text is cut between the characters that people see", () => {
  const family = "👩‍👩‍👧‍👦";
  const size = (text: string) => new TextEncoder().encode(text).length;
  assert.equal(shortenText(family.repeat(3), size(family) * 3), family.repeat(3));
  assert.equal(shortenText(family.repeat(3), size(family) * 3 - 1), `${family.repeat(2)}…`);
  // One that alone is larger than the room: between code points, then.
  assert.equal(shortenText(family, size(family) - 1), "👩\u200d👩\u200d👧\u200d…");
  assert.equal(shortenText("🇱🇧🇱🇧🇱🇧", 8 + 3), "🇱🇧…");
  assert.equal(shortenText("e\u0301e\u0301e\u0301", 6), "e\u0301…");
  assert.equal(shortenText("one twos", 7), "one…", "no space before the ellipsis");
  for (const room of [-5, 0, 1, 2, 3]) assert.equal(shortenText("abcdef", room), "", String(room));
  assert.equal(shortenText("abcdef", 4), "a…");
  assert.equal(shortenText("", 0), "");
});

/** Equal, or cut with an ellipsis, and never inside a surrogate pair. */
function assertBeginning(said: string, whole: string) {
  if (said === whole) return;
  assert.ok(said.endsWith("…"), JSON.stringify(said.slice(-10)));
  const kept = said.slice(0, -1);
  assert.ok(whole.startsWith(kept));
  const [last, next] = [kept.charCodeAt(kept.length - 1), whole.charCodeAt(kept.length)];
  const cutsPair = last >= 0xd800 && last < 0xdc00 && next >= 0xdc00 && next < 0xe000;
  assert.ok(!cutsPair, "half a surrogate pair");
}
