import { z } from "zod";
import { callProvider, type ProviderFailure } from "../jobs/call-provider.ts";
import type { Dispatcher, Job, Outcome } from "../jobs/job.ts";
import { createGate } from "../jobs/provider-gate.ts";
import { OPERATOR_WAIT, waitForOperator } from "../jobs/wait-for-operator.ts";
import { warn } from "../observe/warn.ts";
import { endpointFault } from "./endpoint.ts";
import { installationVapid } from "./installation-vapid.ts";
import { makePayload, shrinkPayload } from "./payload.ts";
import { contentOf, lifeLeft, LONGEST_LIFE, optionsOf } from "./push-message.ts";
import type { PushResult } from "./push-result.ts";
import { findPushes, type PendingPush, type PushJob } from "./pushes-to-send.ts";
import { createPushRecorder, type PushRecord } from "./record-push.ts";
import { sendPush } from "./send-push.ts";
import { readSubscriptionKeys } from "./subscription-keys.ts";
import type { Vapid } from "./vapid.ts";

const QUEUE = "push";

/** Beside each other, to one push service: enough to keep its connection full. */
const CONCURRENCY = 50;

interface WantedPush extends Job<PushJob> {
  push: PendingPush;
}

/** Sends Web Push notifications: one job for each notification and device. */
export const pushDispatcher: Dispatcher<PushJob> = {
  queue: QUEUE,
  payload: z.object({ notification: z.uuid(), subscription: z.uuid() }),
  async work(jobs, { settle, signal, origin }) {
    const vapid = await installationVapid(origin).catch((error: Error) => {
      // Its words name a variable, never a value.
      warn(error.message);
      for (const job of jobs) settle(job, withoutKeys(job, error.message));
    });
    if (!vapid) return;
    const pending = new Map((await findPushes(jobs, origin)).map((push) => [push.job, push]));
    const wanted = jobs.flatMap((job): WantedPush[] => {
      const push = pending.get(job.id);
      const otherwise = push && unlessWanted(push, job.dueAt);
      if (otherwise) settle(job, otherwise);
      return !push || otherwise ? [] : [{ ...job, push }];
    });
    const record = createPushRecorder(origin);
    const services = Map.groupBy(wanted, ({ push }) => new URL(push.endpoint).origin);
    await Promise.all([...services].map(([service, pushes]) =>
      callProvider(pushes, async (job) => {
        const result = await send(job, vapid);
        if (result.kind === "unauthorized") warn("a push service refuses our key", { service });
        const fate = fateOf(result);
        // What will be tried again is no news of the device yet.
        if (fate.kind !== "provider_failed") await record(recordOf(job, service, result));
        return fate;
      }, { gate: createGate(`push ${service}`, QUEUE, origin), concurrency: CONCURRENCY, settle, signal })
    ));
  },
};

/** What becomes of a push that nobody can sign. */
const withoutKeys = ({ dueAt }: Job, reason: string): Outcome =>
  Date.now() - dueAt.getTime() < LONGEST_LIFE
    ? waitForOperator(reason)
    : { kind: "skipped", reason: "it is too late" };

/** What becomes of a push instead of being sent, if anything. */
function unlessWanted(push: PendingPush, dueAt: Date): Outcome | undefined {
  if (push.unwanted) return { kind: "skipped", reason: push.unwanted };
  // Where it would be refused anyway, and can't even be told which service's it is.
  if (endpointFault(push.endpoint)) {
    return { kind: "dead", reason: "the endpoint is of no push service we know" };
  }
  if (push.quiet_ms > 0) {
    return { kind: "postponed", reason: "quiet hours", after: push.quiet_ms, moved: true };
  }
  if (lifeLeft(push, dueAt) <= 0) return { kind: "skipped", reason: "it is too late" };
}

async function send({ push, dueAt }: WantedPush, vapid: Vapid): Promise<PushResult> {
  const read = readSubscriptionKeys(push);
  if ("fault" in read) return { kind: "refused", reason: "keys" };
  const subscription = { endpoint: push.endpoint, ...read.keys };
  const content = contentOf(push);
  const result = await sendPush(subscription, makePayload(content), optionsOf(push, dueAt), { vapid });
  // Once: what is too large even so is too large.
  return result.kind === "too_large"
    ? await sendPush(subscription, shrinkPayload(content), optionsOf(push, dueAt), { vapid })
    : result;
}

function recordOf({ businessId, payload }: WantedPush, service: string, result: PushResult): PushRecord {
  return {
    business_id: businessId,
    subscription_id: payload.subscription,
    notification_id: payload.notification,
    service,
    error: result.kind === "accepted" ? undefined : reasonOf(result),
    gone: result.kind === "gone",
  };
}

function fateOf(result: PushResult): Outcome | ProviderFailure {
  switch (result.kind) {
    case "accepted":
      return { kind: "done" };
    case "gone":
      return { kind: "skipped", reason: reasonOf(result) };
    case "busy":
      return {
        kind: "provider_failed",
        reason: reasonOf(result),
        after: result.retryAfterMs,
        // Push services throttle single devices, too: one that is told of too often must not silence all others.
        ...(result.status === 406 || result.status === 429 ? { ofThisJob: true } : {}),
      };
    case "unreachable":
      return { kind: "provider_failed", reason: reasonOf(result) };
    // The subscription may have been made for another key than ours: no reason to stop the others, nor to delete it.
    case "unauthorized":
      return { kind: "retry", reason: reasonOf(result), after: OPERATOR_WAIT };
    case "too_large":
    case "refused":
      return { kind: "dead", reason: reasonOf(result) };
  }
}

function reasonOf(result: PushResult): string {
  const told = "status" in result ? result.status : "reason" in result ? result.reason : undefined;
  return `${result.kind} ${told ?? ""}`.trim();
}
