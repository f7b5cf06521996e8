import { Buffer } from "node:buffer";
import { createBrowser } from "../../../scripts/local/outside/push/browser.ts";
import { makeVapidKeys } from "../../../scripts/local/outside/push/make-vapid-keys.ts";
import { makePayload } from "../../../shared/push/payload.ts";
import { type PushSubscription, sendPush } from "../../../shared/push/send-push.ts";
import { readSubscriptionKeys } from "../../../shared/push/subscription-keys.ts";
import { createVapid } from "../../../shared/push/vapid.ts";
import { readVapidKeys } from "../../../shared/push/vapid-keys.ts";
import { webPush } from "../../support/push/web-push.ts";
import { readCpuTime } from "./push-cpu.ts";

/** What one side took for one round. */
export interface SenderRound {
  side: "ours" | "web-push";
  /** 0 is the warm-up, which doesn't count. */
  round: number;
  seconds: number;
  processMs: number | null;
  isolateMs: number | null;
}

/**
 * Sends notifications by both ways, round by round in turn, and prints a `SenderRound` as a line of JSON after each. Runs
 * as a process of its own, on the Deno that is to be measured. Argument: JSON of what stands below.
 */
const { origin, rounds, sends, concurrency }: {
  origin: string;
  rounds: number;
  sends: number;
  concurrency: number;
} = JSON.parse(Deno.args[0] ?? "{}");

const SUBJECT = "mailto:bench@frontdesk.test";
const TTL = 3600;
const made = makeVapidKeys();
const vapidDetails = { subject: SUBJECT, ...made };
const vapid = createVapid(
  await readVapidKeys({
    VAPID_PUBLIC_KEY: made.publicKey,
    VAPID_PRIVATE_KEY: made.privateKey,
    VAPID_SUBJECT: SUBJECT,
  }),
);
const payload = makePayload({
  title: "Layla Haddad",
  body: "Hello, is Tuesday at four free?",
  navigate: "https://app.frontdesk.test/conversations/5b0f4c1e-2a53-4a0e-9a52-0e1d8cc7d6a1",
  lang: "en",
  tag: "conversation-5b0f4c1e",
});
const browsers = Array.from({ length: 200 }, (_, n) => {
  const { keys } = createBrowser();
  return { endpoint: `${origin}/send/${n}`, keys };
});
const subscriptions = browsers.map(({ endpoint, keys }): PushSubscription => {
  const read = readSubscriptionKeys(keys);
  if ("fault" in read) throw new Error(read.fault.detail);
  return { endpoint, ...read.keys };
});

const dependencies = { vapid, origins: new Set([origin]) };
const sides: Record<SenderRound["side"], (n: number) => Promise<unknown>> = {
  async ours(n) {
    const subscription = subscriptions[n % subscriptions.length]!;
    const options = { ttl: TTL, urgency: "normal" } as const;
    const { kind } = await sendPush(subscription, payload, options, dependencies);
    if (kind !== "accepted") throw new Error(`A push of ours was ${kind}.`);
  },
  async "web-push"(n) {
    const options = { TTL, vapidDetails };
    await webPush.sendNotification(browsers[n % browsers.length]!, Buffer.from(payload), options);
  },
};

for (let round = 0; round <= rounds; round++) {
  const order: SenderRound["side"][] = round % 2 ? ["ours", "web-push"] : ["web-push", "ours"];
  for (const side of order) console.log(JSON.stringify(await measure(side, round)));
}
// Connections that are kept alive would keep the process, too.
Deno.exit(0);

async function measure(side: SenderRound["side"], round: number): Promise<SenderRound> {
  const send = sides[side];
  let next = 0;
  const work = async () => {
    while (next < sends) await send(next++);
  };
  const [started, before] = [performance.now(), readCpuTime()];
  await Promise.all(Array.from({ length: concurrency }, work));
  const [ended, after] = [performance.now(), readCpuTime()];
  const between = (from: number | null, to: number | null) => from === null || to === null ? null : to - from;
  return {
    side,
    round,
    seconds: (ended - started) / 1000,
    processMs: between(before.process, after.process),
    isolateMs: between(before.isolate, after.isolate),
  };
}
