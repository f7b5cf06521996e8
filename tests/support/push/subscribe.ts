import { type Browser, createBrowser } from "../../../scripts/local/outside/push/browser.ts";
import { readSubscriptionKeys, type SubscriptionKeys } from "../../../shared/push/subscription-keys.ts";

/** What a browser gives away, read as we read it. */
export function keysOf(given: { p256dh: string; auth: string }): SubscriptionKeys {
  const read = readSubscriptionKeys(given);
  if ("fault" in read) throw new Error(`${read.fault.field} ${read.fault.detail}`);
  return read.keys;
}

/** A browser that reads pushes, and the keys to write to it. */
export function makeBrowser(): { browser: Browser; keys: SubscriptionKeys } {
  const browser = createBrowser();
  return { browser, keys: keysOf(browser.keys) };
}
