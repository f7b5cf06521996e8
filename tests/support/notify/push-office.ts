import assert from "node:assert/strict";
import type { PushMessage } from "../../../scripts/local/outside/push/push-service.ts";
import { createPush } from "../../../scripts/local/outside/push.ts";
import type { TestDatabase } from "../database.ts";
import { hostFunctions, type TestFunctions, WORKER_SECRET } from "../functions.ts";
import { makeVapidSettings } from "../push/make-vapid-settings.ts";
import { addDevice } from "./notify.ts";
import { type ServedOutside, serveOutside } from "./serve-outside.ts";

export const APP_URL = "https://app.frontdesk.test";

/** A browser that is told, and what we know it by. */
export interface Device {
  /** Of public.push_subscriptions. */
  id: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** What the push service tells of a browser. */
export interface Seen {
  endpoint: string;
  /** Requests to its endpoint, whatever was answered. */
  sends: number;
  accepted: number;
  /** Messages that a newer one of the same topic replaced. */
  collapsed: number;
  messages: PushMessage[];
}

/** What a browser reads of a push. */
export interface Shown {
  web_push: number;
  notification: { title: string; body?: string; navigate: string; lang: string; dir: string; tag: string };
  app_badge?: number;
}

/** Flows that push to two push services. */
export interface PushOffice extends AsyncDisposable {
  functions: TestFunctions;
  service: ServedOutside;
  other: ServedOutside;
  /** Gives an employee a browser at `service`, whose device is off unless said, or at another. */
  addBrowser(
    business: string,
    employee: string,
    given?: { online?: boolean; at?: ServedOutside },
  ): Promise<Device>;
  /** All that happened to a browser. */
  look(device: Device): Promise<Seen>;
  /** What a browser has got, oldest first. */
  messages(device: Device): Promise<(PushMessage & { payload: Shown })[]>;
  /** Has the dispatcher work; returns its report. */
  dispatch(): Promise<Record<string, number | boolean>>;
}

export function openPushOffice(database: TestDatabase, env: Record<string, string> = {}): PushOffice {
  const [service, other] = [serveService(), serveService()];
  const vapid = makeVapidSettings();
  const functions = hostFunctions(database.ownerUrl, {
    ...vapid,
    PUSH_ENDPOINT_ORIGINS: `${service.origin},${other.origin}`,
    FRONTDESK_APP_URL: APP_URL,
    ...env,
  });
  const look = async ({ endpoint }: Device) => {
    const { origin } = new URL(endpoint);
    const response = await fetch(`${origin}/_outside/push/messages`);
    const { subscriptions }: { subscriptions: Seen[] } = await response.json();
    const found = subscriptions.find((known) => known.endpoint === endpoint);
    assert.ok(found, "the push service doesn't know the browser");
    return found;
  };
  return {
    functions,
    service,
    other,
    look,
    async addBrowser(business, employee, { online = false, at = service } = {}) {
      const body = JSON.stringify({ applicationServerKey: vapid.VAPID_PUBLIC_KEY, online });
      const response = await fetch(`${at.url}/subscriptions`, { method: "POST", body });
      const given: Omit<Device, "id"> = await response.json();
      return { id: await addDevice(database.sql, business, employee, given), ...given };
    },
    async messages(device) {
      const { messages } = await look(device);
      for (const { fault } of messages) assert.equal(fault, undefined, "a browser can't read what it got");
      return messages as (PushMessage & { payload: Shown })[];
    },
    async dispatch() {
      const answer = await functions.call("/push-dispatch", {
        method: "POST",
        headers: { "x-worker-secret": WORKER_SECRET },
      });
      assert.equal(answer.status, 200, answer.text);
      return answer.json.push;
    },
    async [Symbol.asyncDispose]() {
      await functions[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}

const serveService = () => serveOutside(createPush(), /^\/send\//);
