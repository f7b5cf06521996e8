import { Buffer } from "node:buffer";
import { type Browser, createBrowser } from "./browser.ts";
import type { PushHeaders } from "./check-push.ts";

/** A push as its browser has it, or will. */
export interface PushMessage extends PushHeaders {
  id: string;
  /** When it was taken, ISO 8601. */
  at: string;
  /** Waiting until the device wakes; past its TTL by then, it is expired and never seen. */
  state: "waiting" | "delivered" | "expired";
  /** What it says: parsed when it is JSON, else text; null when it can't be read. */
  payload: unknown;
  /** Why it can't be read: a browser would have dropped it without a word. */
  fault?: string;
}

/** A browser's subscription, and all that happened to it. */
export interface Subscription {
  id: string;
  browser: Browser;
  applicationServerKey?: string;
  /** A device that is on gets everything at once; one that is off lets messages wait, where topics replace each other. */
  online: boolean;
  gone: boolean;
  /** Requests to its endpoint, whatever was answered. */
  sends: number;
  accepted: number;
  /** Messages that a newer one of the same topic replaced. */
  collapsed: number;
  /** Different tokens it was signed for with: Apple wants no new one within the hour. */
  tokens: Set<string>;
  messages: PushMessage[];
}

/** A stack runs for days: of each browser the newest messages are kept. */
const KEPT_MESSAGES = 500;

const randomId = () => Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");

/** What a push service remembers. */
export class PushService {
  readonly subscriptions = new Map<string, Subscription>();

  subscribe(applicationServerKey?: string, online = false): Subscription {
    const subscription: Subscription = {
      id: randomId(),
      browser: createBrowser(),
      applicationServerKey,
      online,
      gone: false,
      sends: 0,
      accepted: 0,
      collapsed: 0,
      tokens: new Set(),
      messages: [],
    };
    this.subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  /** Takes a message that was found good; returns its id. */
  async accept(subscription: Subscription, headers: PushHeaders, body: Uint8Array): Promise<string> {
    const told = await read(subscription.browser, body);
    this.expire(subscription);
    const { online, messages } = subscription;
    const message: PushMessage = {
      id: randomId(),
      at: new Date().toISOString(),
      ...headers,
      state: online ? "delivered" : headers.ttl === 0 ? "expired" : "waiting",
      ...told,
    };
    const older = messages.findIndex(({ state, topic }) => state === "waiting" && topic === headers.topic);
    if (headers.topic !== undefined && older >= 0) {
      messages.splice(older, 1);
      subscription.collapsed++;
    }
    messages.push(message);
    if (messages.length > KEPT_MESSAGES) messages.shift();
    subscription.accepted++;
    return message.id;
  }

  /** The device comes on and stays on: what waits is delivered. */
  wake(subscription: Subscription): void {
    this.expire(subscription);
    subscription.online = true;
    for (const message of subscription.messages) {
      if (message.state === "waiting") message.state = "delivered";
    }
  }

  expire({ messages }: Subscription): void {
    for (const message of messages) {
      const until = Date.parse(message.at) + message.ttl * 1000;
      if (message.state === "waiting" && until <= Date.now()) message.state = "expired";
    }
  }
}

async function read(browser: Browser, body: Uint8Array): Promise<Pick<PushMessage, "payload" | "fault">> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await browser.open(body));
  } catch (error) {
    return { payload: null, fault: error instanceof Error ? error.message : String(error) };
  }
  try {
    return { payload: JSON.parse(text) };
  } catch {
    return { payload: text };
  }
}
