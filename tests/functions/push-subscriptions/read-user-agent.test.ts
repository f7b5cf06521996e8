import assert from "node:assert/strict";
import { readUserAgent } from "../../../functions/push-subscriptions/read-user-agent.ts";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; K)";
const BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0";
const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

const KNOWN: [userAgent: string, told: string][] = [
  [`${WINDOWS} ${BLINK} Safari/537.36`, "Chrome on Windows, desktop"],
  [`${WINDOWS} ${BLINK} Safari/537.36 Edg/148.0.0.0`, "Edge on Windows, desktop"],
  [`${WINDOWS} ${BLINK} Safari/537.36 OPR/134.0.0.0`, "Opera on Windows, desktop"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0",
    "Firefox on Windows, desktop",
  ],
  [`${MAC} ${WEBKIT} Version/26.1 Safari/605.1.15`, "Safari on macOS, desktop"],
  [`${MAC} ${BLINK} Safari/537.36`, "Chrome on macOS, desktop"],
  [`${IPHONE} ${WEBKIT} Version/26.1 Mobile/15E148 Safari/604.1`, "Safari on iOS, mobile"],
  [`${IPHONE} ${WEBKIT} CriOS/148.0.7778.60 Mobile/15E148 Safari/604.1`, "Chrome on iOS, mobile"],
  [`${IPHONE} ${WEBKIT} FxiOS/150.0 Mobile/15E148 Safari/605.1.15`, "Firefox on iOS, mobile"],
  [
    `Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) ${WEBKIT} Version/12.1 Mobile/15E148 Safari/604.1`,
    "Safari on iPadOS, tablet",
  ],
  [`${ANDROID} ${BLINK} Mobile Safari/537.36`, "Chrome on Android, mobile"],
  [`${ANDROID} ${BLINK} Safari/537.36`, "Chrome on Android, tablet"],
  [`${ANDROID} ${BLINK} Mobile Safari/537.36 EdgA/148.0.0.0`, "Edge on Android, mobile"],
  [
    "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
    "Samsung Internet on Android, mobile",
  ],
  ["Mozilla/5.0 (Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android, mobile"],
  ["Mozilla/5.0 (Android 15; Tablet; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android, tablet"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux, desktop"],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Safari/537.36`, "Chrome on ChromeOS, desktop"],
  ["curl/8.7.1", "undefined on undefined, unknown"],
  ["", "undefined on undefined, unknown"],
];

Deno.test("a user agent is read as far as a list of one's own devices needs", () => {
  for (const [userAgent, told] of KNOWN) {
    const { browser, system, deviceType } = readUserAgent(userAgent);
    assert.equal(`${browser} on ${system}, ${deviceType}`, told, userAgent);
  }
  assert.deepEqual(readUserAgent(undefined), readUserAgent(""));
});
